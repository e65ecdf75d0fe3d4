/** What the preflight sees of a phone, and that it leaves nothing behind on it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { foreseeBackup, type ForeseeBackupOptions } from '../../src/backup/index.ts';
import { takeFolderLock } from '../../src/backup/folder/folder-lock.ts';
import { journalPathsOf } from '../../src/backup/folder/journal-layout.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';

const content = () => makeBulkPhone({ count: 3, size: 10 });

async function foreseen({ mux, phone, directory }: BackupRun, options: Partial<ForeseeBackupOptions> = {}): Promise<string[]> {
  const obstacles = await foreseeBackup({ mux, udid: phone.udid, directory, ...options });
  return obstacles.map(({ code, weight }) => `${weight} ${code}`);
}

describe('a look before a backup', () => {
  it('finds nothing with a healthy phone, and leaves it as it was', async () => {
    await using run = await trustedPhone({ content: content() });
    assert.deepEqual(await foreseen(run), []);
    assert.deepEqual(run.standing(), []);
    await run.backUp({ verify: 'off' });
    assert.deepEqual(await foreseen(run), []);
    assert.deepEqual(await foreseen(run, { full: true }), []);
  });

  it('finds that device management demands a password that is not set', async () => {
    await using run = await trustedPhone({ content: content(), requiresEncryption: true });
    assert.deepEqual(await foreseen(run), ['blocks encryption-required']);
  });

  it('finds that another program syncs', async () => {
    await using run = await trustedPhone({ content: content() });
    run.phone.fault('F23', { times: 1 });
    assert.deepEqual(await foreseen(run), ['doubt sync-lock-busy']);
    assert.deepEqual(await foreseen(run), []);
  });

  it('finds which process syncs, if it writes into a folder that is known', async () => {
    await using run = await trustedPhone({ content: content() });
    using other = temporaryFolder();
    const lock = takeFolderLock(journalPathsOf(join(other.path, run.phone.udid)));
    run.phone.fault('F23', { times: 1 });
    const options = { mux: run.mux, udid: run.phone.udid, directory: run.directory, otherDirectories: [other.path] };
    const [busy] = await foreseeBackup(options);
    lock.release();
    assert.deepEqual(
      [busy?.code, busy?.data.pid, busy?.data.state, busy?.data.path],
      ['sync-lock-busy', process.pid, 'running', other.path],
    );
  });

  it('leaves it to the run to say that a phone is locked or gone', async () => {
    await using run = await trustedPhone({ content: content() });
    run.phone.detach();
    assert.deepEqual(await foreseen(run), []);
  });

  it('ends when it is cancelled', async () => {
    await using run = await trustedPhone({ content: content() });
    await assert.rejects(foreseen(run, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
