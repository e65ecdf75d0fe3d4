/** Compares two backups as readers see them, row by row and key by key, but for a list of things that differ between any two backups of one phone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listKeychain, openBackup, unlockBackup, type Backup, type BackupKeys } from '../../src/backup/index.ts';
import { decodeExtendedAttributes, parsePlist, Uid, type MBFile, type PlistValue } from '../../src/formats/index.ts';

/** Every difference that a backup, an erasure, a restore and a second backup bring about by themselves, with its reason. */
export const VOLATILE: readonly { readonly where: string; readonly why: string }[] = [
  { where: 'Status.plist/UUID', why: 'made anew for a folder that held no backup' },
  { where: 'Status.plist/Date', why: 'when the run was' },
  { where: 'Manifest.plist/Date', why: 'when the run was' },
  { where: 'Manifest.plist/BackupKeyBag', why: 'a new backup has new class keys' },
  { where: 'Manifest.plist/ManifestKey', why: 'a new catalogue has a new key' },
  { where: 'Manifest.plist/Applications/*/Path', why: 'an application that is installed again gets a new folder' },
  { where: 'Info.plist/GUID', why: 'made by the host for each run' },
  { where: 'Info.plist/Last Backup Date', why: 'when the run was' },
  { where: 'row/inode', why: 'a file that was written anew has another inode' },
  { where: 'row/lastStatusChange', why: 'the restore itself changed the status of every file' },
  { where: 'row/encryptionKey', why: 'every file gets a new random key, wrapped by new class keys' },
  { where: 'row/digest of an encrypted file', why: 'it is made of the stored bytes, which another key has encrypted' },
  { where: 'bytes of an encrypted keychain', why: 'every item is sealed anew; the items themselves are compared, secrets included' },
];

const KEYCHAIN = 'KeychainDomain/keychain-backup.plist';
const VOLATILE_KEYS = new Set(VOLATILE.map(({ where }) => where));

/** Fails with the first differences in words. `password` of encrypted backups. */
export async function assertSameBackup(one: string, other: string, password?: string): Promise<void> {
  const [first, second] = [await describeBackup(one, password), await describeBackup(other, password)];
  const differences: string[] = [];
  for (const key of new Set([...first.keys(), ...second.keys()])) {
    const [a, b] = [first.get(key), second.get(key)];
    if (a !== b) differences.push(`${key}: ${a ?? 'missing'} → ${b ?? 'missing'}`);
  }
  assert.deepEqual(differences.slice(0, 20), [], `${String(differences.length)} differences`);
}

/** Everything that must be the same, as texts by their place. */
export async function describeBackup(path: string, password?: string): Promise<Map<string, string>> {
  const facts = new Map<string, string>();
  for (const name of ['Status.plist', 'Manifest.plist', 'Info.plist']) {
    describePlist(name, parsePlist(readFileSync(join(path, name))), facts);
  }
  const keys = password === undefined ? undefined : await unlockBackup(path, password);
  try {
    await describeRows(path, keys, facts);
  } finally {
    await keys?.lock();
  }
  return facts;
}

function describePlist(place: string, value: PlistValue, facts: Map<string, string>): void {
  if (VOLATILE_KEYS.has(place) || VOLATILE_KEYS.has(place.replace(/^(Manifest\.plist\/Applications\/)[^/]+/, '$1*'))) return;
  if (value instanceof Map) {
    for (const [key, item] of value) describePlist(`${place}/${key}`, item, facts);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) describePlist(`${place}/${String(index)}`, item, facts);
  } else facts.set(place, scalar(value));
}

function scalar(value: Exclude<PlistValue, Map<string, PlistValue> | PlistValue[]>): string {
  if (value instanceof Uint8Array) return `data ${sha1(value)}`;
  if (value instanceof Date) return `date ${value.toISOString()}`;
  return `${typeof value} ${value instanceof Uid ? `uid ${String(value.value)}` : String(value)}`;
}

async function describeRows(path: string, keys: BackupKeys | undefined, facts: Map<string, string>): Promise<void> {
  await using backup = await openBackup(path, { keys });
  for (let position = 0; ;) {
    const { rows, next } = await backup.list({ position, limit: 1000 });
    for (const row of rows) {
      const details = await backup.details(row.fileID);
      const place = `${row.domain}/${row.relativePath}`;
      assert.ok(details?.record, `${place} has no readable record`);
      facts.set(`row ${place}`, describeRecord(details.record));
      if (keys !== undefined && place === KEYCHAIN) await describeKeychain(backup, keys, facts);
      else if (row.kind === 'file') facts.set(`content ${place}`, await contentOf(backup, row));
    }
    position += rows.length;
    if (next === undefined) return;
  }
}

function describeRecord(record: MBFile): string {
  const { inode: _inode, lastStatusChange: _changed, encryptionKey, digest, extendedAttributes, ...same } = record;
  const attributes = extendedAttributes && [...decodeExtendedAttributes(extendedAttributes)].map(([name, value]) => [name, sha1(value)]);
  return JSON.stringify({
    ...same,
    attributes,
    isEncrypted: encryptionKey !== undefined,
    digest: digest && (encryptionKey === undefined ? Buffer.from(digest).toString('hex') : digest.length),
  });
}

async function describeKeychain(backup: Backup, keys: BackupKeys, facts: Map<string, string>): Promise<void> {
  const { items } = await listKeychain(backup, { keys, reveal: true });
  for (const [index, item] of items.entries()) facts.set(`keychain item ${String(index)}`, JSON.stringify(item));
}

async function contentOf(backup: Backup, row: Parameters<Backup['open']>[0]): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of backup.open(row)) hash.update(chunk);
  return hash.digest('hex');
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}
