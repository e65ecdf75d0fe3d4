import assert from 'node:assert/strict';
import type { BackupObstacle, BackupObstacleCode } from '../../../src/backup/index.ts';
import { englishLocale, foreseenBackup, obstacleInTerminal } from '../../../src/view/index.ts';

function obstacle(code: BackupObstacleCode, weight: BackupObstacle['weight'], data: BackupObstacle['data'] = {}): BackupObstacle {
  return { code, weight, message: code, data };
}

/** Each with the facts that it comes with. */
const EACH: readonly BackupObstacle[] = [
  obstacle('disk-absent', 'blocks', { path: '/media/user/Disk/Backups', disk: '/media/user/Disk' }),
  obstacle('folder-missing', 'blocks', { path: '/b' }),
  obstacle('folder-denied', 'blocks', { path: '/b' }),
  obstacle('folder-protected', 'blocks', { path: '/b' }),
  obstacle('folder-unwritable', 'blocks', { path: '/b', reason: 'EROFS' }),
  obstacle('folder-is-backup', 'doubt', { path: '/b' }),
  obstacle('place-blocked', 'blocks', { path: '/b/.x.journal', standing: 'link' }),
  obstacle('backup-running', 'blocks', { pid: 4711, host: 'desk', state: 'running' }),
  obstacle('file-io', 'blocks', { path: '/b' }),
  obstacle('previous-broken', 'blocks', { path: '/b/x', file: 'Manifest.plist' }),
  obstacle('snapshot-left', 'doubt', { path: '/b/x/Snapshot' }),
  obstacle('space-missing', 'blocks', { freeBytes: 5_000_000, neededBytes: 134_217_728 }),
  obstacle('space-doubtful', 'doubt', { freeBytes: 5e9, neededBytes: 6e10, basis: 'device' }),
  obstacle('space-doubtful', 'doubt', { freeBytes: 5e9, neededBytes: 6e10, basis: 'earlier-backup' }),
  obstacle('device-full', 'doubt', { freeBytes: 1e7 }),
  obstacle('encryption-required', 'blocks'),
  obstacle('sync-lock-busy', 'doubt'),
];

describe('what stands in the way of a backup', () => {
  it('is nothing to ask about where nothing does, or only what the run takes care of', () => {
    assert.equal(foreseenBackup([], englishLocale), undefined);
    assert.equal(foreseenBackup([obstacle('run-interrupted', 'note')], englishLocale), undefined);
  });

  for (const each of EACH) {
    it(`is said with what to do: ${each.code} ${JSON.stringify(each.data)}`, () => {
      const found = foreseenBackup([each], englishLocale);
      assert.ok(found !== undefined);
      assert.match(found.lines[0] ?? '', /^[^{}]+\.$/);
      assert.doesNotMatch(found.lines[0] ?? '', /unknown|undefined/);
      assert.ok(found.actions.length > 0, 'something can be clicked');
      assert.equal(found.mayIgnore, each.weight === 'doubt');
    });
  }

  it('is said in a terminal with what can be done there', () => {
    const sentence = (each: BackupObstacle) => {
      const { message, action } = obstacleInTerminal(each, englishLocale);
      return `${message} ${action}`.trim();
    };
    for (const each of EACH) {
      const said = sentence(each);
      assert.match(said, /^[^{}“”]+\.$/);
      assert.doesNotMatch(said, /unknown|undefined/);
    }
    assert.match(sentence(obstacle('previous-broken', 'blocks', { path: '/b' })), /--set-aside/);
    assert.match(sentence(obstacle('snapshot-left', 'blocks', { path: '/b' })), /add --full\.$/);
    assert.match(sentence(obstacle('encryption-required', 'blocks', { path: '/b' })), /backup-lab encryption on UDID\.$/);
  });

  it('says how much is needed and free by the device’s own formula', () => {
    const [line] =
      foreseenBackup([obstacle('space-missing', 'blocks', { freeBytes: 5_000_000, neededBytes: 134_217_728 })], englishLocale)?.lines ?? [];
    assert.equal(line, '5 MB is free on the disk. Every device demands more than 134.2 MB, however little it sends.');
  });

  it('says who holds the folder', () => {
    const running = foreseenBackup([obstacle('backup-running', 'blocks', { pid: 4711, host: 'desk', state: 'running' })], englishLocale);
    assert.match(running?.lines[0] ?? '', /process 4711 of this computer/);
    const elsewhere = foreseenBackup([obstacle('backup-running', 'blocks', { host: 'desk', state: 'elsewhere' })], englishLocale);
    assert.match(elsewhere?.lines[0] ?? '', /The computer desk/);
  });

  it('says a run once that holds both the folder and the device', () => {
    const who = { pid: 4711, state: 'running', program: 'vscode' };
    const both = [obstacle('backup-running', 'blocks', who), obstacle('sync-lock-busy', 'doubt', { ...who, work: 'backup' })];
    assert.equal(foreseenBackup(both, englishLocale)?.lines.length, 1);
  });

  it('says which run has the device, where that is known', () => {
    const lineFor = (busy: object) =>
      foreseenBackup([obstacle('sync-lock-busy', 'doubt', { pid: 4711, state: 'running', ...busy })], englishLocale)?.lines[0];
    const inWindow = lineFor({ work: 'backup', program: 'vscode', path: '/other' });
    assert.match(
      inWindow ?? '',
      /^Another VS Code window \(process 4711 of this computer\) is backing up the device into \/other\. Wait until/,
    );
    assert.match(
      lineFor({ work: 'encryption', program: 'backup-lab' }) ?? '',
      /^The command line \(process 4711 .*\) is changing the backup password/,
    );
    assert.match(
      lineFor({ work: 'backup', path: '/other' }) ?? '',
      /^Another program \(process 4711 .*\) is backing up the device into \/other\./,
    );
    assert.match(lineFor({}) ?? '', /^Another program or window is working with the device\./);
  });

  it('offers each remedy once, and never to ignore what makes the run fail', () => {
    const found = foreseenBackup(
      [obstacle('previous-broken', 'blocks', { path: '/b/x' }), obstacle('space-doubtful', 'doubt', { basis: 'device' })],
      englishLocale,
    );
    assert.deepEqual(found?.actions, ['set-aside', 'other-folder', 'try-again']);
    assert.equal(found.mayIgnore, false);
  });
});
