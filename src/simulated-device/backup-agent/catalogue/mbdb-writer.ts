/** Manifest.mbdb as phones wrote it before iOS 10: one record after the other in a single file. */
import { openSync, closeSync, writeSync } from 'node:fs';
import { encodeMbdb, type MbdbRecord } from '../../../formats/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import type { CatalogueWriter, StoredPayload } from './catalogue.ts';

const OWNER_ONLY = 0o600;

export class MbdbWriter implements CatalogueWriter {
  readonly path: string;
  /** Phones of that time hold some ten thousand files. */
  readonly #records: MbdbRecord[] = [];

  constructor(path: string) {
    this.path = path;
  }

  add(file: PhoneFile, _fileId: string, stored: StoredPayload = {}): void {
    this.#records.push(recordOf(file, stored));
  }

  finish(): void {
    const bytes = encodeMbdb(this.#records);
    const descriptor = openSync(this.path, 'w', OWNER_ONLY);
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    closeSync(descriptor);
  }

  [Symbol.dispose](): void {
    this.#records.length = 0;
  }
}

function recordOf(file: PhoneFile, { digest, encryptionKey }: StoredPayload): MbdbRecord {
  const { domain, relativePath, mode, inode, userId, groupId, lastModified, lastStatusChange, birth, size, protectionClass } = file;
  const attributes = Array.from(file.extendedAttributes ?? [], ([name, value]) => ({ name, value }));
  return {
    ...{
      domain,
      path: relativePath,
      mode,
      inode,
      userId,
      groupId,
      lastModified,
      lastStatusChange,
      birth,
      size,
      protectionClass,
      attributes,
    },
    ...(file.target !== undefined && { target: file.target }),
    ...(digest && { digest }),
    ...(encryptionKey && { encryptionKey }),
  };
}
