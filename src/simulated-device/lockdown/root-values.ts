/**
 * lockdownd's values without a domain: what the device says about itself.
 *
 * Names and types as an iPhone 7 with iOS 13.3.1 and a SIM printed them; values that tell units apart come from the identity.
 */
import { dict, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { DeviceIdentity } from '../identity.ts';
import type { IosVersion } from '../ios-versions.ts';
import type { DeviceModel } from '../models.ts';

export interface ValueSources {
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly name: string;
  readonly locked: boolean;
  readonly hasTrustedHost: boolean;
  readonly now: Date;
  /** PEM. */
  readonly devicePublicKey?: string;
  /** PEM, of the host that asks. */
  readonly deviceCertificate?: string;
}

export function rootValues(sources: ValueSources): PlistDict {
  return dict({
    ...hardware(sources),
    ...software(sources),
    ...state(sources),
    ...(sources.model.telephony ? telephony(sources) : { TelephonyCapability: false }),
  });
}

type Values = Record<string, PlistValue | undefined>;

function hardware({ identity, model }: ValueSources): Values {
  return {
    BluetoothAddress: identity.bluetoothAddress,
    BoardId: BigInt(model.boardId),
    CPUArchitecture: model.cpuArchitecture,
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
    NonVolatileRAM: dict({ 'auto-boot': new TextEncoder().encode('true'), 'backlight-level': new TextEncoder().encode('1500') }),
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

function telephony({ identity, model }: ValueSources): Values {
  return {
    BasebandActivationTicketVersion: 'V2',
    BasebandCertId: 3_840_149_528n,
    BasebandChipID: 9_781_473n,
    BasebandKeyHashInformation: dict({ AKeyStatus: 2n, SKeyHash: identity.bytes('baseband-key-hash', 32), SKeyStatus: 0n }),
    BasebandMasterKeyHash: Buffer.from(identity.bytes('baseband-master-key', 32)).toString('hex').toUpperCase(),
    BasebandRegionSKU: new Uint8Array(12),
    BasebandSerialNumber: identity.bytes('baseband-serial', 4),
    BasebandStatus: 'BBInfoAvailable',
    BasebandVersion: '7.30.01',
    CarrierBundleInfoArray: [
      dict({
        CFBundleIdentifier: 'com.apple.carrier.Unknown',
        CFBundleVersion: '40.0.1',
        IntegratedCircuitCardIdentity: identity.iccid,
        InternationalMobileSubscriberIdentity: identity.imsi,
        MCC: '001',
        MNC: '01',
        MobileEquipmentIdentifier: identity.meid,
        Slot: 'kOne',
        kCTPostponementInfoAvailable: 'SIMCarrierInfo',
      }),
    ],
    IntegratedCircuitCardIdentity: identity.iccid,
    InternationalMobileEquipmentIdentity: identity.imei,
    InternationalMobileEquipmentIdentity2: model.dualSim ? identity.imei2 : undefined,
    InternationalMobileSubscriberIdentity: identity.imsi,
    InternationalMobileSubscriberIdentityOverride: false,
    MobileEquipmentIdentifier: identity.meid,
    MobileSubscriberCountryCode: '001',
    MobileSubscriberNetworkCode: '01',
    PhoneNumber: identity.phoneNumber,
    ProximitySensorCalibration: identity.bytes('proximity', 48),
    SIMStatus: 'kCTSIMSupportSIMStatusReady',
    SIMTrayStatus: 'kCTSIMSupportSIMTrayInsertedWithSIM',
    TelephonyCapability: true,
    kCTPostponementInfoServiceProvisioningState: true,
    kCTPostponementStatus: 'kCTPostponementStatusActivated',
  };
}

function dataOf(pem: string | undefined): Uint8Array | undefined {
  return pem === undefined ? undefined : new TextEncoder().encode(pem);
}
