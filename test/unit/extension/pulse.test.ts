import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Pulse } from '../../../src/extension/pulse.ts';

describe('what is done again and again', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });

  afterEach(() => {
    clock.restore();
  });

  it('is done after each rest while somebody looks, whether it fails or not, and never twice at once', async () => {
    let running = 0;
    let times = 0;
    const pulse = new Pulse(1000, async () => {
      times++;
      assert.equal(++running, 1);
      await new Promise((resolve) => setTimeout(resolve, 5000));
      running--;
      throw new Error('in vain');
    });
    await clock.tickAsync(10_000);
    assert.equal(times, 0);
    pulse.set(true);
    pulse.set(true);
    await clock.tickAsync(12_500);
    assert.equal(times, 2);
    pulse.set(false);
    await clock.tickAsync(60_000);
    assert.equal(times, 2);
    pulse.set(true);
    await clock.tickAsync(1000);
    assert.equal(times, 3);
    pulse.dispose();
  });

  it('is told when nobody looks any more', async () => {
    let signal: AbortSignal | undefined;
    const pulse = new Pulse(10, (given) => {
      signal = given;
    });
    pulse.set(true);
    await clock.tickAsync(10);
    assert.equal(signal?.aborted, false);
    pulse.set(false);
    assert.equal(signal.aborted, true);
  });
});
