import assert from 'node:assert/strict';
import { CancelledError } from '../../../src/base/index.ts';
import { BackupJobs } from '../../../src/extension/backups/backup-jobs.ts';

const who = { udid: 'u1', name: 'iPhone', path: '/b/u1' };

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
}

describe('running backups', () => {
  it('are known while they run, and every place sees the same numbers until the next beat', async () => {
    const jobs = new BackupJobs();
    const heard: number[] = [];
    const result = await jobs.run(who, async (_, onProgress) => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      jobs.onDidProgress(({ job }) => {
        heard.push(job.files);
        assert.equal(jobs.find('u1')?.job.files, job.files);
        if (job.files === 4) resolve(undefined);
      });
      onProgress({ phase: 'receiving', done: 3, unit: 'files' });
      onProgress({ phase: 'receiving', done: 4, unit: 'files' });
      // Only what was told counts, wherever somebody asks.
      assert.equal(jobs.find('u1')?.job.files, 0);
      await promise;
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual([heard, jobs.running()], [[4], []]);
  });

  it('stop when they are cancelled', async () => {
    const jobs = new BackupJobs();
    const run = jobs.run(who, (signal) => untilAborted(signal));
    assert.equal(jobs.cancel('u1'), true);
    await assert.rejects(run, CancelledError);
    assert.equal(jobs.cancel('u1'), false);
  });

  it('say that they began and that they ended, also when they fail', async () => {
    const jobs = new BackupJobs();
    const heard: string[] = [];
    jobs.onDidProgress(({ udid }) => heard.push(`progress ${udid}`));
    jobs.onDidEnd(({ udid }) => heard.push(`end ${udid}`));
    await assert.rejects(jobs.run(who, () => Promise.reject(new Error('no'))));
    assert.deepEqual(heard, ['progress u1', 'end u1']);
  });

  it('are all stopped, and waited for, at the end', async () => {
    const jobs = new BackupJobs();
    let saidGoodbye = false;
    const run = jobs.run(who, async (signal) => {
      await untilAborted(signal).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      saidGoodbye = true;
    });
    await jobs.stopAll();
    assert.equal(saidGoodbye, true);
    await run;
  });
});
