/** One file on its way from the host into the spool: decrypted if needed, with the digest of what the host stores. */
import { createHash, type Hash } from 'node:crypto';
import { isDigestedDomain, type ClassKeys, FormatError } from '../../../formats/index.ts';
import type { SpooledBytes, SpooledFiles } from '../../content/spooled-files.ts';
import type { CatalogueRow } from '../catalogue/catalogue.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { StreamDecipher } from './stream-decipher.ts';

const SHA256_BYTES = 32;

export class RestoredFile {
  readonly row: CatalogueRow;
  readonly #spool: SpooledFiles;
  readonly #offset: number;
  readonly #decipher: StreamDecipher | undefined;
  readonly #hash: Hash | undefined;
  #bytes = 0;

  /** Throws 205 when the backup has no key for the file. `keys` of an encrypted backup. */
  constructor(row: CatalogueRow, spool: SpooledFiles, keys: ClassKeys | undefined) {
    this.row = row;
    this.#spool = spool;
    this.#offset = spool.length;
    this.#decipher = keys && new StreamDecipher(keyOf(row, keys), row.record.size);
    const isDigested = isDigestedDomain(row.domain);
    this.#hash = isDigested ? createHash(row.record.digest?.length === SHA256_BYTES ? 'sha256' : 'sha1') : undefined;
  }

  /** Bytes as they came. */
  get bytes(): number {
    return this.#bytes;
  }

  data(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#hash?.update(bytes);
    this.#spool.write(this.#decipher === undefined ? bytes : this.#decipher.update(bytes));
  }

  /** Where the content lies; undefined when digest or padding say that it is not that of the catalogue. A system file must have a digest. */
  finish(): SpooledBytes | undefined {
    const { digest } = this.row.record;
    if (this.#hash !== undefined && (digest === undefined || !this.#hash.digest().equals(digest))) return undefined;
    const rest = this.#decipher?.finish();
    if (this.#decipher !== undefined && rest === undefined) return undefined;
    if (rest !== undefined) this.#spool.write(rest);
    return { offset: this.#offset, length: this.#spool.length - this.#offset };
  }
}

function keyOf({ domain, record }: CatalogueRow, keys: ClassKeys): Uint8Array {
  const what = `${domain}/${record.relativePath}`;
  if (record.encryptionKey === undefined) throw new MobileBackupError(MBCode.corrupt, `Encryption key missing: ${what}`);
  try {
    return keys.unwrap(record.encryptionKey);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new MobileBackupError(MBCode.corrupt, `Encryption key missing: ${what}`);
  }
}
