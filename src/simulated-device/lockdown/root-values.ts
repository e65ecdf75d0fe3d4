/**
 * lockdownd's values without a domain: what the device says about itself.
 *
 * Names and types as an iPhone 7 with iOS 13.3.1 and a SIM printed them; where other logs differ, the model or the version says so.
 * Values that tell units apart come from the identity.
 */
import { dict, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { DeviceIdentity } from '../phone/identity.ts';
import type { IosBehaviour, IosVersion, LaterValue } from '../ios-versions.ts';
import type { DeviceModel } from '../models/models.ts';

export interface ValueSources {
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly behaviour: IosBehaviour;
  readonly name: string;
  readonly locked: boolean;
  readonly hasTrustedHost: boolean;
  /** How often it was switched on again. */
  readonly restarts: number;
  readonly now: Date;
  /** PEM. */
  readonly devicePublicKey?: string;
  /** PEM, of the host that asks. */
  readonly deviceCertificate?: string;
}

export function rootValues(sources: ValueSources): PlistDict {
  const { baseband, absentValues = [] } = sources.model;
  const values = dict({
    ...hardware(sources),
    ...software(sources),
    ...state(sources),
    ...later(sources),
    ...(baseband ? telephony(sources, baseband) : { TelephonyCapability: false }),
  });
  for (const key of absentValues) values.delete(key);
  return values;
}

type Values = Record<string, PlistValue | undefined>;

function hardware({ identity, model }: ValueSources): Values {
  return {
    BluetoothAddress: identity.bluetoothAddress,
    BoardId: BigInt(model.boardId),
    CPUArchitecture: model.cpuArchitecture,
    CertID: BigInt(unsigned32(identity, 'cert-id')),
    ChipID: BigInt(model.chipId),
    ChipSerialNo: identity.bytes('chip-serial', 4),
    DeviceClass: model.deviceClass,
    DeviceColor: model.deviceColor,
    DieID: identity.ecid,
    EthernetAddress: identity.ethernetAddress,
    FusingStatus: 3n,
    HardwareModel: model.hardwareModel,
    HardwarePlatform: model.hardwarePlatform,
    HasSiDP: true,
    MLBSerialNumber: identity.mlbSerialNumber,
    ModelNumber: model.modelNumber,
    NonVolatileRAM: bootVariables(),
    PartitionType: 'GUID_partition_scheme',
    PkHash: identity.bytes('pk-hash', 32),
    ProductType: model.productType,
    ProductionSOC: true,
    RegionInfo: model.regionInfo,
    SerialNumber: identity.serialNumber,
    SupportedDeviceFamilies: model.deviceFamilies.map(BigInt),
    UniqueChipID: identity.ecid,
    UniqueDeviceID: identity.udid,
    UseRaptorCerts: true,
    WiFiAddress: identity.wifiAddress,
    WirelessBoardSerialNumber: identity.mlbSerialNumber,
  };
}

function software({ version, identity, devicePublicKey, deviceCertificate }: ValueSources): Values {
  return {
    BuildVersion: version.buildVersion,
    DeviceCertificate: dataOf(deviceCertificate),
    DevicePublicKey: dataOf(devicePublicKey),
    FirmwareVersion: version.firmwareVersion,
    // "iPhone OS" on every device of the logs, iPads included.
    ProductName: 'iPhone OS',
    ProductVersion: version.productVersion,
    ProtocolVersion: '2',
    SoftwareBehavior: identity.bytes('software-behavior', 16),
    SoftwareBundleVersion: '',
  };
}

function state({ name, locked, hasTrustedHost, now }: ValueSources): Values {
  return {
    ActivationState: 'Activated',
    ActivationStateAcknowledged: true,
    BrickState: false,
    DeviceName: name,
    HostAttached: true,
    PasswordProtected: locked,
    TimeIntervalSince1970: now.getTime() / 1000,
    TimeZone: 'UTC',
    TimeZoneOffsetFromUTC: 0,
    TrustedHostAttached: hasTrustedHost,
    Uses24HourClock: true,
  };
}

/** What older systems do not say; since when each is said is mostly assumed. */
function later({ behaviour, identity, model, restarts, version }: ValueSources): Values {
  const has = (name: LaterValue) => behaviour.laterValues.includes(name);
  return {
    BootSessionID: has('BootSessionID') ? uuidOf(identity.bytes(`boot session ${String(restarts)}`, 16)) : undefined,
    HumanReadableProductVersionString: has('HumanReadableProductVersionString') ? version.productVersion : undefined,
    PairRecordProtectionClass: has('PairRecordProtectionClass') ? 4n : undefined,
    // A SIM of plastic.
    SIM1IsEmbedded: model.baseband && has('SIM1IsEmbedded') ? false : undefined,
    iTunesHasConnected: has('iTunesHasConnected') ? true : undefined,
  };
}

/** The names that a log shows; the values are assumed. */
function bootVariables(): PlistDict {
  const text = (value: string) => new TextEncoder().encode(value);
  return dict({
    'IONVRAM-SYNCNOW-PROPERTY': text(''),
    'auto-boot': text('true'),
    'backlight-level': text('1500'),
    'boot-args': text(''),
    'com.apple.System.tz0-size': text('0xC00000'),
    'oblit-begins': text(''),
    obliteration: text(''),
  });
}

/** All zero in both logs that show it. */
const REGION_SKU_BYTES = 70;

/** Modems of Intel have a longer serial number and no hash of a key that was burnt in (logs of an iPhone 7 and of an XR). */
function modem(identity: DeviceIdentity, baseband: 'intel' | 'qualcomm'): Values {
  const isIntel = baseband === 'intel';
  const keyHash = identity.bytes('baseband-key-hash', 32);
  return {
    BasebandKeyHashInformation: dict(isIntel ? { AKeyStatus: 64n, SKeyStatus: 2n } : { AKeyStatus: 2n, SKeyHash: keyHash, SKeyStatus: 0n }),
    BasebandSerialNumber: identity.bytes('baseband-serial', isIntel ? 12 : 4),
  };
}

/** The group identifiers of the SIM. */
function groupIds({ carrierGroupIds }: IosBehaviour): Values {
  const [text, bytes] = ['ffffffff', Uint8Array.of(0xff, 0xff, 0xff, 0xff)];
  return {
    ...(carrierGroupIds === 'data-and-text' && { GID1: text, GID2: text }),
    ...(carrierGroupIds !== 'none' && { SIMGID1: bytes, SIMGID2: bytes }),
  };
}

function carrierBundle({ identity, behaviour }: ValueSources): PlistDict {
  return dict({
    CFBundleIdentifier: 'com.apple.carrier.Unknown',
    CFBundleVersion: '40.0.1',
    ...groupIds(behaviour),
    IntegratedCircuitCardIdentity: identity.iccid,
    InternationalMobileSubscriberIdentity: identity.imsi,
    MCC: '001',
    MNC: '01',
    MobileEquipmentIdentifier: identity.meid,
    Slot: 'kOne',
    kCTPostponementInfoAvailable: 'SIMCarrierInfo',
  });
}

function telephony(sources: ValueSources, baseband: 'intel' | 'qualcomm'): Values {
  const { identity, model, behaviour } = sources;
  return {
    // A log with iOS 12 shows all four there too, one with 8.1 only those of the carrier.
    ...(behaviour.carrierGroupIds === 'data-and-text' && groupIds(behaviour)),
    BasebandActivationTicketVersion: 'V2',
    BasebandCertId: 3_840_149_528n,
    BasebandChipID: 9_781_473n,
    BasebandMasterKeyHash: Buffer.from(identity.bytes('baseband-master-key', 32)).toString('hex').toUpperCase(),
    BasebandRegionSKU: new Uint8Array(REGION_SKU_BYTES),
    ...modem(identity, baseband),
    BasebandStatus: 'BBInfoAvailable',
    BasebandVersion: '7.30.01',
    CarrierBundleInfoArray: [carrierBundle(sources)],
    IntegratedCircuitCardIdentity: identity.iccid,
    InternationalMobileEquipmentIdentity: identity.imei,
    InternationalMobileEquipmentIdentity2: model.dualSim ? identity.imei2 : undefined,
    InternationalMobileSubscriberIdentity: identity.imsi,
    InternationalMobileSubscriberIdentityOverride: false,
    MobileEquipmentIdentifier: identity.meid,
    MobileSubscriberCountryCode: '001',
    MobileSubscriberNetworkCode: '01',
    PRIVersion_Major: 0n,
    PRIVersion_Minor: 1n,
    PRIVersion_ReleaseNo: 192n,
    PhoneNumber: identity.phoneNumber,
    ProximitySensorCalibration: identity.bytes('proximity', 48),
    SIMStatus: 'kCTSIMSupportSIMStatusReady',
    SIMTrayStatus: 'kCTSIMSupportSIMTrayInsertedWithSIM',
    TelephonyCapability: true,
    kCTPostponementInfoPRIVersion: '0.1.192',
    kCTPostponementInfoPRLName: 301n,
    kCTPostponementInfoServiceProvisioningState: true,
    kCTPostponementStatus: 'kCTPostponementStatusActivated',
  };
}

/** Upper case, as the phone writes it; version and variant as RFC 4122 wants them of random ones. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `A${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function unsigned32(identity: DeviceIdentity, name: string): number {
  return Buffer.from(identity.bytes(name, 4)).readUInt32BE();
}

function dataOf(pem: string | undefined): Uint8Array | undefined {
  return pem === undefined ? undefined : new TextEncoder().encode(pem);
}
