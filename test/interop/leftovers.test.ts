/** What Debian's idevicebackup2 leaves behind on a phone: nothing when it ends by itself, and what when it is stopped. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeBulkPhone, type SimulatedDeviceOptions, type TraceEvent } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

/** Sends the signal once the second batch of files is announced. */
async function stopped(signal: NodeJS.Signals, options: SimulatedDeviceOptions = {}): Promise<string[]> {
  using folder = temporaryFolder();
  let batches = 0;
  const second = Promise.withResolvers<undefined>();
  const onTrace = ({ from, message }: TraceEvent) => {
    const [name, callbacks] = from === 'device' && Array.isArray(message) ? message : [];
    if (name === 'DLMessageUploadFiles' && callbacks instanceof Map && callbacks.size > 0 && ++batches === 2) second.resolve(undefined);
  };
  const content = makeBulkPhone({ count: 400, size: 20_000 });
  await using sim = await interopSimulator({ seed: 7, devices: [{ content, ...options }], onTrace });
  await sim.trust();
  const child = spawn('idevicebackup2', ['backup', folder.path], {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: sim.simulator.address },
    stdio: 'ignore',
  });
  await second.promise;
  child.kill(signal);
  await once(child, 'close');
  await sim.simulator.settled();
  return sim.phone.state.takeLeftovers().map(({ text }) => text);
}

describe('idevicebackup2 leaves behind', () => {
  const test = testsSideBySide();

  test('nothing when it is interrupted by the user: it says goodbye and gives its lock back', async () => {
    assert.deepEqual(await stopped('SIGINT'), []);
  });

  test('its lock and its sync when it is killed', async () => {
    const left = await stopped('SIGKILL');
    const fixed = ['the lock on /com.apple.itunes.lock_sync was not released', 'syncWillStart without syncDidFinish'];
    for (const text of fixed) assert.ok(left.includes(text), text);
    // Whether the phone waits or is still sending at that moment is chance.
    assert.ok(left.filter((text) => !fixed.includes(text)).every((text) => text === 'the status of DLMessageUploadFiles did not arrive'));
  });

  test('a sync that it has announced, where the lock cannot be had or its file cannot be opened', async () => {
    const met = async (fault: 'F23' | 'F24', exit: number) => {
      using folder = temporaryFolder();
      await using sim = await interopSimulator({ seed: 7, devices: [{ content: makeBulkPhone({ count: 3, size: 10 }) }] });
      await sim.trust();
      sim.phone.fault(fault);
      const { status } = await sim.run('idevicebackup2', ['backup', folder.path]);
      assert.equal(status, exit);
      await sim.simulator.settled();
      assert.deepEqual(
        sim.phone.state.takeLeftovers().map(({ text }) => text),
        ['syncWillStart without syncDidFinish'],
        fault,
      );
    };
    await Promise.all([met('F23', 255), met('F24', 0)]);
  });
});
