import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { Device } from '../../src/device-protocol/index.ts';
import { simulated } from '../support/simulated.ts';

describe('conversation with usbmuxd', () => {
  it('lists several devices, by the names that they have on their labels', async () => {
    await using sim = await simulated({ devices: [{ name: 'First' }, { name: 'Second' }] });
    const listed = await sim.mux.listDevices();
    assert.deepEqual(
      listed.map(({ udid, connectionType }) => [udid, connectionType]),
      sim.simulator.devices.map(({ udid }) => [udid, 'usb']),
    );
    for (const { udid } of sim.simulator.devices) {
      assert.equal((await Device.open(sim.mux, udid.replace('-', '').toLowerCase())).udid, udid);
    }
  });

  it('knows no device that is not there', async () => {
    await using sim = await simulated({ devices: [] });
    assert.deepEqual(await sim.mux.listDevices(), []);
    await assert.rejects(
      Device.open(sim.mux, '00008110-001122334455667A'),
      (error) => isCodedError(error, 'no-such-device') && error.data.udid === '00008110-001122334455667A',
    );
    await assert.rejects(sim.mux.connect(99, 62078), (error) => isCodedError(error, 'no-such-device'));
  });

  it('finds nobody behind a port that no service waits on', async () => {
    await using sim = await simulated();
    const [device] = await sim.mux.listDevices();
    await assert.rejects(sim.mux.connect(device?.deviceId ?? 0, 1234), (error) => isCodedError(error, 'service-unavailable'));
  });

  it('hears of devices that are there, that go, and that come back under another number', async () => {
    await using sim = await simulated();
    const abort = new AbortController();
    const events = sim.mux.listen(abort.signal);
    const next = async () => (await events.next()).value;
    assert.equal((await next()).kind, 'listening');
    const first = await next();
    assert.ok(first.kind === 'attached' && first.device.udid === sim.phone.udid);
    sim.phone.detach();
    assert.deepEqual(await next(), { kind: 'detached', deviceId: first.device.deviceId });
    sim.phone.attach();
    const again = await next();
    assert.ok(again.kind === 'attached' && again.device.deviceId !== first.device.deviceId);
    const device = await Device.open(sim.mux, sim.phone.udid);
    await device.pair();
    assert.deepEqual(await next(), { kind: 'paired', deviceId: again.device.deviceId });
    abort.abort();
    await assert.rejects(events.next(), (error) => isCodedError(error, 'cancelled'));
  });

  it('goes over a unix socket as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mux-'));
    try {
      await using sim = await simulated({ listen: { path: join(folder, 'usbmuxd') } });
      assert.equal((await sim.mux.listDevices())[0]?.udid, sim.phone.udid);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has one identity of this computer, and keeps records until they are deleted', async () => {
    await using sim = await simulated();
    assert.equal(await sim.mux.readBuid(), await sim.mux.readBuid());
    const device = await Device.open(sim.mux, sim.phone.udid);
    const record = await device.pair();
    assert.deepEqual((await sim.mux.readPairRecord(sim.phone.udid))?.hostId, record.hostId);
    await sim.mux.deletePairRecord(sim.phone.udid);
    assert.equal(await sim.mux.readPairRecord(sim.phone.udid), undefined);
    await sim.mux.deletePairRecord(sim.phone.udid);
  });

  for (const segments of ['single-bytes', 'glued'] as const) {
    it(`goes through ${segments}`, async () => {
      await using sim = await simulated({}, segments);
      assert.equal((await sim.mux.listDevices())[0]?.udid, sim.phone.udid);
      for await (const event of sim.mux.listen()) if (event.kind === 'attached') break;
    });
  }
});
