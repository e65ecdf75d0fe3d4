/** The identity of a simulated device: everything that distinguishes one unit from another, derived from a seed. */
import { createHash } from 'node:crypto';
import { asUdid, parseUdid, type Udid } from '../../formats/index.ts';
import { SeededRandom } from '../content/seeded-random.ts';
import { SimulatorError } from '../errors.ts';
import type { DeviceModel } from '../models/models.ts';

export interface DeviceIdentity {
  readonly udid: Udid;
  readonly serialNumber: string;
  /** UniqueChipID: 64 bits, of which units in the field use 53 at most. */
  readonly ecid: bigint;
  readonly wifiAddress: string;
  readonly bluetoothAddress: string;
  readonly ethernetAddress: string;
  readonly mlbSerialNumber: string;
  readonly imei: string;
  readonly imei2: string;
  readonly meid: string;
  readonly iccid: string;
  readonly imsi: string;
  readonly phoneNumber: string;
  /** More bytes that differ from unit to unit: same name, same bytes. */
  bytes(name: string, count: number): Uint8Array;
}

/** Serial numbers avoid characters that are easily mistaken for digits. */
const SERIAL_ALPHABET = '0123456789CDFGHJKLMNPQRTVWXY';
/** A locally administered prefix, so that no simulated device carries a real vendor's address. */
const MAC_PREFIX = [0x02, 0x00, 0x5e] as const;

/** Same seed, model and udid → same identity. Throws `simulator-udid-malformed`. */
export function makeIdentity(seed: number, model: DeviceModel, givenUdid?: string): DeviceIdentity {
  const bytes = (name: string, count: number) => new SeededRandom(seed, `identity/${model.productType}/${name}`).bytes(count);
  const udid = givenUdid === undefined ? undefined : checkedUdid(givenUdid);
  const ecid = ecidOf(udid) ?? bigintOf(bytes('ecid', 6)) & 0x1f_ffff_ffff_ffffn;
  const serialNumber = pick(SERIAL_ALPHABET, bytes('serial', model.serialLength));
  const wifi = bigintOf(Uint8Array.of(...MAC_PREFIX, ...bytes('mac', 3))) & ~3n;
  const wifiAddress = mac(wifi);
  // On the unit of the published log Bluetooth is Wi-Fi + 1 and Ethernet Wi-Fi + 2.
  const bluetoothAddress = mac(wifi + 1n);
  return {
    udid: udid ?? makeUdid(model, ecid, serialNumber, wifiAddress, bluetoothAddress),
    serialNumber,
    ecid,
    wifiAddress,
    bluetoothAddress,
    ethernetAddress: mac(wifi + 2n),
    mlbSerialNumber: pick(SERIAL_ALPHABET, bytes('mlb', 17)),
    imei: withLuhn(`35${digits(bytes('imei', 12))}`),
    imei2: withLuhn(`35${digits(bytes('imei2', 12))}`),
    meid: `35${digits(bytes('meid', 12))}`,
    iccid: withLuhn(`8901${digits(bytes('iccid', 14))}`),
    // 001/01 is the test network; +1 555 01xx is reserved for fiction.
    imsi: `00101${digits(bytes('imsi', 10))}`,
    phoneNumber: `+1 (555) 555-01${digits(bytes('phone', 2))}`,
    bytes,
  };
}

/**
 * A12 and later: chip id and ECID in hexadecimal. Before: SHA-1 over serial number, ECID in decimal, Wi-Fi and Bluetooth
 * address (known in the field; no program recomputes it).
 */
function makeUdid(model: DeviceModel, ecid: bigint, serial: string, wifi: string, bluetooth: string): Udid {
  if (model.udidForm === '40-hex') return asUdid(createHash('sha1').update(`${serial}${ecid}${wifi}${bluetooth}`).digest('hex'));
  return asUdid(`${hex(BigInt(model.chipId), 8)}-${hex(ecid, 16)}`);
}

function checkedUdid(text: string): Udid {
  const udid = parseUdid(text);
  if (udid !== undefined) return udid;
  throw new SimulatorError('simulator-udid-malformed', `${JSON.stringify(text)} is not a valid UDID`, { data: { udid: text } });
}

/** The ECID that a UDID of the newer form carries. */
function ecidOf(udid: string | undefined): bigint | undefined {
  const match = /^[0-9A-F]{8}-([0-9A-F]{16})$/.exec(udid ?? '');
  return match ? BigInt(`0x${match[1]}`) : undefined;
}

function bigintOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function hex(value: bigint, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}

function mac(value: bigint): string {
  return value
    .toString(16)
    .padStart(12, '0')
    .replace(/(..)(?!$)/g, '$1:');
}

function pick(alphabet: string, bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

function digits(bytes: Uint8Array): string {
  return pick('0123456789', bytes);
}

/** Appends the check digit that IMEI and ICCID end in. */
function withLuhn(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body.charAt(body.length - 1 - i));
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}
