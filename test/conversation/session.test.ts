import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  DIAGNOSTICS_SERVICE,
  INSTALLATION_PROXY_SERVICE,
  LOCKDOWN_PORT,
  LockdownClient,
  NOTIFICATION,
  NOTIFICATION_PROXY_SERVICE,
  NotificationProxy,
  SPRINGBOARD_SERVICE,
  browseUserApplications,
  readIcon,
  readPasswordConfigured,
  type Device,
} from '../../src/device-protocol/index.ts';
import { dict, stringAt } from '../../src/formats/index.ts';
import type { TraceEvent } from '../../src/simulated-device/index.ts';
import { openPhone, simulated, type Simulated } from '../support/simulated.ts';

async function pairedPhone(sim: Simulated): Promise<Device> {
  const device = await openPhone(sim);
  await device.pair();
  return device;
}

/** The messages of a host by channel and name: what a golden transcript keeps. */
function transcriptOf(trace: readonly TraceEvent[]): string[] {
  return trace.flatMap(({ channel, from, message }) => {
    if (from !== 'host' || !(message instanceof Map)) return [];
    const name = stringAt(message, 'MessageType') ?? stringAt(message, 'Request') ?? stringAt(message, 'Command') ?? '?';
    const detail = stringAt(message, 'Key') ?? stringAt(message, 'Domain') ?? stringAt(message, 'Service');
    return [detail === undefined ? `${channel} ${name}` : `${channel} ${name} ${detail}`];
  });
}

