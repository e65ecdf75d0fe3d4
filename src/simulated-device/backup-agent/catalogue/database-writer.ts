/** Manifest.db as a phone writes it: rows in one transaction, then one complete file marked as WAL. */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  encodeMBFile,
  manifestSchema,
  writeBinaryPlist,
  FLAG_DIRECTORY,
  FLAG_FILE,
  FLAG_SYMLINK,
  type ManifestSchema,
} from '../../../formats/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import { WRITER_VERSION, WRITER_VERSION_OFFSET } from '../../content/sqlite-file.ts';
import type { IosBehaviour } from '../../ios-versions.ts';
import type { CatalogueWriter, StoredPayload } from './catalogue.ts';

const FLAG_OF_KIND = { file: FLAG_FILE, directory: FLAG_DIRECTORY, symlink: FLAG_SYMLINK } as const;
/** Larger sets are left out, as a phone does. */
const MAX_ATTRIBUTE_BYTES = 2048;
/** File ids come in random order; a small cache would write every page many times. */
const CACHE_KIB = 32 * 1024;

export class DatabaseWriter implements CatalogueWriter {
  readonly path: string;
  readonly #schema: ManifestSchema;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #dataIn: IosBehaviour['digestIn'];
  #isOpen = true;

  private constructor(path: string, schema: ManifestSchema, dataIn: IosBehaviour['digestIn'], database: DatabaseSync) {
    this.path = path;
    this.#schema = schema;
    this.#dataIn = dataIn;
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO Files(fileID, domain, relativePath, flags, file) VALUES (?, ?, ?, ?, ?)');
  }

  /** Creates the file at `path`, with tables, indexes and rows as this version of iOS has them. */
  static create(path: string, { databaseSchema, digestIn }: Pick<IosBehaviour, 'databaseSchema' | 'digestIn'>): DatabaseWriter {
    const schema = manifestSchema(databaseSchema);
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(path);
    // The file is the agent's own until it is finished, and made anew after a crash.
    const settings = [...schema.pragmas, `PRAGMA cache_size=-${CACHE_KIB}`, 'PRAGMA journal_mode=OFF', 'PRAGMA synchronous=OFF'];
    for (const statement of [...settings, 'BEGIN', ...schema.tables, ...schema.indexes]) database.exec(statement);
    return new DatabaseWriter(path, schema, digestIn, database);
  }

  add(file: PhoneFile, fileId: string, stored: StoredPayload = {}): void {
    this.#insert.run(fileId, file.domain, file.relativePath, FLAG_OF_KIND[file.kind], encodeRow(file, stored, this.#dataIn));
  }

  /** Writes everything and closes; from here on the file at `path` is Manifest.db. */
  finish(): void {
    this.#database.exec('COMMIT');
    for (const statement of this.#schema.closing) this.#database.exec(statement);
    this[Symbol.dispose]();
    if (existsSync(`${this.path}-wal`)) throw new Error('the catalogue was closed but its log remains');
    // The library's version stands in the header; without this line the same phone would differ between two versions of Node.
    const version = Buffer.alloc(4);
    version.writeUInt32BE(WRITER_VERSION);
    const descriptor = openSync(this.path, 'r+');
    writeSync(descriptor, version, 0, 4, WRITER_VERSION_OFFSET);
    closeSync(descriptor);
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.#database.close();
    this.#isOpen = false;
  }
}

function encodeRow(file: PhoneFile, { digest, encryptionKey }: StoredPayload, dataIn: IosBehaviour['digestIn']): Uint8Array {
  const { relativePath, mode, inode, userId, groupId, lastModified, lastStatusChange, birth, size, protectionClass, flags, target } = file;
  const attributes = encodeAttributes(file.extendedAttributes);
  return encodeMBFile(
    {
      ...{ relativePath, mode, inode, userId, groupId, lastModified, lastStatusChange, birth, size, protectionClass, flags },
      ...(encryptionKey === undefined ? {} : { encryptionKey }),
      ...(digest === undefined ? {} : { digest }),
      ...(target === undefined ? {} : { target }),
      ...(attributes === undefined ? {} : { extendedAttributes: attributes }),
    },
    { dataIn },
  );
}

function encodeAttributes(attributes: PhoneFile['extendedAttributes']): Uint8Array | undefined {
  if (attributes === undefined || attributes.size === 0) return undefined;
  let total = 0;
  for (const value of attributes.values()) total += value.length;
  return total > MAX_ATTRIBUTE_BYTES ? undefined : writeBinaryPlist(new Map(attributes));
}
