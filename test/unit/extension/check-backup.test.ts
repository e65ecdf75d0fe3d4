/** One check for commands, tasks and other programs: it says what the row says. */
import assert from 'node:assert/strict';
import { CheckMemory } from '../../../src/backup/index.ts';
import { plainVerification } from '../../../src/extension/api/plain-data.ts';
import { BackupRegistry } from '../../../src/extension/backups/backup-registry.ts';
import { checkBackup } from '../../../src/extension/backups/check-backup.ts';
import { UnlockedBackups } from '../../../src/extension/backups/unlocked-backups.ts';
import { inEnglish } from '../../../src/view/index.ts';
import { copyFixture } from '../../support/backup-copy.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

describe('a check of a backup in a window', () => {
  let home: Disposable;
  let copy: ReturnType<typeof copyFixture>;
  beforeEach(() => {
    home = ownStateHome();
    copy = copyFixture('plain-ios17');
  });
  afterEach(() => {
    copy[Symbol.dispose]();
    home[Symbol.dispose]();
  });

  it('is no better than what is known of the run, for other programs too, and the row says the same', async () => {
    const memory = await CheckMemory.begin(copy.path);
    await memory.keepRun({ isDoubtful: true, unreadFiles: 2 });
    const backups = new BackupRegistry({ folders: () => [copy.parent], describe: String, isUnlocked: () => false });
    await backups.scan();
    const changed: string[] = [];
    const browsers = { changed: (path: string) => void changed.push(path) };
    const unlocked = new UnlockedBackups({ lockAfterMinutes: () => 0 });
    const checked = await checkBackup({ unlocked, backups, browsers }, copy.path, { level: 'quick' });
    assert.deepEqual([checked.report.verdict, checked.remembered?.unreadFiles], ['good', 2]);
    assert.deepEqual(
      [checked.verdict, plainVerification(checked, inEnglish).verdict, backups.find(copy.path)?.check?.verdict],
      ['unconfirmed', 'unconfirmed', 'unconfirmed'],
    );
    assert.deepEqual(changed, [copy.path]);
    backups.dispose();
  });
});
