import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Throttle } from '../../../src/extension/throttle.ts';

describe('Throttle', () => {
  let clock: sinon.SinonFakeTimers;
  const got: number[] = [];

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    got.length = 0;
  });

  afterEach(() => clock.restore());

  it('lets the first value through at once and the last one in the end', () => {
    const throttle = new Throttle<number>(100, (value) => got.push(value));
    for (let value = 1; value <= 50; value++) throttle.push(value);
    assert.deepEqual(got, [1]);
    clock.tick(100);
    assert.deepEqual(got, [1, 50]);
  });

  it('keeps to its pace', () => {
    const throttle = new Throttle<number>(100, (value) => got.push(value));
    for (let value = 0; value < 100; value++) {
      throttle.push(value);
      clock.tick(10);
    }
    assert.ok(got.length >= 9 && got.length <= 11, String(got.length));
  });

  it('forgets what waits when it is disposed', () => {
    const throttle = new Throttle<number>(100, (value) => got.push(value));
    throttle.push(1);
    throttle.push(2);
    throttle.dispose();
    clock.tick(1000);
    assert.deepEqual(got, [1]);
  });
});
