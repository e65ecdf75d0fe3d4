/** Debian's unmodified `ideviceinfo` reads the values of simulated devices. */
import assert from 'node:assert/strict';
import { linesOf } from '../support/interop/foreign-tool.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

/** What `ideviceinfo -s` prints of a phone with iOS 14 to 16. */
const SHOWN_WITHOUT_TRUST =
  'BasebandCertId BasebandKeyHashInformation BasebandSerialNumber BasebandStatus BoardId BuildVersion CPUArchitecture ChipID DeviceClass ' +
  'DeviceColor DeviceName DieID HardwareModel HasSiDP PartitionType ProductName ProductType ProductVersion ProductionSOC ProtocolVersion ' +
  'SupportedDeviceFamilies TelephonyCapability UniqueChipID UniqueDeviceID WiFiAddress';

/** What a phone with iOS 13.3.1 printed of itself, less what comes and goes with its carrier and its calibration. */
const SHOWN_WITH_TRUST =
  'ActivationState BasebandActivationTicketVersion BasebandChipID BasebandMasterKeyHash BasebandRegionSKU BasebandVersion BluetoothAddress ' +
  'BrickState CarrierBundleInfoArray ChipSerialNo EthernetAddress FirmwareVersion FusingStatus HardwarePlatform HostAttached ' +
  'IntegratedCircuitCardIdentity InternationalMobileEquipmentIdentity InternationalMobileSubscriberIdentity MLBSerialNumber ' +
  'MobileEquipmentIdentifier ModelNumber NonVolatileRAM PasswordProtected PhoneNumber PkHash RegionInfo SIMStatus SerialNumber ' +
  'SoftwareBehavior TimeIntervalSince1970 TimeZone TimeZoneOffsetFromUTC TrustedHostAttached UseRaptorCerts Uses24HourClock';

describe('ideviceinfo', () => {
  const test = testsSideBySide();

  test('shows a stranger only what every computer may know, and asks for no trust', async () => {
    await using sim = await interopSimulator({ devices: [{ trust: 'decline' }] });
    const keys = topLevelKeys(await sim.output('ideviceinfo', '-s'));
    assert.deepEqual(keys, SHOWN_WITHOUT_TRUST.split(' '));
    assert.equal(sim.phone.pairedHosts.length, 0);
    // The tool prints nothing and still succeeds when a value is refused.
    assert.equal(await sim.output('ideviceinfo', '-s', '-k', 'SerialNumber'), '');
    assert.equal(await sim.output('ideviceinfo', '-s', '-q', 'com.apple.mobile.battery'), '');
  });

  test('pairs by itself and shows everything', async () => {
    await using sim = await interopSimulator({ devices: [{ preset: 'iphone-old' }] });
    const output = await sim.output('ideviceinfo');
    assert.equal(sim.phone.pairedHosts.length, 1);
    const keys = new Set(topLevelKeys(output));
    for (const key of [...SHOWN_WITHOUT_TRUST.split(' '), ...SHOWN_WITH_TRUST.split(' ')]) assert(keys.has(key), `${key} is missing`);
    const { identity } = sim.phone;
    const expected = {
      BuildVersion: '17D50',
      ChipID: '32784',
      HardwareModel: 'D10AP',
      PasswordProtected: 'false',
      ProductName: 'iPhone OS',
      ProductType: 'iPhone9,1',
      ProductVersion: '13.3.1',
      SerialNumber: identity.serialNumber,
      TimeZoneOffsetFromUTC: '0.000000',
      TrustedHostAttached: 'true',
      UniqueChipID: identity.ecid.toString(),
      UniqueDeviceID: sim.phone.udid,
      WiFiAddress: identity.wifiAddress,
    };
    for (const [key, value] of Object.entries(expected)) assert(output.includes(`\n${key}: ${value}\n`), `${key}: ${value}`);
  });

  test('shows a tablet without a telephone', async () => {
    await using sim = await interopSimulator({ devices: [{ preset: 'ipad' }] });
    await sim.trust();
    const output = await sim.output('ideviceinfo');
    assert.match(output, /^DeviceClass: iPad$/m);
    assert.match(output, /^TelephonyCapability: false$/m);
    assert.doesNotMatch(output, /^(PhoneNumber|InternationalMobile|SIMStatus|Baseband)/m);
    assert.equal(await sim.output('ideviceinfo', '-q', 'com.apple.mobile.iTunes', '-k', 'MinITunesVersion'), '');
  });

  test('reads single values and domains', async () => {
    await using sim = await interopSimulator();
    await sim.trust();
    assert.equal(await sim.output('ideviceinfo', '-k', 'DeviceName'), 'iPhone\n');
    assert.match(await sim.output('ideviceinfo', '-k', 'TimeIntervalSince1970'), /^\d{10}\.\d{6}\n$/);
    assert.equal(await sim.output('ideviceinfo', '-k', 'NoSuchKey'), '');
    assert.deepEqual(linesOf(await sim.output('ideviceinfo', '-q', 'com.apple.mobile.battery')), [
      'BatteryCurrentCapacity: 70',
      'BatteryIsCharging: true',
      'ExternalChargeCapable: true',
      'ExternalConnected: true',
      'FullyCharged: false',
      'GasGaugeCapability: true',
      'HasBattery: true',
    ]);
    assert.deepEqual(linesOf(await sim.output('ideviceinfo', '-q', 'com.apple.mobile.backup')), [
      'CloudBackupEnabled: false',
      'RequiresEncryption: false',
      'Version: 2.0',
    ]);
    assert.equal(await sim.output('ideviceinfo', '-q', 'com.apple.fmip', '-k', 'IsAssociated'), 'false\n');
    assert.equal(await sim.output('ideviceinfo', '-q', 'com.example.unknown'), '');
    assert.match(await sim.output('ideviceinfo', '-q', 'com.apple.disk_usage', '-k', 'TotalDiskCapacity'), /^128000000000\n$/);
  });

  test('writes property lists', async () => {
    await using sim = await interopSimulator();
    assert.match(await sim.output('ideviceinfo', '-s', '-x'), /<key>ProductVersion<\/key>\s*<string>17\.5\.1<\/string>/);
  });

  test('is told to wait for the Trust dialog', async () => {
    await using sim = await interopSimulator({ devices: [{ trust: 'ask' }] });
    const { status, stdout, stderr } = await sim.run('ideviceinfo', []);
    assert.equal(status, 255);
    assert.match(stdout + stderr, /lockdownd.*-19/);
    assert(sim.phone.isTrustDialogShown);
  });
});

/** Names at the start of a line; what is indented belongs to a value. */
function topLevelKeys(output: string): string[] {
  return linesOf(output).flatMap((line) => /^(\w+)(?:\[\d+\])?:/.exec(line)?.[1] ?? []);
}
