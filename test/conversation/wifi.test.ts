/** A phone on the Wi-Fi: alone, beside the cable, gated by its switch, and with a heart that wants an answer. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { isCodedError, nullLog } from '../../src/base/index.ts';
import {
  Device,
  NOTIFICATION_PROXY_SERVICE,
  encodeHeartbeat,
  readDeviceOverview,
  readHeartbeat,
  writePlistFrame,
} from '../../src/device-protocol/index.ts';
import { stringAt } from '../../src/formats/index.ts';
import { VirtualClock, makeBulkPhone, type SimulatorOptions } from '../../src/simulated-device/index.ts';
import { judgedBackup } from '../support/corpus/judged-backup.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { openPhone, simulated, type Simulated } from '../support/simulated.ts';

const WIRELESS = 'com.apple.mobile.wireless_lockdown';
const PHONE_TIME = () => new VirtualClock(new Date('2026-01-02T03:04:05Z'));

/** Trusted by cable, which is then pulled. */
async function wirelessPhone(options: SimulatorOptions = { devices: [{ connection: 'both' }] }): Promise<Simulated> {
  const sim = await simulated(options);
  await trustQuickly(sim);
  sim.phone.detach('usb');
  return sim;
}

const listed = async ({ mux }: Simulated) =>
  (await mux.listDevices()).map(({ connectionType, deviceId }) => `${connectionType} ${String(deviceId)}`);

