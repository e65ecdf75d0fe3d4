import assert from 'node:assert/strict';
import { Breather, isCodedError } from '../../../src/base/index.ts';

/** Work that nothing can interrupt. */
function workUntilDue(breather: Breather): void {
  while (!breather.isDue);
}

describe('Breather', () => {
  it('lets timers and input have their turn in the middle of long work', async () => {
    const breather = new Breather();
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    workUntilDue(breather);
    assert.equal(turned, false);
    await breather.breathe();
    assert.equal(turned, true);
    assert.equal(breather.isDue, false);
  });

  it('ends the work when somebody has asked for it meanwhile', async () => {
    const stop = new AbortController();
    const breather = new Breather(stop.signal);
    setImmediate(() => {
      stop.abort();
    });
    await assert.rejects(breather.breathe(), (error) => isCodedError(error, 'cancelled'));
  });
});
