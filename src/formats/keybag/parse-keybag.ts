/** Reads BackupKeyBag: the keys of all protection classes, wrapped under a key that comes from the backup password. */
import { malformedKeybag, numberOf, readKeybagRecords, type KeybagRecord } from './keybag-records.ts';
import { plainProtectionClass } from './protection-class.ts';

/** Bits of `KeybagClass.wrap`: what is needed to open the key. */
export const WRAP_DEVICE = 1;
export const WRAP_PASSWORD = 2;

export interface KeybagClass {
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  readonly protectionClass: number;
  /** Bits: 1 device key, 2 password. With 3 the password gives only what the device has encrypted once more. */
  readonly wrap: number;
  /** 0: AES. */
  readonly keyType: number;
  /** 40 bytes in a sound bag (RFC 3394). */
  readonly wrappedKey?: Uint8Array;
}

export interface Derivation {
  /** 20 bytes in real bags. */
  readonly salt: Uint8Array;
  readonly rounds: number;
}

export interface Keybag extends Derivation {
  /** 3 up to iOS 10.1, 4 and 5 after; 0 where the bag does not say. Nothing depends on it. */
  readonly version: number;
  /** 1: backup; 0 where the bag does not say. Flag bits are taken off. */
  readonly type: number;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  /** The stage before, since iOS 10.2: PBKDF2-HMAC-SHA256. */
  readonly doubleProtection?: Derivation;
  /** In the order of the bag. */
  readonly classes: readonly KeybagClass[];
}

/** Real bags have 1,388 or 1,712 bytes and at most 14 classes. */
const MAX_BYTES = 256 * 1024;
const MAX_CLASSES = 256;
/** What PBKDF2 of Node takes. */
const MAX_ROUNDS = 0x7fff_ffff;
const TYPE_BITS = 0x3fff_ffff;

/**
 * Reads a keybag: header records up to the second UUID, then one group for each class, which begins with its UUID. Otherwise any order, any
 * number of classes, unknown tags, and classes without a key are all legal (layout of the values: `create-keybag.ts`).
 * @throws FormatError `keybag-malformed`
 */
export function parseKeybag(bag: Uint8Array): Keybag {
  if (bag.length > MAX_BYTES) throw malformedKeybag('it is longer than any real one', { bytes: bag.length });
  const [header, ...groups] = groupRecords(bag);
  if (header === undefined) throw malformedKeybag('no UUID');
  if (groups.length > MAX_CLASSES) throw malformedKeybag('it has more classes than any real one', { classes: groups.length });
  const second = derivation(header, 'SALT', 'ITER');
  if (second === undefined) throw malformedKeybag('SALT or ITER is missing');
  const first = derivation(header, 'DPSL', 'DPIC');
  return {
    version: optionalNumber(header, 'VERS') ?? 0,
    type: (optionalNumber(header, 'TYPE') ?? 0) & TYPE_BITS,
    uuid: uuidOf(header),
    ...second,
    ...(first && { doubleProtection: first }),
    classes: groups.map(classOf),
  };
}

type Group = ReadonlyMap<string, KeybagRecord>;

/** By tag; of a tag that stands twice in a group the last counts. */
function groupRecords(bag: Uint8Array): Group[] {
  const groups = [new Map<string, KeybagRecord>()];
  for (const record of readKeybagRecords(bag)) {
    if (record.tag === 'UUID' && groups.at(-1)?.has('UUID')) groups.push(new Map<string, KeybagRecord>());
    groups.at(-1)?.set(record.tag, record);
  }
  return groups;
}

function classOf(group: Group): KeybagClass {
  const protectionClass = optionalNumber(group, 'CLAS');
  if (protectionClass === undefined) throw malformedKeybag('a class without CLAS');
  const wrappedKey = group.get('WPKY')?.value;
  return {
    uuid: uuidOf(group),
    protectionClass: plainProtectionClass(protectionClass),
    wrap: optionalNumber(group, 'WRAP') ?? 0,
    keyType: optionalNumber(group, 'KTYP') ?? 0,
    ...(wrappedKey && { wrappedKey }),
  };
}

function uuidOf(group: Group): Uint8Array {
  const uuid = group.get('UUID')?.value;
  if (uuid?.length !== 16) throw malformedKeybag('a UUID that is missing or not 16 bytes long');
  return uuid;
}

/** A stage counts only when both of its records are there. */
function derivation(header: Group, saltTag: string, roundsTag: string): Derivation | undefined {
  const salt = header.get(saltTag)?.value;
  const rounds = optionalNumber(header, roundsTag);
  if (salt === undefined || rounds === undefined) return undefined;
  if (salt.length === 0) throw malformedKeybag(`${saltTag} is empty`);
  if (rounds < 1 || rounds > MAX_ROUNDS) throw malformedKeybag(`${roundsTag} is not a valid number of rounds`, { rounds });
  return { salt, rounds };
}

function optionalNumber(group: Group, tag: string): number | undefined {
  const record = group.get(tag);
  return record && numberOf(record);
}