describe('a phone on the Wi-Fi', () => {
  it('is listed twice when it is plugged in too, and the cable is preferred', async () => {
    await using sim = await simulated({ devices: [{ connection: 'both' }] });
    assert.deepEqual(await listed(sim), ['usb 1', 'network 2']);
    assert.deepEqual(sim.phone.connections, ['usb', 'network']);
    assert.equal((await openPhone(sim)).attached.connectionType, 'usb');
    const [, network] = await sim.mux.listDevices();
    assert.match(network?.network?.address ?? '', /^127\.62\.\d+\.\d+$/);
    assert.match(network?.network?.serviceName ?? '', /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}@fe80::[0-9a-f:]+\._apple-mobdev2\._tcp\.local\.$/);
  });

  it('gets a new DeviceID each time it comes back, by whichever way', async () => {
    await using sim = await simulated({ devices: [{ connection: 'both' }] });
    sim.phone.detach('network');
    await sim.phone.attach('network');
    sim.phone.detach('usb');
    sim.phone.attach();
    assert.deepEqual(await listed(sim), ['network 3', 'usb 4']);
    sim.phone.detach();
    assert.deepEqual([await listed(sim), sim.phone.isAttached], [[], false]);
  });

  it('comes back the way it was there when a fault has taken it away', async () => {
    const clock = PHONE_TIME();
    await using sim = await simulated({ devices: [{ connection: 'both', clock }] });
    await trustQuickly(sim);
    sim.phone.detach('usb');
    sim.phone.fault('F02', { on: 'lockdownd', after: { bytes: 1 } });
    const back = new Promise<void>((resolve) => {
      sim.phone.onDidChange((change) => {
        if (change === 'attached') resolve();
      });
    });
    await assert.rejects(readDeviceOverview(sim.mux, (await openPhone(sim)).attached));
    assert.deepEqual(sim.phone.connections, []);
    await clock.untilSleeping();
    await clock.advance(2000);
    await back;
    assert.deepEqual(await listed(sim), ['network 3']);
  });

  it('pairs only by cable', async () => {
    await using sim = await simulated({ devices: [{ connection: 'network' }] });
    const device = await openPhone(sim);
    assert.equal(device.attached.connectionType, 'network');
    await assert.rejects(device.pair(), (error) => isCodedError(error, 'pairing-needs-cable'));
  });

  it('is seen only while a host has allowed it', async () => {
    await using sim = await simulated();
    await trustQuickly(sim);
    await sim.phone.attach('network');
    assert.deepEqual(await listed(sim), ['usb 1']);
    const device = await openPhone(sim);
    await using session = await device.openSession();
    await session.setValue(WIRELESS, 'EnableWifiConnections', true);
    assert.deepEqual(await listed(sim), ['usb 1', 'network 2']);
    await session.setValue(WIRELESS, 'EnableWifiConnections', false);
    assert.deepEqual(await listed(sim), ['usb 1']);
  });

  it('keeps its streams over Wi-Fi when the cable is pulled, and loses those of the cable', async () => {
    await using sim = await simulated({ devices: [{ connection: 'both' }] });
    await trustQuickly(sim);
    const [usb, network] = await sim.mux.listDevices();
    assert.ok(usb && network);
    await using byCable = await new Device(sim.mux, usb).openSession();
    await using byWifi = await new Device(sim.mux, network).openSession();
    sim.phone.detach('usb');
    await assert.rejects(byCable.getValues(), (error) => isCodedError(error, 'link-lost'));
    assert.equal(stringAt(await byWifi.getValues(), 'UniqueDeviceID'), sim.phone.udid);
    await using _service = await byWifi.startService(NOTIFICATION_PROXY_SERVICE);
  });

  it('drops a host that says nothing for a minute, and keeps one that answers', async () => {
    const time = PHONE_TIME();
    await using sim = await wirelessPhone({ devices: [{ connection: 'both', clock: time }] });
    const device = await openPhone(sim);
    {
      await using session = await device.openSession();
      await using _heartbeat = await session.keepAlive(nullLog);
      await time.untilSleeping(2);
      // Each step ends when the answer has been heard: then the device waits for the next time to ask.
      for (let step = 0; step < 12; step++) {
        await time.advance(10_000);
        await time.untilSleeping(2);
      }
      assert.equal(stringAt(await session.getValues(), 'UniqueDeviceID'), sim.phone.udid);
    }
    await using session = await device.openSession();
    await using service = await session.startService(NOTIFICATION_PROXY_SERVICE);
    await time.untilSleeping(1);
    await time.advance(60_000);
    assert.equal(await service.atEnd(), true);
    // The session has gone too; our client opens another one.
    assert.equal(stringAt(await session.getValues(), 'UniqueDeviceID'), sim.phone.udid);
  });

  it('says Marco with its interval, and wants Polo', async () => {
    await using sim = await wirelessPhone();
    await using heart = await (await openPhone(sim)).startService('com.apple.mobile.heartbeat');
    assert.deepEqual(await readHeartbeat(heart), { command: 'Marco', intervalSeconds: 10n });
    await writePlistFrame(heart, encodeHeartbeat({ command: 'Marco', intervalSeconds: 1n }), 'xml');
    assert.equal(await heart.atEnd(), true);
    assert.deepEqual(sim.takeViolations(), [`${sim.phone.udid}: heartbeat: Marco instead of Polo`]);
  });

  it('is backed up end to end, with its heartbeat answered', async () => {
    await using run = await trustedPhone({ connection: 'both', content: makeBulkPhone({ count: 50, size: 100 }) });
    run.phone.detach('usb');
    const { verdict, filesReceived } = await run.backUp({}, (path, { level }) => judgedBackup(path, level, undefined, true));
    assert.deepEqual([verdict, filesReceived], ['good', 50]);
    const heart = run.trace.filter(({ channel }) => channel === 'com.apple.mobile.heartbeat');
    assert.deepEqual(
      heart.map(({ from, message }) => `${from} ${message instanceof Map ? String(stringAt(message, 'Command')) : ''}`),
      ['device Marco', 'host Polo'],
    );
  });

  it('is one of two hundred with an address each, and leaves no listener behind', async () => {
    await using sim = await simulated({ devices: Array.from({ length: 200 }, () => ({ connection: 'network' as const })) });
    const addresses = (await sim.mux.listDevices()).map(({ network }) => network?.address ?? '');
    assert.equal(new Set(addresses).size, 200);
    await sim.simulator.close();
    await sim.phone.attach('network');
    const [first = ''] = addresses;
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(62_078, first, resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  it('fails the start in words when the system refuses the address', async () => {
    // What macOS answers for any address that nobody has configured: 198.18.0.0/15 is nobody's (RFC 2544).
    const { WifiInterface } = await import('../../src/simulated-device/wifi/wifi-network.ts');
    await assert.rejects(
      WifiInterface.join(() => undefined, '198.18'),
      (error) => isCodedError(error, 'simulator-wifi-unavailable') && /^198\.18\.\d+\.\d+$/.test(String(error.data.address)),
    );
  });
});
