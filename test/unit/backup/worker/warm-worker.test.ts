/** A thread that is kept for the next job: never after a job that it did not finish, and never longer than it is of use. */
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { WarmWorker } from '../../../../src/backup/worker/warm-worker.ts';
import type { WarmThreadRun } from '../../../support/warm-thread.ts';

const ADDRESS = new URL('../../../support/warm-thread.ts', import.meta.url);

function threads(idleMs = 60_000): WarmWorker {
  return new WarmWorker({ address: ADDRESS, name: 'test', resourceLimits: { maxOldGenerationSizeMb: 32 }, idleMs });
}

const doing = (worker: WarmWorker, does: WarmThreadRun['job']['does'], signal?: AbortSignal) =>
  worker.run<WarmThreadRun>({ job: { does }, signal });

describe('a thread that is kept for the next job', function () {
  this.timeout(20_000);

  it('does one job after the other, also after an error of a job', async () => {
    const worker = threads();
    const { thread } = await doing(worker, 'answer');
    await assert.rejects(doing(worker, 'throw'), { code: 'json-malformed', data: { at: 1 } });
    assert.equal((await doing(worker, 'answer')).thread, thread);
    await worker.renew();
  });

  it('is one of several while several jobs run, and only one of them is kept', async () => {
    const worker = threads();
    const [first, second] = await Promise.all([doing(worker, 'answer'), doing(worker, 'answer')]);
    assert.notEqual(first.thread, second.thread);
    assert.ok([first.thread, second.thread].includes((await doing(worker, 'answer')).thread));
    await worker.renew();
  });

  it('is ended and replaced when its job hangs, crashes, or takes too much memory', async () => {
    const worker = threads();
    const ended = new Set([(await doing(worker, 'answer')).thread]);
    const isReplaced = async () => {
      const { thread } = await doing(worker, 'answer');
      assert.ok(!ended.has(thread));
      ended.add(thread);
    };
    await assert.rejects(doing(worker, 'hang', AbortSignal.timeout(50)), { code: 'cancelled' });
    await isReplaced();
    await assert.rejects(doing(worker, 'crash'), { code: 'internal' });
    await isReplaced();
    await assert.rejects(doing(worker, 'exhaust'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    await isReplaced();
    await worker.renew();
  });

  it('does nothing for a caller who does not want it', async () => {
    const worker = threads();
    await assert.rejects(doing(worker, 'answer', AbortSignal.abort()), { code: 'cancelled' });
  });

  it('gets keys of its own, and those of the caller are wiped', async () => {
    const worker = threads();
    const key = Uint8Array.of(7);
    const keys = { keys: [[1, key]], deviceOnly: [] } as const;
    const { key: received } = await worker.run<WarmThreadRun>({ job: { does: 'answer', key }, keys });
    assert.deepEqual([received, key[0]], [7, 0]);
    await worker.renew();
  });

  it('does no other job after it is renewed, whether it is busy then or not', async () => {
    const worker = threads();
    const { thread } = await doing(worker, 'answer');
    await worker.renew();
    const busy = doing(worker, 'answer');
    await worker.renew();
    const next = await doing(worker, 'answer');
    assert.equal(new Set([thread, (await busy).thread, next.thread]).size, 3);
    await worker.renew();
  });

  it('ends when nobody has asked for a while', async () => {
    const worker = threads(60_000);
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { thread } = await doing(worker, 'answer');
      clock.tick(59_999);
      assert.equal((await doing(worker, 'answer')).thread, thread);
      clock.tick(60_000);
      assert.notEqual((await doing(worker, 'answer')).thread, thread);
      await worker.renew();
    } finally {
      clock.restore();
    }
  });
});
