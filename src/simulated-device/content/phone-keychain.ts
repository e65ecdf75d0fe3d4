/** The keychain of a simulated phone: its items, and the file as it is on the phone. */
import {
  ClassKeys,
  encodeKeychainBackup,
  encodeKeychainItem,
  FormatError,
  openKeychainItem,
  parseKeychainBackup,
  persistentRefOf,
  type KeychainTable,
  type KeychainValue,
} from '../../formats/index.ts';
import type { PhoneContent } from './phone-content.ts';
import { SeededRandom } from './seeded-random.ts';

export const KEYCHAIN_DOMAIN = 'KeychainDomain';
export const KEYCHAIN_PATH = 'keychain-backup.plist';

/** An item for the keychain of a simulated phone. */
export interface PhoneKeychainItem {
  readonly table: KeychainTable;
  /** 6 to 8: travels in encrypted backups; 9 to 11: bound to the phone; 12: leaves it in no backup. */
  readonly protectionClass: number;
  /** By Apple's names: acct, svce, agrp, v_Data (the secret) and so on. */
  readonly attributes: ReadonlyMap<string, KeychainValue>;
  /** By default made from the position in its table. */
  readonly persistentRef?: Uint8Array;
}

/** Classes of keychain items. */
export const KEYCHAIN_CLASSES = [6, 7, 8, 9, 10, 11, 12, 13, 14] as const;

/** What stands for the phone's own lock: inside of the simulation everybody may open it. No backup is made with these keys. */
const OWN_KEYS = ClassKeys.from({ keys: KEYCHAIN_CLASSES.map((number) => [number, new Uint8Array(32).fill(number)]), deviceOnly: [] });

/** Encodes `keychain-backup.plist` as a file for a phone (`setFile`). `seed` determines the bytes. Every backup seals the items again. */
export function encodePhoneKeychain(items: readonly PhoneKeychainItem[], seed = 1): Uint8Array {
  const random = new SeededRandom(seed, 'keychain as the phone holds it');
  return sealKeychain(items, OWN_KEYS, (count) => random.bytes(count));
}

/** The items of a phone's own file; undefined when it is something else, which a backup then carries as it is. */
export function decodePhoneKeychain(bytes: Uint8Array): PhoneKeychainItem[] | undefined {
  try {
    return openKeychain(bytes, OWN_KEYS);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Adds items to the keychain of a phone, as apps do. `seed` determines the bytes. */
export function addToKeychain(content: PhoneContent, items: readonly PhoneKeychainItem[], seed = 1): void {
  const file = content.file(KEYCHAIN_DOMAIN, KEYCHAIN_PATH);
  const present = file === undefined ? [] : (decodePhoneKeychain(wholeContent(file.read())) ?? []);
  const owner = { mode: 0o100400, userId: 0, groupId: 0, protectionClass: 1 };
  const bytes = encodePhoneKeychain([...present, ...items], seed);
  content.setFile(KEYCHAIN_DOMAIN, KEYCHAIN_PATH, { ...(file === undefined ? owner : {}), content: bytes });
}

function wholeContent(made: Uint8Array | Iterable<Uint8Array>): Uint8Array {
  return made instanceof Uint8Array ? made : Buffer.concat([...made]);
}

/** Items in one file, each under the key of its class. */
export function sealKeychain(items: readonly PhoneKeychainItem[], keys: ClassKeys, random: (count: number) => Uint8Array): Uint8Array {
  const rows = new Map<KeychainTable, number>();
  return encodeKeychainBackup(
    items.map((item) => {
      const row = (rows.get(item.table) ?? 0) + 1;
      rows.set(item.table, row);
      return {
        table: item.table,
        persistentRef: item.persistentRef ?? persistentRefOf(item.table, row),
        data: encodeKeychainItem({ ...item, random }, keys),
      };
    }),
  );
}

/** The items that open with `keys`; the others are left out. Throws FormatError `keychain-malformed` when it is no such file. */
export function openKeychain(bytes: Uint8Array, keys: ClassKeys): PhoneKeychainItem[] {
  return parseKeychainBackup(bytes).flatMap(({ table, persistentRef, data }) => {
    try {
      const attributes = openKeychainItem(data, keys);
      return [{ table, protectionClass: new DataView(data.buffer, data.byteOffset).getUint32(4, true), attributes, persistentRef }];
    } catch (error) {
      if (error instanceof FormatError && error.code === 'key-unwrap-failed') return [];
      throw error;
    }
  });
}
