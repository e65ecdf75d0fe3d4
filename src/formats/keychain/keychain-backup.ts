/** keychain-backup.plist: the keychain in a backup, item by item, each encrypted separately. */
import { dataAt } from '../plist/accessors.ts';
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import { dict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { malformedItem } from './malformed-item.ts';

/** Generic passwords, internet passwords, certificates, keys. */
export const KEYCHAIN_TABLES = ['genp', 'inet', 'cert', 'keys'] as const;
export type KeychainTable = (typeof KEYCHAIN_TABLES)[number];

export interface KeychainEntry {
  readonly table: KeychainTable;
  /** The table's name and 8 bytes of row number (16 bytes of UUID in newer ones); empty where an entry has none. */
  readonly persistentRef: Uint8Array;
  /** To be read with `keychainItemHeader`; empty where an entry has none. */
  readonly data: Uint8Array;
}

/**
 * Reads {genp, inet, cert, keys: arrays of {v_Data, v_PersistentRef: data}}; a real one has thousands of entries. Missing values of an entry are
 * empty, so that one damaged entry does not hide the others. Tables with other names are skipped. Byte values are views.
 * @throws FormatError `keychain-malformed`
 */
export function parseKeychainBackup(bytes: Uint8Array): KeychainEntry[] {
  const plist = readPlist(bytes);
  return KEYCHAIN_TABLES.flatMap((table) => {
    const entries = plist.get(table) ?? [];
    if (!Array.isArray(entries)) throw malformedItem('a table that is not a list', { data: { table } });
    return entries.map((entry) => entryOf(table, entry));
  });
}

export function encodeKeychainBackup(entries: readonly KeychainEntry[]): Uint8Array {
  const tables = KEYCHAIN_TABLES.map((table): [string, PlistValue] => [
    table,
    entries
      .filter((entry) => entry.table === table)
      .map(({ data, persistentRef }) => dict({ v_Data: data, v_PersistentRef: persistentRef })),
  ]);
  return writeBinaryPlist(new Map(tables));
}

/** The reference to an item by its row number, as stored in a backup: 12 bytes. */
export function persistentRefOf(table: KeychainTable, row: number): Uint8Array {
  const bytes = new Uint8Array(12);
  bytes.set(Buffer.from(table, 'latin1'));
  new DataView(bytes.buffer).setBigUint64(4, BigInt(row));
  return bytes;
}

function entryOf(table: KeychainTable, entry: PlistValue): KeychainEntry {
  const fields: PlistDict = entry instanceof Map ? entry : new Map<string, PlistValue>();
  const nothing = new Uint8Array(0);
  return { table, persistentRef: dataAt(fields, 'v_PersistentRef') ?? nothing, data: dataAt(fields, 'v_Data') ?? nothing };
}

function readPlist(bytes: Uint8Array): PlistDict {
  let plist: PlistValue;
  try {
    plist = parsePlist(bytes);
  } catch (error) {
    throw malformedItem('not a readable property list', { cause: error });
  }
  if (!(plist instanceof Map)) throw malformedItem('not a dictionary');
  return plist;
}
