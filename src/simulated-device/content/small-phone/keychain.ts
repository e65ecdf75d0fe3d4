/** The keychain as an unencrypted backup carries it: items that only the phone itself can open. */
import { addDatabase } from '../add-files.ts';
import { dict, writeBinaryPlist, type PlistDict, type PlistValue } from '../../../formats/index.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { SeededRandom } from '../seeded-random.ts';

const ITEM_VERSION = 3;
const WRAPPED_KEY_BYTES = 40;
const TAG_BYTES = 16;
/** AfterFirstUnlock, which most items of a phone have. */
const KEYCHAIN_CLASS = 7;

export function addKeychain(phone: PhoneBuilder): void {
  const keychain = phone.domain('KeychainDomain', { userId: 64, groupId: 64 });
  const owner = { userId: 0, groupId: 0, permissions: 0o400, protectionClass: 1 };
  keychain.file('keychain-backup.plist', () => writeBinaryPlist(keychainItems(phone.random('keychain'))), owner);
  const schema = `CREATE TABLE tsettings (sha256 BLOB NOT NULL DEFAULT '', subj BLOB NOT NULL DEFAULT '', tset BLOB, data BLOB, uuid BLOB NOT NULL DEFAULT '', UNIQUE(sha256));`;
  addDatabase(keychain, 'TrustStore.sqlite3', { schema, fill: () => undefined }, { protectionClass: 3 });
}

function keychainItems(random: SeededRandom): PlistDict {
  return dict({
    genp: table(random, 'genp', 14),
    inet: table(random, 'inet', 6),
    cert: table(random, 'cert', 2),
    keys: table(random, 'keys', 3),
  });
}

function table(random: SeededRandom, name: string, count: number): PlistValue[] {
  return Array.from({ length: count }, (_, index) => dict({ v_Data: sealedItem(random), v_PersistentRef: persistentRef(name, index + 1) }));
}

/** u32le version, u32le class, u32le length of the wrapped key, the key, ciphertext, tag (backup format 4.9); nobody holds the key. */
function sealedItem(random: SeededRandom): Uint8Array {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(ITEM_VERSION, 0);
  header.writeUInt32LE(KEYCHAIN_CLASS, 4);
  header.writeUInt32LE(WRAPPED_KEY_BYTES, 8);
  return new Uint8Array(Buffer.concat([header, random.bytes(WRAPPED_KEY_BYTES + random.int(180, 320) + TAG_BYTES)]));
}

/** Four characters of the table, u64be row id. */
function persistentRef(name: string, row: number): Uint8Array {
  const ref = new Uint8Array(12);
  ref.set(Buffer.from(name, 'ascii'));
  new DataView(ref.buffer).setBigUint64(4, BigInt(row));
  return ref;
}
