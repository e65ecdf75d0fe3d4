/** Hardware models as data: what a device reports about its hardware, and which iOS versions it ran. */

export interface DeviceModel {
  readonly productType: string;
  /** What people call it. */
  readonly marketingName: string;
  readonly deviceClass: 'iPhone' | 'iPad' | 'iPod';
  readonly hardwareModel: string;
  readonly hardwarePlatform: string;
  readonly chipId: number;
  readonly boardId: number;
  readonly cpuArchitecture: string;
  readonly modelNumber: string;
  readonly regionInfo: string;
  /** A number in most logs, "#3b3b3c" in that of an iPhone 6 Plus. */
  readonly deviceColor: string;
  /** A12 and later announce `CHIPID8-ECID16`; older ones 40 hex characters. */
  readonly udidForm: '8-16' | '40-hex';
  /** Units built since 2021 have serial numbers of ten random characters, older ones of twelve. */
  readonly serialLength: 10 | 12;
  /** Whose modem it has decides the form of some values; undefined where there is no SIM, and then no telephony values exist. */
  readonly baseband?: 'intel' | 'qualcomm';
  /** Has an eSIM as well, and with it a second IMEI. */
  readonly dualSim: boolean;
  /** Points, portrait. */
  readonly screen: { readonly width: number; readonly height: number };
  /** 1 = iPhone and iPod, 2 = iPad. */
  readonly deviceFamilies: readonly number[];
  /** Bytes. */
  readonly diskCapacity: number;
  /** USB product id, as the mux announces it. */
  readonly usbProductId: number;
  /** The version that it was sold with. */
  readonly firstVersion: string;
  /** The last version that Apple made for it, "15.8" with any third number; absent while it still gets new ones. */
  readonly lastVersion?: string;
  /** lockdownd values that a log of this model lacks though others of its time have them. */
  readonly absentValues?: readonly string[];
}

type Chip = Pick<DeviceModel, 'hardwarePlatform' | 'chipId' | 'cpuArchitecture' | 'udidForm'>;
type DeviceFamily = Pick<DeviceModel, 'deviceClass' | 'deviceFamilies' | 'usbProductId'>;

function chip(chipId: number, hardwarePlatform: string, cpuArchitecture: string, udidForm: Chip['udidForm'] = '40-hex'): Chip {
  return { hardwarePlatform, chipId, cpuArchitecture, udidForm };
}

/** What the devices of one chip have in common. */
export const CHIPS = {
  A5: chip(0x8940, 's5l8940x', 'armv7'),
  'A5 shrunk': chip(0x8942, 's5l8942x', 'armv7'),
  A6: chip(0x8950, 's5l8950x', 'armv7s'),
  A7: chip(0x8960, 's5l8960x', 'arm64'),
  A8: chip(0x7000, 't7000', 'arm64'),
  A8X: chip(0x7001, 't7001', 'arm64'),
  A9: chip(0x8000, 's8000', 'arm64'),
  'A9 of TSMC': chip(0x8003, 's8003', 'arm64'),
  A10: chip(0x8010, 't8010', 'arm64'),
  A11: chip(0x8015, 't8015', 'arm64'),
  A12: chip(0x8020, 't8020', 'arm64e', '8-16'),
  A13: chip(0x8030, 't8030', 'arm64e', '8-16'),
  A14: chip(0x8101, 't8101', 'arm64e', '8-16'),
  A15: chip(0x8110, 't8110', 'arm64e', '8-16'),
  A16: chip(0x8120, 't8120', 'arm64e', '8-16'),
  A18: chip(0x8140, 't8140', 'arm64e', '8-16'),
  A19: chip(0x8150, 't8150', 'arm64e', '8-16'),
} as const;

export const IPHONE: DeviceFamily = { deviceClass: 'iPhone', deviceFamilies: [1], usbProductId: 0x12a8 };
export const IPOD: DeviceFamily = { deviceClass: 'iPod', deviceFamilies: [1], usbProductId: 0x12aa };
export const IPAD: DeviceFamily = { deviceClass: 'iPad', deviceFamilies: [1, 2], usbProductId: 0x12ab };