describe('conversation in a session', () => {
  it('shows a trusted host more than a stranger', async () => {
    await using sim = await simulated();
    const device = await openPhone(sim);
    const open = await device.getValues();
    assert.equal(stringAt(open, 'UniqueDeviceID'), device.udid);
    assert.equal(stringAt(open, 'SerialNumber'), undefined);
    await device.pair();
    assert.ok(stringAt(await device.getValues(), 'SerialNumber'));
    sim.phone.setBackupValues(dict({ WillEncrypt: true }));
    assert.equal(await device.getValue('com.apple.mobile.backup', 'WillEncrypt'), true);
    assert.equal(await device.getValue(undefined, 'NoSuchKey'), undefined);
    assert.equal((await device.getValues('com.example.no-such-domain')).size, 0);
  });

  it('keeps a value that was set', async () => {
    await using sim = await simulated();
    const device = await pairedPhone(sim);
    await using session = await device.openSession();
    await session.setValue(undefined, 'DeviceName', 'Renamed');
    assert.equal(await session.getValue(undefined, 'DeviceName'), 'Renamed');
    assert.equal(sim.phone.name, 'Renamed');
  });

  it('asks in this order, and nothing else', async () => {
    const trace: TraceEvent[] = [];
    await using sim = await simulated({ onTrace: (event) => trace.push(event) });
    const device = await openPhone(sim);
    await device.pair();
    await device.getValue('com.apple.mobile.backup', 'WillEncrypt');
    const afc = await device.startService(AFC_SERVICE);
    await afc.close();
    await device.unpair();
    assert.deepEqual(transcriptOf(trace), [
      'usbmuxd ListDevices',
      'usbmuxd Connect',
      'usbmuxd ReadBUID',
      'lockdownd GetValue DevicePublicKey',
      'lockdownd GetValue WiFiAddress',
      'lockdownd Pair',
      'usbmuxd SavePairRecord',
      // A session shows that the pairing lasts.
      'usbmuxd ReadPairRecord',
      'usbmuxd Connect',
      'lockdownd GetValue ProductVersion',
      'lockdownd StartSession',
      'lockdownd StopSession',
      'usbmuxd ReadPairRecord',
      'usbmuxd Connect',
      'lockdownd GetValue ProductVersion',
      'lockdownd StartSession',
      'lockdownd GetValue WillEncrypt',
      'lockdownd StopSession',
      'usbmuxd ReadPairRecord',
      'usbmuxd Connect',
      'lockdownd GetValue ProductVersion',
      'lockdownd StartSession',
      `lockdownd StartService ${AFC_SERVICE}`,
      'usbmuxd Connect',
      'lockdownd StopSession',
      'usbmuxd ReadPairRecord',
      'usbmuxd Connect',
      'lockdownd Unpair',
      'usbmuxd DeletePairRecord',
    ]);
  });

  it('gives services one connection each, several in one session', async () => {
    await using sim = await simulated();
    await using session = await (await pairedPhone(sim)).openSession();
    const [first, second] = [await session.startService(AFC_SERVICE), await session.startService(AFC_SERVICE)];
    await using one = new AfcClient(first);
    await using two = new AfcClient(second);
    const handle = await one.open('/com.apple.itunes.lock_sync', 'readWrite');
    assert.equal(await one.lock(handle, 'exclusive'), true);
    const other = await two.open('/com.apple.itunes.lock_sync', 'readWrite');
    assert.equal(await two.lock(other, 'exclusive'), false);
    assert.equal(await one.lock(handle, 'unlock'), true);
    assert.equal(await two.lock(other, 'exclusive'), true);
    await two.closeFile(other);
  });

  it('reads and writes files through AFC', async () => {
    await using sim = await simulated();
    await using afc = new AfcClient(await (await pairedPhone(sim)).startService(AFC_SERVICE));
    await afc.makeDirectory('/Made/Here');
    const text = Buffer.alloc(200_000, 'made here ');
    const handle = await afc.open('/Made/Here/file.txt', 'write');
    await afc.write(handle, text);
    await afc.closeFile(handle);
    assert.deepEqual(await afc.readFile('/Made/Here/file.txt'), text);
    assert.equal((await afc.info('/Made/Here/file.txt'))?.get('st_size'), '200000');
    assert.equal((await afc.info('/Made'))?.get('st_ifmt'), 'S_IFDIR');
    assert.deepEqual(await afc.readDirectory('/Made/Here'), ['file.txt']);
    await assert.rejects(afc.remove('/Made/Here'), (error) => isCodedError(error, 'afc-error') && error.data.afcStatus === 33);
    await afc.remove('/Made/Here/file.txt');
    assert.equal(await afc.readFile('/Made/Here/file.txt'), undefined);
    assert.equal(await afc.info('/Made/Here/file.txt'), undefined);
    await assert.rejects(
      afc.open('/Made/Here/file.txt', 'read'),
      (error) => isCodedError(error, 'afc-error') && error.data.afcStatus === 8,
    );
  });

  it('hears notifications of the phone, and posts its own', async () => {
    await using sim = await simulated();
    await using session = await (await pairedPhone(sim)).openSession();
    const proxy = new NotificationProxy(await session.startService(NOTIFICATION_PROXY_SERVICE));
    const relayed = proxy.relayed();
    await proxy.observe(NOTIFICATION.syncCancelRequest);
    await proxy.observe(NOTIFICATION.syncDidFinish);
    // What this host posts comes back to it, and so shows that the phone has taken both requests before it.
    await proxy.post(NOTIFICATION.syncDidFinish);
    assert.equal((await relayed.next()).value, NOTIFICATION.syncDidFinish);
    sim.phone.postNotification('com.example.unobserved');
    sim.phone.postNotification(NOTIFICATION.syncCancelRequest);
    assert.equal((await relayed.next()).value, NOTIFICATION.syncCancelRequest);
    await proxy.shutdown();
    assert.equal((await relayed.next()).done, true);
  });

  it('knows applications, their icons, and whether there is a passcode', async () => {
    await using sim = await simulated({ devices: [{ passcodeSet: true, productVersion: '16.0' }] });
    await using session = await (await pairedPhone(sim)).openSession();
    await using browsing = await session.startService(INSTALLATION_PROXY_SERVICE);
    const applications = await browseUserApplications(browsing);
    assert.ok(applications.length >= 2);
    await using springboard = await session.startService(SPRINGBOARD_SERVICE);
    const png = Buffer.from((await readIcon(springboard, applications[0]?.bundleId ?? '')) ?? []);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    await using diagnostics = await session.startService(DIAGNOSTICS_SERVICE);
    assert.equal(await readPasswordConfigured(diagnostics), true);
  });

  it('says what a phone refuses: an unknown service, a locked phone', async () => {
    await using sim = await simulated();
    const device = await pairedPhone(sim);
    await assert.rejects(
      device.startService('com.example.nothing'),
      (error) => isCodedError(error, 'service-unavailable') && error.data.service === 'com.example.nothing',
    );
    sim.phone.locked = true;
    await assert.rejects(device.startService(AFC_SERVICE), (error) => isCodedError(error, 'device-locked'));
  });

  it('breaks when the cable is pulled', async () => {
    await using sim = await simulated();
    const device = await pairedPhone(sim);
    await using session = await device.openSession();
    await using afc = new AfcClient(await session.startService(AFC_SERVICE));
    sim.phone.detach();
    await assert.rejects(afc.readDirectory('/'), (error) => isCodedError(error, 'link-lost'));
    await assert.rejects(session.getValues(), (error) => isCodedError(error, 'link-lost'));
    await assert.rejects(device.openSession(), (error) => isCodedError(error, 'no-such-device'));
  });

  it('is left at once when cancelled', async () => {
    await using sim = await simulated();
    const device = await pairedPhone(sim);
    const abort = new AbortController();
    await using session = await device.openSession(abort.signal);
    abort.abort();
    await assert.rejects(session.getValues(), (error) => isCodedError(error, 'cancelled'));
  });

  for (const productVersion of ['9.3.5', '6.1.3']) {
    it(`works with a phone of iOS ${productVersion}, too old for modern TLS`, async () => {
      await using sim = await simulated({ devices: [{ preset: 'iPhone5,2', productVersion }] });
      const device = await pairedPhone(sim);
      await using afc = new AfcClient(await device.startService(AFC_SERVICE));
      assert.ok((await afc.readDirectory('/')).length > 0);
    });
  }

  it('asks lockdownd what it is, and whether a record is still good', async () => {
    await using sim = await simulated();
    const device = await openPhone(sim);
    const record = await device.pair();
    await using lockdown = new LockdownClient(await sim.mux.connect(device.attached.deviceId, LOCKDOWN_PORT));
    assert.equal(await lockdown.queryType(), 'com.apple.mobile.lockdown');
    await lockdown.validatePair(record);
    sim.phone.hosts.remove(record.hostId);
    await assert.rejects(lockdown.validatePair(record), (error) => isCodedError(error, 'not-trusted'));
  });

  for (const segments of ['single-bytes', 'glued'] as const) {
    it(`goes through ${segments}`, async () => {
      await using sim = await simulated({}, segments);
      const device = await pairedPhone(sim);
      await using afc = new AfcClient(await device.startService(AFC_SERVICE));
      assert.ok((await afc.readDirectory('/')).includes('DCIM'));
      await device.unpair();
    });
  }
});
