/**
 * The values that a device shows to a computer without a session.
 *
 * Source: what `ideviceinfo -s` prints on iOS 14 to 16 (libimobiledevice issue 1240), and DevicePublicKey, which pairing needs.
 */
export const PUBLIC_KEYS: ReadonlySet<string> = new Set([
  'BasebandCertId',
  'BasebandKeyHashInformation',
  'BasebandSerialNumber',
  'BasebandStatus',
  'BoardId',
  'BuildVersion',
  'CPUArchitecture',
  'ChipID',
  'DeviceClass',
  'DeviceColor',
  'DeviceName',
  'DevicePublicKey',
  'DieID',
  'HardwareModel',
  'HasSiDP',
  'PartitionType',
  'ProductName',
  'ProductType',
  'ProductVersion',
  'ProductionSOC',
  'ProtocolVersion',
  'SupportedDeviceFamilies',
  'TelephonyCapability',
  'UniqueChipID',
  'UniqueDeviceID',
  'WiFiAddress',
]);

/** Only given when asked for by name: the whole dictionary of a real device holds neither. */
export const ONLY_BY_NAME: ReadonlySet<string> = new Set(['DeviceCertificate', 'DevicePublicKey']);
