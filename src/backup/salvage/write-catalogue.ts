/** Writes the catalogue of the repaired backup, in the form that the damaged one had. */
import { appendFileSync, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import {
  decodeExtendedAttributes,
  encodeMBFile,
  encodeMbdb,
  manifestSchema,
  PayloadCipher,
  type MBFile,
  type ManifestSchema,
  type MbdbRecord,
} from '../../formats/index.ts';
import { isCodedError } from '../../base/index.ts';
import { makePrivateFolder, type PrivateFolder } from '../read/private-folder.ts';
import type { SqliteDatabase, SqliteEngine, SqliteStatement } from '../read/sqlite/sqlite.ts';
import { openStored, storedBytes } from '../read/stored-bytes.ts';

interface CatalogueRowOut {
  readonly fileID: string;
  readonly domain: string;
  readonly flags: number;
  readonly record: MBFile;
  /** As it was found; kept byte for byte where there is one. */
  readonly blob?: Uint8Array;
}

export interface CatalogueWriter extends AsyncDisposable {
  add(row: CatalogueRowOut): void;
  /** Writes the file: with `key` encrypted, else as it is. */
  finish(path: string, key?: Uint8Array): Promise<void>;
}

/** Manifest.db is built in a private folder: names of an encrypted backup must not lie about in the clear. */
export async function writeDatabase(engine: SqliteEngine, iosMajor: number): Promise<CatalogueWriter> {
  const folder = await makePrivateFolder();
  try {
    const schema = manifestSchema(iosMajor);
    const database = engine.openOwnCopy(folder.makeFile('Manifest.db'));
    for (const sql of ['PRAGMA synchronous=OFF', ...schema.pragmas, ...schema.tables, ...schema.indexes, 'BEGIN']) database.exec(sql);
    return new DatabaseWriter(folder, schema, database);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

class DatabaseWriter implements CatalogueWriter {
  readonly #folder: PrivateFolder;
  readonly #schema: ManifestSchema;
  readonly #database: SqliteDatabase;
  #insert: SqliteStatement | undefined;

  constructor(folder: PrivateFolder, schema: ManifestSchema, database: SqliteDatabase) {
    this.#folder = folder;
    this.#schema = schema;
    this.#database = database;
  }

  add({ fileID, domain, flags, record, blob }: CatalogueRowOut): void {
    // A damaged catalogue can have a file where other rows need a directory: the row that was found stays, the made-up one is left out.
    // A file in the place of a directory that others need is kept: both have the same fileID.
    this.#insert ??= this.#database.prepare('INSERT OR IGNORE INTO Files VALUES (?, ?, ?, ?, ?)');
    this.#insert.all(fileID, domain, record.relativePath, flags, blob ?? encodeMBFile(record));
  }

  async finish(path: string, key?: Uint8Array): Promise<void> {
    for (const sql of ['COMMIT', ...this.#schema.closing]) this.#database.exec(sql);
    this.#database[Symbol.dispose]();
    await copyOut(join(this.#folder.path, 'Manifest.db'), path, key && PayloadCipher.start(key));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database[Symbol.dispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

async function copyOut(from: string, to: string, cipher?: PayloadCipher): Promise<void> {
  const target = createWriteStream(to, { flags: 'wx' });
  await using file = await openStored(from);
  // Into the same memory again and again: V8 does not see what buffers take, and comes late to collect them.
  for await (const chunk of storedBytes(file, from, { reuse: true })) await written(target, cipher ? cipher.update(chunk) : chunk);
  if (cipher) await written(target, cipher.finish());
  await new Promise<void>((resolve, reject) => target.once('error', reject).end(resolve));
}

function written(target: ReturnType<typeof createWriteStream>, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    target.write(chunk, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

const RECORDS_AT_ONCE = 1000;

export async function writeMbdb(): Promise<CatalogueWriter> {
  const folder = await makePrivateFolder();
  const path = folder.makeFile('Manifest.mbdb');
  const header = encodeMbdb([]);
  appendFileSync(path, header);
  const waiting: MbdbRecord[] = [];
  const flush = () => {
    appendFileSync(path, encodeMbdb(waiting.splice(0)).subarray(header.length));
  };
  return {
    add: ({ domain, record }) => {
      waiting.push(mbdbRecordOf(domain, record));
      if (waiting.length >= RECORDS_AT_ONCE) flush();
    },
    finish: async (to) => {
      flush();
      await copyOut(path, to);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function mbdbRecordOf(domain: string, record: MBFile): MbdbRecord {
  const { relativePath, flags: _flags, extendedAttributes, ...same } = record;
  return { ...same, domain, path: relativePath, attributes: attributesOf(extendedAttributes) };
}

function attributesOf(bytes: Uint8Array | undefined): MbdbRecord['attributes'] {
  if (bytes === undefined) return [];
  try {
    return [...decodeExtendedAttributes(bytes)].map(([name, value]) => ({ name, value }));
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return [];
  }
}
