/** An interrupted run of a phone before iOS 10, whose backup is one flat folder: what was good stays so, and the next run goes on. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { isCodedError } from '../../src/base/index.ts';
import { openBackup, type CreateBackupOptions } from '../../src/backup/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { judgedBackup } from '../support/corpus/judged-backup.ts';
import { TrappedContent } from '../support/trapped-content.ts';

const DOMAIN = 'AppDomain-com.example.bulk';
const LARGE = 'Documents/large';
const nameOf = (index: number) => `Documents/000000/file-${String(index).padStart(8, '0')}.bin`;

/** The content of every file of the last good version, as a reader finds it: path → content. */
async function lastGood(run: BackupRun): Promise<Map<string, string>> {
  await using backup = await openBackup(run.path);
  assert.equal(backup.summary.era, 'mbdb');
  assert.equal(backup.summary.throughJournal, existsSync(run.journal));
  const files = new Map<string, string>();
  for (const file of (await backup.list({ domain: DOMAIN, limit: 1000 })).rows) {
    if (file.kind !== 'file') continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of backup.open(file)) pieces.push(piece);
    files.set(file.relativePath, Buffer.concat(pieces).toString('latin1'));
  }
  return files;
}

/** Pulls the cable when a phase begins. */
function unpluggedIn(phase: string, run: BackupRun): Pick<CreateBackupOptions, 'onProgress'> {
  return {
    onProgress: (progress) => {
      if (progress.phase === phase) run.phone.detach();
    },
  };
}

describe('backup of iOS 9.3 that loses its cable', () => {
  for (const phase of ['receiving', 'moving', 'removing']) {
    it(`while ${phase}: the last good version stays readable, and the next run goes on`, async () => {
      const content = new TrappedContent(makeBulkPhone({ count: 200, size: 300 }));
      await using run = await trustedPhone({ preset: 'ios-9', content });
      await run.backUp();
      const good = await lastGood(run);
      assert.equal(good.size, 200);
      for (let index = 0; index < 150; index++) content.setFile(DOMAIN, nameOf(index), { content: 'changed' });
      for (let index = 150; index < 180; index++) content.removeFile(DOMAIN, nameOf(index));
      if (phase === 'receiving') {
        content.setFile(DOMAIN, LARGE, { content: new Uint8Array(1_000_000) });
        content.setTrap(LARGE, () => {
          run.phone.detach();
        });
      }
      const watching = phase === 'receiving' ? {} : unpluggedIn(phase, run);
      await assert.rejects(run.backUp(watching), (error) => isCodedError(error, 'link-lost'));
      assert.equal(run.status().snapshotState, phase === 'receiving' ? 'uploading' : phase);
      assert.deepEqual(await lastGood(run), good);
      run.phone.attach();
      const { filesReceived } = await run.backUp();
      if (phase === 'receiving') assert.equal(filesReceived, 151 - 128, 'the batch that was answered is not sent again');
      assert.deepEqual(run.standing(), run.finished);
      const now = await lastGood(run);
      assert.deepEqual([now.size, now.get(nameOf(0))], [phase === 'receiving' ? 171 : 170, 'changed']);
      assert.equal(readdirSync(run.path).filter((name) => /^[0-9a-f]{40}$/.test(name)).length, now.size);
      assert.equal((await judgedBackup(run.path, 'full')).findings.filter(({ severity }) => severity !== 'information').length, 0);
    });
  }
});
