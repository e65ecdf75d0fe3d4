import assert from 'node:assert/strict';
import { CancelledError, isCodedError, nullLog } from '../../../../src/base/index.ts';
import { DeviceProtocolError, takeSyncLock, type SyncLockOptions } from '../../../../src/device-protocol/index.ts';

/** A device whose lock is held by somebody else for the first `busyFor` tries; everything asked of it goes into `order`. */
function device(options: { busyFor?: number; hasFile?: boolean } = {}): SyncLockOptions & { order: string[] } {
  const { busyFor = 0, hasFile = true } = options;
  const order: string[] = [];
  let tries = 0;
  return {
    order,
    notifications: {
      post: async (name) => {
        order.push(name.slice(name.lastIndexOf('.') + 1));
      },
    },
    afc: {
      open: async (path, mode) => {
        order.push(`open ${path} ${mode}`);
        if (!hasFile) throw new DeviceProtocolError('afc-error', 'not found', { data: { afcStatus: 8 } });
        return 7n;
      },
      lock: async (handle, lock) => {
        order.push(`${lock} ${handle}`);
        return lock === 'unlock' || ++tries > busyFor;
      },
      closeFile: async (handle) => void order.push(`close ${handle}`),
    },
    delay: async (milliseconds) => void order.push(`wait ${milliseconds}`),
  };
}

const TAKEN = ['syncWillStart', 'open /com.apple.itunes.lock_sync readWrite', 'syncLockRequest', 'exclusive 7'];
const RELEASED = ['unlock 7', 'close 7', 'syncDidFinish'];

describe('takeSyncLock', () => {
  it('takes and gives back in the order of real hosts', async () => {
    const phone = device();
    const lock = await takeSyncLock(phone);
    assert.deepEqual(phone.order, [...TAKEN, 'syncDidStart']);
    await lock.release();
    await lock.release();
    assert.deepEqual(phone.order.slice(5), RELEASED);
  });

  it('tries again every 200 ms while another host holds it', async () => {
    const phone = device({ busyFor: 2 });
    const waits: number[] = [];
    await takeSyncLock({ ...phone, onWaiting: (attempt) => waits.push(attempt) });
    assert.deepEqual(phone.order.slice(3), ['exclusive 7', 'wait 200', 'exclusive 7', 'wait 200', 'exclusive 7', 'syncDidStart']);
    assert.deepEqual(waits, [1, 2]);
  });

  it('gives up after 50 tries and leaves nothing open', async () => {
    const phone = device({ busyFor: 1000 });
    await assert.rejects(takeSyncLock(phone), (error) => isCodedError(error, 'sync-lock-busy'));
    assert.equal(phone.order.filter((step) => step.startsWith('exclusive')).length, 50);
    assert.deepEqual(phone.order.slice(-3), RELEASED);
  });

  it('stops waiting when it is cancelled, and leaves nothing open', async () => {
    const phone = device({ busyFor: 1000 });
    const cancel = new AbortController();
    const { delay: _, ...realDelay } = phone;
    const taking = takeSyncLock({ ...realDelay, signal: cancel.signal, onWaiting: () => cancel.abort() });
    await assert.rejects(taking, CancelledError);
    assert.deepEqual(phone.order.slice(-3), RELEASED);
  });

  it('goes on without the lock on a device that has no lock file', async () => {
    const phone = device({ hasFile: false });
    await using _lock = await takeSyncLock(phone);
    assert.equal(phone.order.at(-1), 'syncDidStart');
  });

  it('tells the end of the sync even if the lock cannot be given back', async () => {
    const phone = device();
    const lockStuck = async (handle: bigint, lock: string) => {
      if (lock === 'unlock') throw new DeviceProtocolError('afc-error', 'busy', { data: { afcStatus: 17 } });
      phone.order.push(`${lock} ${handle}`);
      return true;
    };
    const warnings: string[] = [];
    const log = { ...nullLog, warn: (message: string) => void warnings.push(message) };
    await (await takeSyncLock({ ...phone, afc: { ...phone.afc, lock: lockStuck }, log })).release();
    assert.equal(phone.order.at(-1), 'syncDidFinish');
    assert.equal(warnings.length, 1);
  });

  it('needs no notifications', async () => {
    const { notifications: _, ...phone } = device();
    await (await takeSyncLock(phone)).release();
    assert.deepEqual(phone.order, [TAKEN[1], TAKEN[3], ...RELEASED.slice(0, 2)]);
  });
});
