/** A simulated device as its owner sees it: state, changes, what the backup agent gets of it. */
import assert from 'node:assert/strict';
import { stringAt } from '../../../../src/formats/index.ts';
import {
  PRESETS,
  startSimulator,
  type DeviceChange,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  type Simulator,
  type TraceEvent,
} from '../../../../src/simulated-device/index.ts';
import { standingClock } from '../../../../src/simulated-device/phone/clock.ts';
import { behaviourOf, iosVersion } from '../../../../src/simulated-device/ios-versions.ts';
import { RawHost } from '../../../support/raw-host.ts';
import { lockdown } from '../../../support/raw-pairing.ts';

describe('a simulated device', () => {
  let simulator: Simulator | undefined;

  afterEach(async () => {
    await simulator?.close();
  });

  async function device(options: SimulatedDeviceOptions = {}): Promise<SimulatedDevice> {
    await simulator?.close();
    simulator = await startSimulator({ devices: [options] });
    const [first] = simulator.devices;
    assert(first);
    return first;
  }

  it('tells what changes', async () => {
    const phone = await device();
    const changes: DeviceChange[] = [];
    phone.onDidChange((change) => changes.push(change));
    phone.locked = true;
    phone.trust = 'ask';
    phone.detach();
    phone.detach();
    phone.attach();
    phone.attach();
    assert.deepEqual(changes, ['locked', 'trust', 'detached', 'attached']);
  });

  describe('that is asked for trust', () => {
    it('asks anew after its user has said no, and after yes to somebody else’s question', async () => {
      const phone = await device({ trust: 'ask' });
      assert.equal(phone.answerPairing('A'), 'ask');
      phone.answerTrustDialog('decline');
      assert.deepEqual([phone.isTrustDialogShown, phone.answerPairing('A')], [false, 'decline']);
      assert.deepEqual([phone.answerPairing('A'), phone.isTrustDialogShown], ['ask', true]);
      phone.answerTrustDialog('accept');
      assert.equal(phone.answerPairing('A'), 'accept');
      assert.deepEqual([phone.answerPairing('B'), phone.trust], ['ask', 'ask']);
    });

    it('refuses nobody for a no that the one who had asked did not wait for', async () => {
      const phone = await device({ trust: 'ask' });
      phone.answerPairing('A');
      phone.answerTrustDialog('decline');
      assert.deepEqual([phone.answerPairing('B'), phone.isTrustDialogShown], ['ask', true]);
    });

    it('puts its question away with the cable, and takes no answer to a question that is not there', async () => {
      const phone = await device({ trust: 'ask' });
      phone.answerTrustDialog('accept');
      assert.equal(phone.answerPairing('A'), 'ask');
      phone.detach('usb');
      assert.equal(phone.isTrustDialogShown, false);
      phone.answerTrustDialog('accept');
      phone.attach();
      assert.equal(phone.answerPairing('A'), 'ask');
    });
  });

  it('gets another number each time it is plugged in', async () => {
    const phone = await device({ attached: false });
    assert.deepEqual([phone.isAttached, phone.deviceId], [false, undefined]);
    phone.attach();
    assert.equal(phone.deviceId, 1);
    phone.detach();
    phone.attach();
    assert.equal(phone.deviceId, 2);
  });

  it('derives the newer form of UDID from chip and ECID', async () => {
    const phone = await device();
    const [chip, ecid] = phone.udid.split('-');
    assert.equal(Number.parseInt(chip ?? '', 16), phone.model.chipId);
    assert.equal(BigInt(`0x${ecid ?? ''}`), phone.identity.ecid);
    const named = await device({ udid: '00008110-000a1b2c3d4e5f60' });
    assert.equal(named.udid, '00008110-000A1B2C3D4E5F60');
    assert.equal(named.identity.ecid, 0x000a1b2c3d4e5f60n);
  });

  it('has addresses in the order of a real unit, and numbers with right check digits', async () => {
    const { identity } = await device();
    const number = (address: string) => Number.parseInt(address.replaceAll(':', ''), 16);
    assert.match(identity.wifiAddress, /^02(:[0-9a-f]{2}){5}$/);
    assert.equal(number(identity.bluetoothAddress), number(identity.wifiAddress) + 1);
    assert.equal(number(identity.ethernetAddress), number(identity.wifiAddress) + 2);
    for (const digits of [identity.imei, identity.imei2, identity.iccid]) assert(hasLuhnDigit(digits), digits);
    assert.equal(identity.imei.length, 15);
    assert.equal(identity.serialNumber.length, 10);
  });

  it('gives the backup agent what Manifest.plist holds of lockdown', async () => {
    const phone = await device({ name: 'Sample' });
    const values = phone.backupLockdownValues();
    assert.deepEqual(
      ['BuildVersion', 'DeviceName', 'ProductType', 'ProductVersion', 'SerialNumber', 'UniqueDeviceID'].map((key) => stringAt(values, key)),
      ['21F90', 'Sample', 'iPhone14,5', '17.5.1', phone.identity.serialNumber, phone.udid],
    );
    assert(values.get('com.apple.mobile.data_sync') instanceof Map);
  });

  it('remembers a good backup in its settings, and tells observers', async () => {
    const phone = await device();
    phone.backupSucceeded(new Date('2022-08-01T12:16:01Z'));
    assert.equal(phone.values.domain('com.apple.mobile.backup')?.get('LastiTunesBackupDate'), 681_048_961n);
    assert.equal(phone.values.domain('com.apple.mobile.backup')?.get('LastiTunesBackupTZ'), 'UTC');
    assert.deepEqual(phone.notifications.posted, [{ name: 'com.apple.mobile.backup.domain_changed', from: 'device' }]);
  });

  it('shows a passcode prompt to observers while it asks', async () => {
    const phone = await device({
      askPasscode: async () => {
        assert.equal(phone.notifications.posted.length, 1);
        return await Promise.resolve('dismissed');
      },
    });
    assert.equal(await phone.askPasscode?.(new AbortController().signal), 'dismissed');
    assert.deepEqual(
      phone.notifications.posted.map(({ name }) => name),
      ['com.apple.LocalAuthentication.ui.presented', 'com.apple.LocalAuthentication.ui.dismissed'],
    );
    assert.equal((await device()).askPasscode, undefined);
  });

  it('takes its time from the clock that it is given', async () => {
    const phone = await device({ clock: standingClock(new Date(1_700_000_000_500)) });
    assert.equal(phone.values.domain(undefined)?.get('TimeIntervalSince1970'), 1_700_000_000.5);
    assert.equal(phone.media.node('/Books').modified, 1_700_000_000_500);
  });

  it('knows its versions as data', () => {
    for (const { productVersion } of PRESETS) assert.match(iosVersion(productVersion).buildVersion, /^\d+[A-Z]\d+$/);
    assert.equal(behaviourOf('13.7').deviceLinkVersion, 300);
    assert.equal(behaviourOf('14.0').deviceLinkVersion, 400);
    assert.match(iosVersion('16.6').buildVersion, /^20G/);
    assert.match(iosVersion('26.1').buildVersion, /^23B/);
  });

  it('traces what is said, by connection and channel, in plain text', async () => {
    const events: TraceEvent[] = [];
    simulator = await startSimulator({ onTrace: (event) => events.push(event) });
    using host = await RawHost.connect(simulator.address);
    host.sendMux({ MessageType: 'ReadBUID' });
    await host.receiveMux();
    using other = await lockdown(simulator.address);
    await other.ask({ Request: 'QueryType' });
    assert.deepEqual(
      events.map(({ connection, channel, from }) => `${connection} ${channel} ${from}`),
      ['1 usbmuxd host', '1 usbmuxd device', '2 usbmuxd host', '2 usbmuxd device', '2 lockdownd host', '2 lockdownd device'],
    );
    assert.equal(events.at(-1)?.udid, simulator.devices[0]?.udid);
  });
});

function hasLuhnDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = place % 2 === 1 ? 2 * Number(digit) : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
