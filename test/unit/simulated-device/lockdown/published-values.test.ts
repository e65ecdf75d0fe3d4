/** lockdownd's values against those that logs of real devices show: names and types, by model and version. */
import assert from 'node:assert/strict';
import { dict, stringAt, type PlistDict, type PlistValue } from '../../../../src/formats/index.ts';
import { startSimulator, type SimulatedDevice } from '../../../../src/simulated-device/index.ts';
import { isWritableByHost } from '../../../../src/simulated-device/lockdown/value-store.ts';
import { ONLY_BY_NAME } from '../../../../src/simulated-device/lockdown/public-keys.ts';

/** Every value without a domain of an iPhone 7 with iOS 13.3.1, paired, with a SIM: `ideviceinfo`, types as that program shows them. */
const IPHONE_7 = `
  ActivationState:string BasebandActivationTicketVersion:string BasebandCertId:integer BasebandChipID:integer
  BasebandKeyHashInformation:dict BasebandMasterKeyHash:string BasebandRegionSKU:data BasebandSerialNumber:data BasebandStatus:string
  BasebandVersion:string BluetoothAddress:string BoardId:integer BrickState:boolean BuildVersion:string CPUArchitecture:string
  CarrierBundleInfoArray:array CertID:integer ChipID:integer ChipSerialNo:data DeviceClass:string DeviceColor:string DeviceName:string
  DieID:integer EthernetAddress:string FirmwareVersion:string FusingStatus:integer HardwareModel:string HardwarePlatform:string
  HasSiDP:boolean HostAttached:boolean IntegratedCircuitCardIdentity:string InternationalMobileEquipmentIdentity:string
  InternationalMobileSubscriberIdentity:string InternationalMobileSubscriberIdentityOverride:boolean MLBSerialNumber:string
  MobileEquipmentIdentifier:string MobileSubscriberCountryCode:string MobileSubscriberNetworkCode:string ModelNumber:string
  NonVolatileRAM:dict PRIVersion_Major:integer PRIVersion_Minor:integer PRIVersion_ReleaseNo:integer PartitionType:string
  PasswordProtected:boolean PhoneNumber:string PkHash:data ProductName:string ProductType:string ProductVersion:string
  ProductionSOC:boolean ProtocolVersion:string ProximitySensorCalibration:data RegionInfo:string SIMStatus:string SIMTrayStatus:string
  SerialNumber:string SoftwareBehavior:data SoftwareBundleVersion:string SupportedDeviceFamilies:array TelephonyCapability:boolean
  TimeIntervalSince1970:real TimeZone:string TimeZoneOffsetFromUTC:real TrustedHostAttached:boolean UniqueChipID:integer
  UniqueDeviceID:string UseRaptorCerts:boolean Uses24HourClock:boolean WiFiAddress:string WirelessBoardSerialNumber:string
  kCTPostponementInfoPRIVersion:string kCTPostponementInfoPRLName:integer kCTPostponementInfoServiceProvisioningState:boolean
  kCTPostponementStatus:string`;

/** Values that stand in the log as they are, because they tell nothing about a person. */
const IPHONE_7_VALUES = {
  BasebandActivationTicketVersion: 'V2',
  BasebandChipID: 9_781_473n,
  BasebandStatus: 'BBInfoAvailable',
  BasebandVersion: '7.30.01',
  BoardId: 8n,
  BuildVersion: '17D50',
  CPUArchitecture: 'arm64',
  ChipID: 32_784n,
  DeviceClass: 'iPhone',
  DeviceColor: '2',
  FirmwareVersion: 'iBoot-5540.80.2',
  FusingStatus: 3n,
  HardwareModel: 'D10AP',
  HardwarePlatform: 't8010',
  ModelNumber: 'MNH12',
  ProductName: 'iPhone OS',
  ProtocolVersion: '2',
  RegionInfo: 'CH/A',
  SIMStatus: 'kCTSIMSupportSIMStatusReady',
  SIMTrayStatus: 'kCTSIMSupportSIMTrayInsertedWithSIM',
  SoftwareBundleVersion: '',
  kCTPostponementInfoPRIVersion: '0.1.192',
  kCTPostponementStatus: 'kCTPostponementStatusActivated',
};

