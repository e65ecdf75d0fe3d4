/** Lists the keychain of a backup, item by item. */
import { isCodedError, throwIfAborted, nextTurn } from '../../base/index.ts';
import {
  defaultPlistLimits,
  FormatError,
  keychainClassName,
  keychainItemHeader,
  openKeychainItem,
  parseKeychainBackup,
  restoreFate,
  type ClassKeys,
  type KeychainEntry,
  type KeychainValue,
  type RestoreFate,
} from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from './backup-keys.ts';
import type { Backup } from './backup.ts';
import type { KeychainListing, KeychainRow, KeychainSecret, KeychainUnreadable } from './keychain-listing.ts';

const DOMAIN = 'KeychainDomain';
const PATH = 'keychain-backup.plist';
/** A real keychain has some 5,000 items; opening one takes a tenth of a millisecond. */
const ITEMS_AT_ONCE = 100;

/** How much of the keychain to read. */
export interface KeychainOptions {
  /** The keys that the backup was opened with. Without them only classes are known. */
  readonly keys?: BackupKeys | undefined;
  /** Secrets too. */
  readonly reveal?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists the keychain of a backup. An item that cannot be read is a row that says why. In an unencrypted backup no item can be read, because the
 * whole keychain is bound to the phone.
 * @throws BackupError 'no-such-file' when the backup has no keychain, those of Backup.open() ('backup-encrypted', 'content-damaged', …);
 * FormatError 'keychain-malformed' when the list as a whole cannot be read; CancelledError
 *
 * @example
 * ```ts
 * await using keys = await unlockBackup('backups/UDID', password);
 * await using backup = await openBackup(keys.path, { keys });
 * for (const { service, account, fate } of (await listKeychain(backup, { keys })).items) console.log(service, account, fate);
 * ```
 */
export async function listKeychain(backup: Backup, options: KeychainOptions = {}): Promise<KeychainListing> {
  const { keys, reveal = false, signal } = options;
  const encrypted = backup.summary.encrypted === true;
  const entries = parseKeychainBackup(await keychainBytes(backup, signal));
  const classKeys = encrypted && keys?.locked === false ? keys.classKeys : undefined;
  const items: KeychainRow[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % ITEMS_AT_ONCE === 0) {
      await nextTurn();
      throwIfAborted(signal);
    }
    items.push(rowOf(entry, encrypted, classKeys, reveal));
  }
  const fates: Record<RestoreFate, number> = { 'any-phone': 0, 'same-phone': 0, 'not-restored': 0 };
  for (const { fate } of items) fates[fate]++;
  return { encrypted, items, fates, readable: items.filter(({ readable }) => readable).length };
}

async function keychainBytes(backup: Backup, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const file = await backup.get(DOMAIN, PATH, signal);
  if (file === undefined) throw new BackupError('no-such-file', 'no keychain', { data: { domain: DOMAIN, relativePath: PATH } });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of backup.open(file, signal)) {
    bytes += chunk.length;
    if (bytes > defaultPlistLimits.maxBytes) throw new FormatError('keychain-malformed', 'keychain: too large', { data: { bytes } });
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}

function rowOf({ table, data }: KeychainEntry, encrypted: boolean, classKeys: ClassKeys | undefined, reveal: boolean): KeychainRow {
  const protectionClass = classOf(data);
  if (protectionClass === undefined) return { table, fate: 'not-restored', readable: false, reason: 'damaged' };
  const className = keychainClassName(protectionClass);
  const known = { table, protectionClass, ...(className === undefined ? {} : { className }) };
  const fate = restoreFate(protectionClass, encrypted);
  if (!encrypted) return { ...known, fate, readable: false, reason: 'device-only' };
  if (classKeys === undefined) return { ...known, fate, readable: false, reason: 'locked' };
  try {
    return { ...known, fate, readable: true, ...namesIn(openKeychainItem(data, classKeys), reveal) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const reason = reasonOf(error);
    return { ...known, fate: reason === 'damaged' || reason === 'key-damaged' ? 'not-restored' : fate, readable: false, reason };
  }
}

function classOf(data: Uint8Array): number | undefined {
  try {
    return keychainItemHeader(data).protectionClass;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

function reasonOf({ code, data }: { code: string; data: Readonly<Record<string, unknown>> }): KeychainUnreadable {
  if (code !== 'key-unwrap-failed') return 'damaged';
  switch (data.reason) {
    case 'device-only':
    case 'no-class-key':
      return data.reason;
    case 'wiped':
      return 'locked';
    default:
      return 'key-damaged';
  }
}

/** Apple's names of the attributes that say what an item is for. */
const NAMES = [
  ['service', 'svce'],
  ['account', 'acct'],
  ['accessGroup', 'agrp'],
  ['server', 'srvr'],
  ['label', 'labl'],
  ['created', 'cdat'],
  ['modified', 'mdat'],
] as const;

function namesIn(attributes: ReadonlyMap<string, KeychainValue>, reveal: boolean): Partial<KeychainRow> {
  const names = NAMES.flatMap(([field, attribute]) => {
    const text = textOf(attributes.get(attribute));
    return text === undefined || text === '' ? [] : [[field, text] as const];
  });
  const secret = reveal ? secretOf(attributes.get('v_Data')) : undefined;
  return { ...Object.fromEntries(names), ...(secret === undefined ? {} : { secret }) };
}

function textOf(value: KeychainValue | undefined): string | undefined {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return printable(value) ?? Buffer.from(value).toString('hex');
  return typeof value === 'string' ? value : undefined;
}

function secretOf(value: KeychainValue | undefined): KeychainSecret | undefined {
  if (typeof value === 'string') return { encoding: 'text', value };
  if (!(value instanceof Uint8Array)) return undefined;
  const text = printable(value);
  return text === undefined ? { encoding: 'hex', value: Buffer.from(value).toString('hex') } : { encoding: 'text', value: text };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is no text that a person could read. */
function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = UTF8.decode(bytes);
    return /\p{Cc}/u.test(text.replace(/[\n\r\t]/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}
