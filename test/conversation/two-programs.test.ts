/** Two programs and one phone: while the command line works, the other is told who it is; when it dies, nothing stays locked and rows say what is left. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import {
  findBackups,
  findDeviceRuns,
  findFolderRun,
  foreseeBackup,
  foreseeFolder,
  openBackup,
  requireNoRun,
  type DeviceRun,
  type FolderRun,
} from '../../src/backup/index.ts';
import { formatUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { backupItem, backupState, englishLocale, foreseenBackup, type BackupState } from '../../src/view/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { ownStateHome } from '../support/own-state-home.ts';
import { TrappedContent } from '../support/trapped-content.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const DOMAIN = 'AppDomain-com.example.bulk';
const TRAP = 'Documents/000000/file-00000150.bin';

type Run = BackupRun & { readonly content: TrappedContent };

function backUpByCommandLine(run: Run): ChildProcess {
  return byCommandLine(run, ['backup', run.phone.udid, run.directory]);
}

function byCommandLine(run: Run, words: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
  const env = { ...process.env, USBMUXD_SOCKET_ADDRESS: formatUsbmuxAddress(run.mux.address), ...more };
  return spawn(process.execPath, [CLI, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** What it ends with, and what it said. */
async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
  const said: Buffer[] = [];
  child.stderr?.on('data', (part: Buffer) => said.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text: Buffer.concat(said).toString() };
}

/** Kills the command in the middle of a file; what was known of it a moment before. */
async function killInTheMiddle(
  run: Run,
): Promise<{ readonly pid: number; readonly folder: FolderRun | undefined; readonly row: BackupState }> {
  const seen = Promise.withResolvers<FolderRun | undefined>();
  run.content.setTrap(TRAP, () => {
    seen.resolve(findFolderRun(run.path));
    child.kill('SIGSTOP');
  });
  const child = backUpByCommandLine(run);
  const ended = once(child, 'exit');
  const folder = await Promise.race([seen.promise, ended.then(() => Promise.reject(new Error('it ended before the file was read')))]);
  const row = await stateOf(run);
  assert.throws(
    () => {
      requireNoRun(run.path);
    },
    (error) => isCodedError(error, 'backup-running'),
  );
  const [obstacle] = foreseeFolder({ directory: run.directory, udid: run.phone.udid });
  assert.ok(obstacle !== undefined);
  const words = foreseenBackup([obstacle], englishLocale)?.lines[0] ?? '';
  assert.match(words, new RegExp(`^The command line is writing to this backup folder: process ${String(child.pid)} of this computer\\.`));
  child.kill('SIGKILL');
  await ended;
  // A dead program says no goodbye.
  await run.takeLeftovers();
  return { pid: child.pid ?? 0, folder, row };
}

/** As the Backups view puts it together. */
async function stateOf({ directory, path }: Run): Promise<BackupState> {
  const [found] = await findBackups([directory]);
  assert.ok(found !== undefined);
  const run = findFolderRun(path);
  return {
    ...backupState(found.summary),
    ...(found.problem === undefined ? {} : { errorMessage: found.problem.message }),
    ...(found.problem?.code === 'backup-unfinished' ? { neverFinished: true } : {}),
    ...(run === undefined ? {} : { elsewhere: run }),
  };
}

const wordsOf = (state: BackupState) => backupItem(state, englishLocale).description;

describe('two programs and one phone', () => {
  it('while one waits for the passcode, with nothing on the disk yet, the other is told who it is', async () => {
    using _account = ownStateHome();
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<'dismissed'>();
    await using run = await trustedPhone({
      productVersion: '17.5.1',
      askPasscode: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    const child = backUpByCommandLine(run as Run);
    const ended = once(child, 'exit');
    await asked.promise;
    const announced: DeviceRun = {
      udid: run.phone.udid,
      address: formatUsbmuxAddress(run.mux.address),
      work: 'backup',
      path: run.path,
      pid: child.pid ?? 0,
      program: 'backup-lab',
    };
    assert.deepEqual(findDeviceRuns(), [announced]);
    const obstacles = await foreseeBackup({ mux: run.mux, udid: run.phone.udid, directory: run.directory });
    const [busy] = foreseenBackup(
      obstacles.filter(({ code }) => code === 'sync-lock-busy'),
      englishLocale,
    )?.lines ?? [''];
    assert.match(
      busy ?? '',
      new RegExp(`^The command line \\(process ${String(child.pid)} of this computer\\) is backing up the device into `),
    );
    assert.deepEqual(readdirSync(run.directory), []);
    for (const command of [
      ['restore', run.phone.udid, run.path, '--yes'],
      ['encryption', 'on', run.phone.udid, '--new-password-env', 'NEW'],
      ['pair', run.phone.udid],
      ['unpair', run.phone.udid],
    ]) {
      const { code, text } = await endOf(byCommandLine(run as Run, command, { NEW: 'new' }));
      assert.deepEqual([code, text.includes(`(process ${String(child.pid)} of this computer) is backing up the device`)], [5, true], text);
    }
    answer.resolve('dismissed');
    await ended;
    assert.deepEqual(findDeviceRuns(), []);
  });

  it('a first backup: its row says who makes it; when that is killed, it is not finished, and nothing is locked', async () => {
    using account = ownStateHome();
    const content = new TrappedContent(makeBulkPhone({ count: 200, size: 3000 }));
    await using run: Run = Object.assign(await trustedPhone({ content }), { content });
    const { pid, folder, row } = await killInTheMiddle(run);
    assert.deepEqual([folder?.pid, folder?.program, folder?.state, folder?.isOwn], [pid, 'backup-lab', 'running', false]);
    assert.match(wordsOf(row), /^Backup in progress: the command line/);
    assert.equal(findFolderRun(run.path), undefined);
    assert.match(wordsOf(await stateOf(run)), /^Not finished: back up again/);
    await assert.rejects(openBackup(run.path), (error) => isCodedError(error, 'backup-unfinished'));
    // What the dead one has said goes with the next look.
    assert.deepEqual(findDeviceRuns(), []);
    assert.deepEqual(readdirSync(join(account.path, 'ios-backup-lab', 'runs')), []);
    const { verdict } = await run.backUp();
    assert.equal(verdict, 'good');
    assert.match(wordsOf(await stateOf(run)), /^Not encrypted/);
  });

  it('a later backup: the row says that a run is under way, and only when it was killed that one was interrupted', async () => {
    using _account = ownStateHome();
    const content = new TrappedContent(makeBulkPhone({ count: 200, size: 3000 }));
    await using run: Run = Object.assign(await trustedPhone({ content }), { content });
    await run.backUp();
    for (let index = 100; index < 200; index++) {
      content.setFile(DOMAIN, `Documents/000000/file-${String(index).padStart(8, '0')}.bin`, { content: 'changed'.padEnd(3000, '.') });
    }
    const { row } = await killInTheMiddle(run);
    assert.match(wordsOf(row), /^Backup in progress: the command line/);
    assert.match(wordsOf(await stateOf(run)), /^Last good version \(a later run was interrupted\)/);
    requireNoRun(run.path);
    assert.equal((await run.backUp()).verdict, 'good');
  });
});
