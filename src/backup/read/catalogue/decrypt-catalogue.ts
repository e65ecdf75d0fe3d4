/** Decrypts a Manifest.db into a private file, chunk by chunk: some are 400 MB. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '../../../base/index.ts';
import { PayloadDecipher, type ClassKeys, type ExpectedSize, type PaddingVerdict } from '../../../formats/index.ts';
import { firstBytes, sqliteBytes } from './catalogue-probe.ts';
import type { CatalogueSource } from './catalogue-source.ts';
import type { PrivateFolder } from '../private-folder.ts';
import { MOST_DATABASE_BYTES } from '../sqlite/apply-log.ts';
import { openStored, storedBytes } from '../stored-bytes.ts';
import { unreadable } from '../summary.ts';
import { isLogHeader, LOG_HEADER_BYTES } from '../write-ahead-log.ts';

export type EncryptedCatalogue = CatalogueSource & { readonly kind: 'encrypted-database' };

interface DecryptedCatalogue {
  /** In the private folder, readable and writable by this user only. */
  readonly path: string;
  /**
   * `applied`: the log beside it is encrypted with the same key, so it is plainly its own, and lies decrypted beside `path`. `foreign`: there is a
   * log in another form, which is left alone; devices have not been seen to leave one beside an encrypted catalogue.
   */
  readonly log: 'none' | 'applied' | 'foreign';
}

/**
 * The key opens only with the right password, so whatever is wrong afterwards is damage.
 * @throws BackupError 'catalogue-unreadable' with `reason` 'bad-key', 'not-block-aligned', 'bad-padding', 'not-sqlite', 'cut-off'; 'file-io';
 * CancelledError
 */
export async function decryptCatalogue(
  source: EncryptedCatalogue,
  classKeys: ClassKeys,
  folder: PrivateFolder,
  signal?: AbortSignal,
): Promise<DecryptedCatalogue> {
  const key = unwrap(source, classKeys);
  try {
    const path = join(folder.path, 'Manifest.db');
    const verdict = await decryptFile(source.path, path, key, 'whole-pages', signal);
    await checkDecrypted(source.path, path, verdict);
    return { path, log: await decryptLog(source.log, `${path}-wal`, key, signal) };
  } finally {
    key.fill(0);
  }
}

/**
 * Whatever the blocks of a file decrypt to, into a new file that only this user can read. Nothing is checked but the padding.
 * @throws BackupError 'catalogue-unreadable' {reason 'too-large'}, 'file-io', CancelledError
 */
async function decryptFile(
  from: string,
  to: string,
  key: Uint8Array,
  expected: ExpectedSize,
  signal: AbortSignal | undefined,
): Promise<PaddingVerdict> {
  await using source = await openStored(from);
  const { size } = await source.stat();
  if (size > MOST_DATABASE_BYTES) throw unreadable(from, 'too-large', { bytes: size });
  await using target = await open(to, 'wx', 0o600);
  const decipher = PayloadDecipher.start(key, { ciphertextBytes: size, manifestSize: expected });
  for await (const chunk of storedBytes(source, from, { signal, reuse: true })) await target.appendFile(decipher.update(chunk));
  const { tail, verdict } = decipher.finish();
  if (tail.length > 0) await target.appendFile(tail);
  return verdict;
}

function unwrap({ path, wrappedKey }: EncryptedCatalogue, classKeys: ClassKeys): Uint8Array {
  try {
    return classKeys.unwrap(wrappedKey);
  } catch (error) {
    if (!isCodedError(error, 'key-unwrap-failed') || error.data.reason === 'wiped') throw error;
    throw unreadable(path, 'bad-key', { ...error.data, why: error.data.reason, reason: 'bad-key' }, error);
  }
}

async function checkDecrypted(from: string, path: string, { kind, contentBytes }: PaddingVerdict): Promise<void> {
  if (kind === 'not-block-aligned') throw unreadable(from, 'not-block-aligned', {});
  const expectedBytes = sqliteBytes(await firstBytes(path));
  if (expectedBytes === undefined) throw unreadable(from, 'not-sqlite', { decrypted: true, padding: kind });
  if (contentBytes === undefined) throw unreadable(from, 'bad-padding', { decrypted: true, padding: kind });
  if (contentBytes < expectedBytes) throw unreadable(from, 'cut-off', { decrypted: true, bytes: contentBytes, expectedBytes });
}

async function decryptLog(
  from: string | undefined,
  to: string,
  key: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<DecryptedCatalogue['log']> {
  const log = from === undefined ? undefined : await startOfLog(from);
  if (from === undefined || log === undefined) return 'none';
  const decipher = PayloadDecipher.start(key, { ciphertextBytes: Infinity });
  if (!isLogHeader(decipher.update(log))) return 'foreign';
  await decryptFile(from, to, key, undefined, signal);
  return 'applied';
}

/** Undefined when there is no log, or an empty one. */
async function startOfLog(path: string): Promise<Uint8Array | undefined> {
  try {
    const start = await firstBytes(path);
    return start.length === 0 ? undefined : start.subarray(0, LOG_HEADER_BYTES);
  } catch {
    return undefined;
  }
}
