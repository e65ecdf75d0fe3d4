import assert from 'node:assert/strict';
import { nullLog } from '../../../../src/base/index.ts';
import { Connection } from '../../../../src/device-protocol/index.ts';
import { VirtualClock } from '../../../../src/simulated-device/index.ts';
import { NetworkSessions } from '../../../../src/simulated-device/wifi/network-sessions.ts';
import { socketPair } from '../../../support/socket-pair.ts';

describe('hosts of a device on the Wi-Fi', () => {
  it('are dropped with all their streams after a minute without an answer, and only they', async () => {
    using pairs = await threePairs();
    const [silent, other, answering] = pairs.ends;
    const clock = new VirtualClock(new Date(0));
    const sessions = new NetworkSessions(clock, nullLog);
    sessions.enter('SILENT', silent.stream);
    sessions.enter('SILENT', other.stream);
    sessions.enter('ANSWERING', answering.stream);
    await clock.advance(59_999);
    sessions.heard('ANSWERING');
    assert.deepEqual([silent.stream.isOver, answering.stream.isOver], [false, false]);
    await clock.advance(1);
    await Promise.all([silent.stream.closed, other.stream.closed]);
    assert.equal(answering.stream.isOver, false);
    await clock.advance(59_998);
    assert.equal(answering.stream.isOver, false);
    await clock.advance(1);
    await answering.stream.closed;
    assert.equal(clock.sleeping, 0);
  });

  it('cost no wait once they have gone', async () => {
    using pairs = await threePairs();
    const [one] = pairs.ends;
    const clock = new VirtualClock(new Date(0));
    const sessions = new NetworkSessions(clock, nullLog);
    sessions.enter('HOST', one.stream);
    assert.equal(clock.sleeping, 1);
    one.stream.destroy();
    await one.stream.closed;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.sleeping, 0);
  });
});

async function threePairs() {
  const pairs = await Promise.all([socketPair(), socketPair(), socketPair()]);
  const [a, b, c] = pairs.map((pair) => ({ stream: Connection.over(pair.near) }));
  assert.ok(a && b && c);
  return {
    ends: [a, b, c] as const,
    [Symbol.dispose]: () => {
      for (const pair of pairs) pair[Symbol.dispose]();
    },
  };
}
