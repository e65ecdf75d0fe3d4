/** Hardware models as data: what a device says about its own hardware. */

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
  readonly deviceColor: string;
  /** A12 and later announce `CHIPID8-ECID16`; older ones 40 hex characters. */
  readonly udidForm: '8-16' | '40-hex';
  /** Units built since 2021 have serial numbers of ten random characters, older ones of twelve. */
  readonly serialLength: 10 | 12;
  /** Has a SIM: decides which telephony values exist. */
  readonly telephony: boolean;
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
}

/** iPhone9,1 is the unit of a published log (iOS 13.3.1); board and chip ids of the others are Apple's public ones. */
export const MODELS: Readonly<Record<'iPhone14,5' | 'iPhone9,1' | 'iPad12,1', DeviceModel>> = {
  'iPhone14,5': {
    productType: 'iPhone14,5',
    marketingName: 'iPhone 13',
    deviceClass: 'iPhone',
    hardwareModel: 'D17AP',
    hardwarePlatform: 't8110',
    chipId: 0x8110,
    boardId: 0x0a,
    cpuArchitecture: 'arm64e',
    modelNumber: 'MLPF3',
    regionInfo: 'LL/A',
    deviceColor: '1',
    udidForm: '8-16',
    serialLength: 10,
    telephony: true,
    dualSim: true,
    screen: { width: 390, height: 844 },
    deviceFamilies: [1],
    diskCapacity: 128_000_000_000,
    usbProductId: 0x12a8,
  },
  'iPhone9,1': {
    productType: 'iPhone9,1',
    marketingName: 'iPhone 7',
    deviceClass: 'iPhone',
    hardwareModel: 'D10AP',
    hardwarePlatform: 't8010',
    chipId: 0x8010,
    boardId: 0x08,
    cpuArchitecture: 'arm64',
    modelNumber: 'MNH12',
    regionInfo: 'CH/A',
    deviceColor: '2',
    udidForm: '40-hex',
    serialLength: 12,
    telephony: true,
    dualSim: false,
    screen: { width: 375, height: 667 },
    deviceFamilies: [1],
    diskCapacity: 32_000_000_000,
    usbProductId: 0x12a8,
  },
  'iPad12,1': {
    productType: 'iPad12,1',
    marketingName: 'iPad (9th generation)',
    deviceClass: 'iPad',
    hardwareModel: 'J181AP',
    hardwarePlatform: 't8030',
    chipId: 0x8030,
    boardId: 0x34,
    cpuArchitecture: 'arm64e',
    modelNumber: 'MK2K3',
    regionInfo: 'LL/A',
    deviceColor: '1',
    udidForm: '8-16',
    serialLength: 10,
    telephony: false,
    dualSim: false,
    screen: { width: 810, height: 1080 },
    deviceFamilies: [1, 2],
    diskCapacity: 64_000_000_000,
    usbProductId: 0x12ab,
  },
};
