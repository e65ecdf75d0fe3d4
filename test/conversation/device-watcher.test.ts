import assert from 'node:assert/strict';
import { Fifo, isCodedError } from '../../src/base/index.ts';
import {
  Device,
  UsbmuxClient,
  parseUsbmuxAddress,
  watchDevices,
  type DeviceWatcher,
  type DevicesChange,
} from '../../src/device-protocol/index.ts';
import { startSimulator } from '../../src/simulated-device/index.ts';
import { simulated } from '../support/simulated.ts';

/** The changes that a watcher reports, one after the other. */
function changesOf(watcher: DeviceWatcher): Fifo<DevicesChange> {
  const changes = new Fifo<DevicesChange>();
  watcher.onDidChange((change) => {
    changes.push(change);
  });
  return changes;
}

describe('device watcher', () => {
  it('knows who is there, and says who comes, goes and is paired', async () => {
    await using sim = await simulated();
    using watcher = disposing(watchDevices(sim.mux));
    const changes = changesOf(watcher);
    assert.deepEqual(watcher.devices(), []);
    assert.equal((await changes.next())?.kind, 'available');
    const first = await changes.next();
    assert.ok(first?.kind === 'attached' && first.device.udid === sim.phone.udid);
    assert.deepEqual(watcher.devices(), [first.device]);
    await new Device(sim.mux, first.device).pair();
    assert.deepEqual(await changes.next(), { kind: 'paired', device: first.device });
    const added = sim.simulator.addDevice();
    const second = await changes.next();
    assert.ok(second?.kind === 'attached' && second.device.udid === added.udid);
    assert.equal(watcher.devices().length, 2);
    sim.phone.detach();
    assert.deepEqual(await changes.next(), { kind: 'detached', device: first.device });
    assert.deepEqual(watcher.devices(), [second.device]);
    assert.equal(watcher.problem(), undefined);
  });

  it('says once that usbmuxd is missing, forgets its devices, and finds it when it is back', async () => {
    const simulator = await startSimulator();
    const port = Number(simulator.address.split(':')[1]);
    using watcher = disposing(watchDevices(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), { retryAfterMs: [1] }));
    const changes = changesOf(watcher);
    assert.equal((await changes.next())?.kind, 'available');
    assert.equal((await changes.next())?.kind, 'attached');
    await simulator.close();
    assert.equal((await changes.next())?.kind, 'detached');
    const gone = await changes.next();
    assert.ok(gone?.kind === 'unavailable' && isCodedError(gone.error, 'link-lost'));
    assert.deepEqual(watcher.devices(), []);
    assert.ok(watcher.problem());
    await using again = await startSimulator({ listen: { port } });
    assert.equal((await changes.next())?.kind, 'available');
    const back = await changes.next();
    assert.ok(back?.kind === 'attached' && back.device.udid === again.devices[0]?.udid);
    assert.equal(watcher.problem(), undefined);
  });

  it('says nothing more once it is disposed', async () => {
    await using sim = await simulated();
    const watcher = watchDevices(sim.mux);
    const changes = changesOf(watcher);
    assert.equal((await changes.next())?.kind, 'available');
    watcher.dispose();
    const heard = changes.size;
    sim.phone.detach();
    assert.equal((await sim.mux.listDevices()).length, 0);
    assert.equal(changes.size, heard);
  });
});

function disposing(watcher: DeviceWatcher): DeviceWatcher & Disposable {
  return Object.assign(watcher, { [Symbol.dispose]: () => watcher.dispose() });
}