const IDEVICEINFO_DOMAINS = `
  disk_usage disk_usage.factory mobile.battery iqagent purplebuddy PurpleBuddy mobile.chaperone mobile.third_party_termination
  mobile.lockdownd mobile.lockdown_cache xcode.developerdomain international mobile.data_sync mobile.tethered_sync
  mobile.mobile_application_usage mobile.backup mobile.nikita mobile.restriction mobile.user_preferences mobile.sync_data_class
  mobile.software_behavior mobile.iTunes.SQLMusicLibraryPostProcessCommands mobile.iTunes.accessories mobile.internal
  mobile.wireless_lockdown fairplay iTunes mobile.iTunes.store mobile.iTunes`;

describe('published lockdown values', () => {
  it('iPhone 7 with iOS 13.3.1: every key of the log and no other, each of its type', async () => {
    const values = await valuesOf('iPhone9,1', '13.3.1');
    assert.deepEqual(new Map([...values].map(([key, value]) => [key, typeOf(value)])), typesIn(IPHONE_7));
    for (const [key, value] of Object.entries(IPHONE_7_VALUES)) assert.deepEqual(values.get(key), value, key);
  });

  it('iPhone 7 with iOS 13.3.1: what is in its dictionaries, and how long its data is', async () => {
    const values = await valuesOf('iPhone9,1', '13.3.1');
    assert.deepEqual(keysOf(values.get('BasebandKeyHashInformation')), ['AKeyStatus', 'SKeyHash', 'SKeyStatus']);
    assert.deepEqual(keysOf(values.get('NonVolatileRAM')), [
      ...['IONVRAM-SYNCNOW-PROPERTY', 'auto-boot', 'backlight-level', 'boot-args', 'com.apple.System.tz0-size'],
      ...['oblit-begins', 'obliteration'],
    ]);
    assert.deepEqual(keysOf(carrierOf(values)), [
      ...['CFBundleIdentifier', 'CFBundleVersion', 'IntegratedCircuitCardIdentity', 'InternationalMobileSubscriberIdentity'],
      ...['MCC', 'MNC', 'MobileEquipmentIdentifier', 'Slot', 'kCTPostponementInfoAvailable'],
    ]);
    const lengths = ['BasebandSerialNumber', 'ChipSerialNo', 'PkHash', 'SoftwareBehavior'].map((key) => bytesOf(values.get(key)).length);
    assert.deepEqual(lengths, [4, 4, 32, 16]);
    assert.deepEqual(bytesOf(values.get('BasebandRegionSKU')), new Uint8Array(70));
    assert.match(stringAt(values, 'BasebandMasterKeyHash') ?? '', /^[0-9A-F]{64}$/);
    assert.match(stringAt(values, 'UniqueDeviceID') ?? '', /^[0-9a-f]{40}$/);
  });

  it('iPhone XR with iOS 12: another modem, group identifiers of the SIM, an activation that is acknowledged', async () => {
    const values = await valuesOf('iPhone11,8', '12.3.1');
    assert.deepEqual(values.get('BasebandKeyHashInformation'), dict({ AKeyStatus: 64n, SKeyStatus: 2n }));
    assert.equal(bytesOf(values.get('BasebandSerialNumber')).length, 12);
    const carrier = carrierOf(values);
    assert.deepEqual(
      ['GID1', 'GID2', 'SIMGID1', 'SIMGID2'].map((key) => typeOf(carrier.get(key) ?? '')),
      ['string', 'string', 'data', 'data'],
    );
    assert.deepEqual(
      ['ActivationStateAcknowledged', 'BoardId', 'ChipID', 'CPUArchitecture', 'DeviceColor'].map((key) => values.get(key)),
      [true, 12n, 32_800n, 'arm64e', '1'],
    );
  });

  it('iPhone 6 Plus with iOS 12.4.8: its color as three bytes', async () => {
    const values = await valuesOf('iPhone7,1', '12.4.8');
    assert.deepEqual(
      ['BuildVersion', 'ChipID', 'DeviceColor', 'FirmwareVersion', 'HardwareModel', 'HardwarePlatform'].map((key) => values.get(key)),
      ['16G201', 28_672n, '#3b3b3c', 'iBoot-4513.270.14', 'N56AP', 't7000'],
    );
  });

  it('iPhone 5 with iOS 8.1: group identifiers as data only', async () => {
    const values = await valuesOf('iPhone5,2', '8.1');
    const carrier = carrierOf(values);
    assert.deepEqual([carrier.has('GID1'), carrier.has('SIMGID1'), carrier.has('SIMGID2')], [false, true, true]);
    assert.deepEqual(
      ['BoardId', 'BrickState', 'BuildVersion', 'CPUArchitecture'].map((key) => values.get(key)),
      [2n, false, '12B411', 'armv7s'],
    );
  });

  for (const [productType, productVersion, buildVersion, hardwareModel, modelNumber] of [
    ['iPhone6,2', '12.5.7', '16H81', 'N53AP', 'NE432'],
    ['iPhone8,4', '14.3', '18C66', 'N69AP', 'MLM62'],
    ['iPhone14,2', '18.4.1', '22E252', 'D63AP', 'MLVH3'],
    ['iPhone15,2', '18.5', '22F76', 'D73AP', 'MQ0T3'],
    ['iPhone14,6', '26.5', '23F77', 'D49AP', 'MMXH3'],
  ] as const) {
    it(`${productType} with iOS ${productVersion}: as a published list of devices names it`, async () => {
      const values = await valuesOf(productType, productVersion);
      assert.deepEqual(
        ['BuildVersion', 'HardwareModel', 'ModelNumber', 'DeviceClass', 'ProductName', 'ProductVersion'].map((key) => values.get(key)),
        [buildVersion, hardwareModel, modelNumber, 'iPhone', 'iPhone OS', productVersion],
      );
      assert.match(stringAt(values, 'CPUArchitecture') ?? '', /^arm64e?$/);
    });
  }

  for (const [productType, productVersion] of [
    ['iPad12,1', '18.2.1'],
    ['iPod9,1', '15.8.3'],
  ] as const) {
    it(`${productType}: no telephone, and the system is called as on all devices`, async () => {
      const values = await valuesOf(productType, productVersion);
      assert.equal(values.get('TelephonyCapability'), false);
      assert.equal(values.get('ProductName'), 'iPhone OS');
      const telephony = [...values.keys()].filter((key) =>
        /^(Baseband|Carrier|International|SIM|Phone|Mobile|PRI|kCT|Integrated)/.test(key),
      );
      assert.deepEqual(telephony, []);
    });
  }

  it('a tablet with a SIM has what a phone has', async () => {
    const values = await valuesOf('iPad12,2', '18.2.1');
    assert.deepEqual([values.get('TelephonyCapability'), values.has('InternationalMobileEquipmentIdentity2')], [true, true]);
  });

  for (const [domain, types] of [
    [
      'com.apple.mobile.battery',
      `BatteryCurrentCapacity:integer BatteryIsCharging:boolean ExternalChargeCapable:boolean ExternalConnected:boolean
       FullyCharged:boolean GasGaugeCapability:boolean HasBattery:boolean`,
    ],
    [
      'com.apple.disk_usage',
      `AmountDataAvailable:integer AmountDataReserved:integer AmountRestoreAvailable:integer CalculateDiskUsage:string
       CalendarUsage:integer CameraUsage:integer MediaCacheUsage:integer NANDInfo:data NotesUsage:integer PhotoUsage:integer
       TotalDataAvailable:integer TotalDataCapacity:integer TotalDiskCapacity:integer TotalSystemAvailable:integer
       TotalSystemCapacity:integer VoicemailUsage:integer WebAppCacheUsage:integer`,
    ],
  ] as const) {
    it(`${domain}: the keys and types of a published list`, async () => {
      const values = (await device('iPhone14,5', '17.5.1')).values.domain(domain) ?? dict({});
      assert.deepEqual(new Map([...values].map(([key, value]) => [key, typeOf(value)])), typesIn(types));
    });
  }

  it('what 13.3.1 does not have comes with later systems', async () => {
    const later = [
      'BootSessionID',
      'HumanReadableProductVersionString',
      'PairRecordProtectionClass',
      'SIM1IsEmbedded',
      'iTunesHasConnected',
    ];
    const [old, middle, newest] = [
      await valuesOf('iPhone8,4', '13.3.1'),
      await valuesOf('iPhone8,4', '14.3'),
      await valuesOf('iPhone14,5', '26.3'),
    ];
    const present = (values: PlistDict) => later.filter((key) => values.has(key));
    assert.deepEqual([present(old), present(middle), present(newest)], [[], later.slice(2), later]);
    assert.deepEqual(
      later.slice(1).map((key) => newest.get(key)),
      ['26.3', 4n, false, true],
    );
    assert.match(stringAt(newest, 'BootSessionID') ?? '', /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-A[0-9A-F]{3}-[0-9A-F]{12}$/);
    // As a dump of 26.3 has them.
    assert.deepEqual([newest.get('GID1'), newest.get('GID2'), carrierOf(newest).get('GID1')], ['ffffffff', 'ffffffff', 'ffffffff']);
    assert.equal((await valuesOf('iPad12,1', '26.3')).has('SIM1IsEmbedded'), false);
  });

  it('the boot session is another one after each restart, and only then', async () => {
    await using simulator = await startSimulator({ devices: [{ restartSeconds: 0.01 }] });
    const phone = simulator.devices[0] ?? assert.fail();
    const session = () => phone.values.domain(undefined)?.get('BootSessionID');
    const first = session();
    phone.detach();
    phone.attach();
    assert.equal(session(), first);
    await phone.reboot();
    assert.notEqual(session(), first);
  });

  it('developer mode is said to be off from iOS 16, and nobody may set it', async () => {
    const domain = 'com.apple.security.mac.amfi';
    assert.equal((await device('iPhone14,5', '15.0')).values.domain(domain), undefined);
    assert.deepEqual((await device('iPhone14,5', '16.0')).values.domain(domain), dict({ DeveloperModeStatus: false }));
    assert.equal(isWritableByHost(domain, 'DeveloperModeStatus'), false);
  });

  it('knows every domain that ideviceinfo knows', async () => {
    const { values } = await device('iPhone14,5', '17.5.1');
    for (const domain of IDEVICEINFO_DOMAINS.trim().split(/\s+/)) assert.ok(values.domain(`com.apple.${domain}`), domain);
  });

  it('of iTunes: an iPhone says which one it needs, an iPad of the same iOS does not', async () => {
    const domainOf = async (productType: string) =>
      (await device(productType, '18.2.1')).values.domain('com.apple.mobile.iTunes') ?? dict({});
    assert.equal(typeof (await domainOf('iPhone12,1')).get('MinITunesVersion'), 'string');
    assert.equal((await domainOf('iPad12,1')).has('MinITunesVersion'), false);
  });
});

