/** Writes new content for one file of a backup as the device would have stored it, and the record that fits it. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfAborted } from '../../base/index.ts';
import { isDigestedDomain, PayloadCipher, type ClassKeys, type MBFile } from '../../formats/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { BackupError } from '../errors.ts';
import type { Payload } from '../read/backup.ts';
import type { CatalogueRow } from '../read/catalogue/ranked-rows.ts';
import { readFailure } from '../read/stored-bytes.ts';
import { formOfPayload } from '../read/stored/stored-form.ts';

interface Replacement {
  readonly from: string;
  /** Not there yet. */
  readonly to: string;
  readonly row: CatalogueRow;
  readonly record: MBFile;
  readonly payload: Payload | undefined;
  readonly isEncryptedBackup: boolean;
  readonly classKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
}

interface Replaced {
  readonly record: MBFile;
  readonly storedBytes: number;
}

const CHUNK_BYTES = 256 * 1024;

/** @throws BackupError 'backup-encrypted', 'key-missing', 'file-io', 'disk-full', 'folder-unwritable'; FormatError 'key-unwrap-failed'; CancelledError */
export async function writeReplacement(replacement: Replacement): Promise<Replaced> {
  const key = keyFor(replacement);
  try {
    return await written(replacement, key);
  } finally {
    key?.fill(0);
  }
}

/** Stored as the old content was: with its own key, or in the clear. */
function keyFor({ row, record, payload, isEncryptedBackup, classKeys }: Replacement): Uint8Array | undefined {
  const { domain, relativePath, fileID } = row;
  const form = payload === undefined ? undefined : formOfPayload(payload, record, isEncryptedBackup);
  const isEncrypted = form === undefined ? isEncryptedBackup : form === 'encrypted';
  if (!isEncrypted) return undefined;
  const data = { domain, relativePath, fileID };
  if (record.encryptionKey === undefined) throw new BackupError('key-missing', 'the record has no key', { data });
  if (classKeys === undefined) {
    throw new BackupError('backup-encrypted', 'the file is encrypted', { data: { ...data, path: payload?.path } });
  }
  return classKeys.unwrap(record.encryptionKey);
}

async function written({ from, to, row, record, signal }: Replacement, key: Uint8Array | undefined): Promise<Replaced> {
  const digest = createHash('sha1');
  const cipher = key && PayloadCipher.start(key);
  let [size, storedBytes] = [0, 0];
  await using source = await open(from, 'r').catch((error: unknown) => {
    throw readFailure(from, error);
  });
  await using target = await open(to, 'wx').catch((error: unknown) => {
    throw diskFailure(error, to);
  });
  const store = async (bytes: Uint8Array) => {
    digest.update(bytes);
    storedBytes += bytes.length;
    await target.appendFile(bytes).catch((error: unknown) => {
      throw diskFailure(error, to);
    });
  };
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    throwIfAborted(signal);
    const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, null).catch((error: unknown) => {
      throw readFailure(from, error);
    });
    if (bytesRead === 0) break;
    size += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    await store(cipher === undefined ? chunk : cipher.update(chunk));
  }
  if (cipher !== undefined) await store(cipher.finish());
  const hasDigest = record.digest !== undefined || isDigestedDomain(row.domain);
  const { digest: _old, ...kept } = record;
  const now = Math.floor(Date.now() / 1000);
  const changed = { ...kept, size, lastModified: now, lastStatusChange: now, ...(hasDigest ? { digest: digest.digest() } : {}) };
  return { record: changed, storedBytes };
}
