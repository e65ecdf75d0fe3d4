/** The simulated devices of a window: a thread of their own, which nobody notices until it fails. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { isCodedError, nullLog } from '../../../src/base/index.ts';
import { Device, type UsbmuxClient } from '../../../src/device-protocol/index.ts';
import { DeviceRegistry } from '../../../src/extension/devices/device-registry.ts';
import { SimulatedDevices } from '../../../src/extension/devices/simulated-devices.ts';

type Options = ConstructorParameters<typeof SimulatedDevices>[0];

function make(options: Partial<Options> = {}): SimulatedDevices {
  return new SimulatedDevices({
    log: nullLog,
    addMux: () => ({ dispose: () => undefined }),
    onQuestion: () => undefined,
    onFailure: () => undefined,
    ...options,
  });
}

describe('simulated devices of a window', () => {
  it('share one simulator, which ends with the last of them', async () => {
    const registry = new DeviceRegistry({ log: nullLog, describe: () => 'in words' });
    const devices = make({ addMux: (mux) => registry.addMux(mux, { own: true }) });
    const first = await devices.start({ name: 'A' });
    const second = await devices.start({ name: 'B', trust: 'ask' });
    assert.deepEqual(
      (await registry.listNow()).map(({ state }) => [state.name, state.condition, state.simulated]),
      [
        ['A', 'ready', true],
        ['B', 'not-trusted', true],
      ],
    );
    await devices.stop(first.udid);
    assert.equal((await registry.listNow()).length, 1);
    await devices.stop(second.udid);
    assert.deepEqual([await registry.listNow(), await devices.list()], [[], []]);
    registry.dispose();
  });

  it('start as the settings say, once', async () => {
    const devices = make();
    await Promise.all([devices.startConfigured([{ name: 'A' }]), devices.startConfigured([{ name: 'A' }])]);
    assert.equal((await devices.list()).length, 1);
    // As when a workspace that asks for more is trusted.
    await devices.startConfigured([{ name: 'A' }, { name: 'B' }, { name: 'B' }]);
    assert.deepEqual(
      (await devices.list()).map(({ name }) => name),
      ['A', 'B', 'B'],
    );
    await devices.close();
  });

  it('hand on what the person is asked on the phone, and the answer back', async () => {
    let mux: UsbmuxClient | undefined;
    const asked: string[] = [];
    const devices: SimulatedDevices = make({
      addMux: (added) => {
        mux = added;
        return { dispose: () => undefined };
      },
      onQuestion: ({ udid, name }, question) => {
        asked.push(`${name}: ${question}`);
        void devices.act(udid, { kind: 'trust', answer: 'accept' });
      },
    });
    const { udid } = await devices.start({ name: 'Shy', trust: 'ask' });
    assert(mux);
    await (await Device.open(mux, udid)).pair({ waitSeconds: 20 });
    assert.deepEqual(asked, ['Shy: trust']);
    await devices.close();
  });

  it('leave the list with their thread when that ends by itself, are reported once, and can be started again', async () => {
    const failures: unknown[] = [];
    const muxes: string[] = [];
    const failed = Promise.withResolvers<undefined>();
    const devices = make({
      addMux: () => {
        muxes.push('added');
        return { dispose: () => muxes.push('removed') };
      },
      onFailure: (error) => {
        failures.push(isCodedError(error) ? error.code : error);
        failed.resolve(undefined);
      },
    });
    const started = once(process, 'worker') as Promise<[Worker]>;
    await devices.start({ name: 'A' });
    const [worker] = await started;
    assert.equal(devices.known.length, 1);
    const interrupted = assert.rejects(devices.act(devices.known[0]?.udid ?? '', { kind: 'restart' }), (error) =>
      isCodedError(error, 'simulator-ended'),
    );
    await worker.terminate();
    await Promise.all([failed.promise, interrupted]);
    assert.deepEqual([failures, muxes, devices.known, await devices.list()], [['simulator-ended'], ['added', 'removed'], [], []]);
    await devices.start({ name: 'B' });
    assert.deepEqual(
      devices.known.map(({ name }) => name),
      ['B'],
    );
    await devices.close();
    assert.deepEqual(failures.length, 1);
  });

  it('miss a phone that was stopped meanwhile, also the last one', async () => {
    const devices = make();
    const { udid } = await devices.start({ name: 'A' });
    await devices.stop(udid);
    const missing = (error: unknown) => isCodedError(error, 'simulator-device-missing');
    await assert.rejects(devices.act(udid, { kind: 'lock', on: true }), missing);
    await assert.rejects(devices.arm(udid, 'F3', {}), missing);
    await assert.rejects(devices.leftovers(udid), missing);
  });
});