function typesIn(list: string): Map<string, string> {
  const pairs = list.trim().split(/\s+/);
  return new Map(pairs.map((pair) => pair.split(':') as [key: string, type: string]));
}

async function device(productType: string, productVersion: string): Promise<SimulatedDevice> {
  await using simulator = await startSimulator({ devices: [{ preset: productType, productVersion }] });
  return simulator.devices[0] ?? assert.fail();
}

/** What a trusted host is told when it asks for everything. */
async function valuesOf(productType: string, productVersion: string): Promise<PlistDict> {
  const values = (await device(productType, productVersion)).values.domain(undefined) ?? dict({});
  return new Map([...values].filter(([key]) => !ONLY_BY_NAME.has(key)));
}

function typeOf(value: PlistValue): string {
  if (value instanceof Uint8Array) return 'data';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'dict';
  if (typeof value === 'bigint') return 'integer';
  return typeof value === 'number' ? 'real' : typeof value;
}

function carrierOf(values: PlistDict): PlistDict {
  const [carrier] = (values.get('CarrierBundleInfoArray') ?? []) as PlistValue[];
  return carrier instanceof Map ? carrier : assert.fail('no carrier');
}

function keysOf(value: PlistValue | undefined): string[] {
  return value instanceof Map ? [...value.keys()] : assert.fail('no dictionary');
}

function bytesOf(value: PlistValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : assert.fail('no data');
}
