/** Opens the encrypted backup that a phone has left on a drive in memory, with the readers of formats alone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  decodeManifestProperties,
  decodeMBFile,
  decryptPayload,
  isDigestedDomain,
  mbdbFileId,
  mbfileOf,
  parseKeybag,
  readMbdb,
  unlockKeybag,
  type ClassKeys,
  type ManifestProperties,
  type MBFile,
} from '../../src/formats/index.ts';
import type { MemoryDrive } from './memory-drive.ts';

export interface SealedFile {
  readonly fileId: string;
  readonly domain: string;
  readonly record: MBFile;
  /** As it lies on the drive. */
  readonly stored: Buffer;
  readonly plain: Buffer;
}

export interface SealedBackup {
  readonly properties: ManifestProperties;
  readonly classKeys: ClassKeys;
  /** Regular files by `domain/relativePath`. */
  readonly files: ReadonlyMap<string, SealedFile>;
}

/** Everything is checked on the way: the padding of each payload, its length, and its digest where the domain has digests. */
export async function openSealed(drive: MemoryDrive, root: string, password: string): Promise<SealedBackup> {
  const bytes = (name: string) => drive.files.get(`${root}/${name}`) ?? assert.fail(`no ${name}`);
  const properties = decodeManifestProperties(bytes('Manifest.plist'));
  assert.equal(properties.isEncrypted, true);
  const classKeys = await unlockKeybag(parseKeybag(properties.backupKeyBag ?? assert.fail('no keybag')), password);
  const files = new Map<string, SealedFile>();
  for (const { fileId, domain, record } of rowsOf(drive, root, properties, classKeys)) {
    if (record.mode >> 12 !== 0o10) continue;
    const flat = drive.files.get(`${root}/${fileId}`);
    const stored = flat ?? bytes(`${fileId.slice(0, 2)}/${fileId}`);
    const key = classKeys.unwrap(record.encryptionKey ?? assert.fail(`${record.relativePath} has no key`));
    const { plain, verdict } = decryptPayload(key, stored, record.size);
    assert.equal(verdict.kind, 'ok', record.relativePath);
    assert.equal(plain.length, record.size, record.relativePath);
    const digest = isDigestedDomain(domain) ? createHash('sha1').update(stored).digest('hex') : undefined;
    assert.equal(record.digest && Buffer.from(record.digest).toString('hex'), digest, record.relativePath);
    files.set(`${domain}/${record.relativePath}`, { fileId, domain, record, stored, plain: Buffer.from(plain) });
  }
  return { properties, classKeys, files };
}

interface Row {
  readonly fileId: string;
  readonly domain: string;
  readonly record: MBFile;
}

function rowsOf(drive: MemoryDrive, root: string, { manifestKey }: ManifestProperties, classKeys: ClassKeys): Row[] {
  const mbdb = drive.files.get(`${root}/Manifest.mbdb`);
  if (mbdb !== undefined) {
    return [...readMbdb(mbdb)].map((record) => ({ fileId: mbdbFileId(record), domain: record.domain, record: mbfileOf(record) }));
  }
  const stored = drive.files.get(`${root}/Manifest.db`) ?? assert.fail('no catalogue');
  let database: Uint8Array = stored;
  if (manifestKey !== undefined) {
    const { plain, verdict } = decryptPayload(classKeys.unwrap(manifestKey), stored, undefined);
    assert.equal(verdict.kind, 'ok', 'Manifest.db');
    database = plain;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  try {
    writeFileSync(join(folder, 'Manifest.db'), database);
    using opened = disposable(new DatabaseSync(join(folder, 'Manifest.db'), { readOnly: false }));
    return opened.database
      .prepare('SELECT fileID, domain, file FROM Files')
      .all()
      .map(({ fileID, domain, file }) => ({ fileId: String(fileID), domain: String(domain), record: decodeMBFile(file as Uint8Array) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function disposable(database: DatabaseSync): { readonly database: DatabaseSync } & Disposable {
  return {
    database,
    [Symbol.dispose]: () => {
      database.close();
    },
  };
}
