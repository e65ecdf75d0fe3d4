/** Fetches the rows of every catalogue that is left, whole ones by SQL, damaged ones page by page or record by record. */
import { readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import { catalogueFormatOf, type ClassKeys } from '../../formats/index.ts';
import type { Payload } from '../read/backup.ts';
import { firstBytes } from '../read/catalogue/catalogue-probe.ts';
import { contentOf } from '../read/content.ts';
import { makePrivateFolder } from '../read/private-folder.ts';
import { MOST_MBDB_BYTES } from '../read/catalogue/mbdb-catalogue.ts';
import { MOST_DATABASE_BYTES } from '../read/sqlite/apply-log.ts';
import { openUntouched } from '../read/sqlite/open-untouched.ts';
import { filesTableOf } from '../read/sqlite/plain-table.ts';
import { SqliteError, type SqliteEngine } from '../read/sqlite/sqlite.ts';
import { carveMbdb, isWholeMbdb } from './carve-mbdb.ts';
import { carveRows } from './carve-rows.ts';
import { rowOfRecord, rowsOf } from './catalogue-rows.ts';
import { fittingManifestKeys, type KeyMaterial } from './key-material.ts';
import type { FoundRow, RowStore } from './row-store.ts';
import { copiesOf, storedCopies, type SalvagePlace } from './salvage-places.ts';
import type { SalvageSource, SalvageSourceKind } from './salvage-report.ts';
import { openDatabasePages, openLogPages, type PageFile } from './sqlite-pages.ts';

interface SourceContext {
  readonly places: readonly SalvagePlace[];
  readonly material: readonly KeyMaterial[];
  readonly classKeys: ClassKeys | undefined;
  readonly engine: SqliteEngine;
  readonly store: RowStore;
  readonly signal: AbortSignal;
  /** Called now and then, with the number of rows so far and the bytes of the file that is looked at. */
  readonly onRows: (rows: number, bytes?: number) => void;
}

export interface ReadSource extends Omit<SalvageSource, 'used'> {
  /** Every row that there was is among those read. */
  readonly isWhole: boolean;
  /** No SQLite file, and no key opens it: encrypted or destroyed. */
  readonly isOpaque?: true;
}

const KIND_OF: Readonly<Record<SalvagePlace['kind'], SalvageSourceKind>> = {
  journal: 'journal',
  folder: 'catalogue',
  snapshot: 'snapshot',
  'safety-copy': 'safety-copy',
};

const KINDS = Object.values(KIND_OF);
const CATALOGUES = ['Manifest.db', 'Manifest.mbdb'] as const;

/** Whether a list of files is left that needs no key. */
export async function hasClearCatalogue(places: readonly SalvagePlace[]): Promise<boolean> {
  for (const { path } of CATALOGUES.flatMap((name) => copiesOf(places, name))) {
    const format = catalogueFormatOf(await firstBytes(path));
    if (format === 'sqlite' || format === 'mbdb') return true;
  }
  return false;
}

/** Puts all rows into the store; the index of a source in the result is the number that its rows carry there. */
export async function readSources(context: SourceContext): Promise<ReadSource[]> {
  const reader = new SourceReader(context);
  for (const name of CATALOGUES) {
    for (const copy of copiesOf(context.places, name)) {
      const log = copiesOf(context.places, `${name}-wal`).find((each) => each.path === `${copy.path}-wal`);
      if (name === 'Manifest.db') await reader.readDatabase(KIND_OF[copy.kind], copy, log);
      else await reader.readMbdb(KIND_OF[copy.kind], copy);
    }
  }
  const missing = KINDS.filter((kind) => !reader.sources.some((source) => source.kind === kind));
  return [...reader.sources, ...missing.map((kind) => ({ kind, path: null, state: 'missing' as const, rows: 0, isWhole: false }))];
}

class SourceReader {
  readonly sources: ReadSource[] = [];
  readonly #context: SourceContext;
  #rows = 0;

  constructor(context: SourceContext) {
    this.#context = context;
  }

  async readDatabase(kind: SalvageSourceKind, file: Payload, log: Payload | undefined): Promise<void> {
    if (catalogueFormatOf(await firstBytes(file.path)) === 'sqlite') {
      await this.#readPlain(kind, file.path, file.path, log);
      return;
    }
    const { material, classKeys } = this.#context;
    const keys = classKeys === undefined ? [] : fittingManifestKeys(material, classKeys);
    for (const key of keys) if (await this.#readEncrypted(kind, file, key)) return;
    // Without its header a database in the clear looks like an encrypted one; its rows tell.
    const before = this.sources.length;
    if ((await this.#carveDamaged(kind, file.path, file.path, log)) > 0) return;
    this.sources.length = before;
    this.sources.push({ kind, path: file.path, state: 'damaged', rows: 0, isWhole: false, isOpaque: true });
  }

  async readMbdb(kind: SalvageSourceKind, file: Payload): Promise<void> {
    const { places } = this.#context;
    if (file.size > MOST_MBDB_BYTES) {
      this.sources.push({ kind, path: file.path, state: 'damaged', rows: 0, isWhole: false });
      return;
    }
    const bytes = readFileSync(file.path);
    const isWhole = isWholeMbdb(bytes);
    const records = carveMbdb(bytes, (fileID) => storedCopies(places, fileID).length > 0);
    if (!isWhole) this.sources.push({ kind, path: file.path, state: 'damaged', rows: 0, isWhole });
    const rows = await this.#add(records.map(rowOfRecord));
    this.sources.push({ kind: isWhole ? kind : 'pages', path: file.path, state: 'read', rows, isWhole });
  }

  /** Decrypted into a private file, also the part that is whole of one that is cut off. False when nothing in it is a row. */
  async #readEncrypted(kind: SalvageSourceKind, file: Payload, key: Uint8Array): Promise<boolean> {
    await using folder = await makePrivateFolder();
    const plain = join(folder.path, 'catalogue.db');
    await using target = await open(plain, 'wx', 0o600);
    await decryptInto(target, file, key, this.#context);
    const before = this.sources.length;
    await this.#readPlain(kind, file.path, plain, undefined);
    if (this.sources.slice(before).some(({ rows }) => rows > 0)) return true;
    this.sources.length = before;
    return false;
  }

  /** `named` is the file that the report names, `path` the one in the clear. */
  async #readPlain(kind: SalvageSourceKind, named: string, path: string, log: Payload | undefined): Promise<void> {
    const rows = await this.#readBySql(path, log);
    if (rows !== undefined) {
      this.sources.push({ kind, path: named, state: 'read', rows, isWhole: true });
      return;
    }
    await this.#carveDamaged(kind, named, path, log);
  }

  /** The log first, for it is newer. Returns how many rows there were. */
  async #carveDamaged(kind: SalvageSourceKind, named: string, path: string, log: Payload | undefined): Promise<number> {
    this.sources.push({ kind, path: named, state: 'damaged', rows: 0, isWhole: false });
    const logged = log === undefined || log.size === 0 ? 0 : await this.#carve('log', log.path, openLogPages(log.path, this.#onBytes));
    return logged + (await this.#carve('pages', named, openDatabasePages(path, this.#onBytes)));
  }

  /** Undefined when SQLite does not read it to the end, or finds fault with it. */
  async #readBySql(path: string, log: Payload | undefined): Promise<number | undefined> {
    try {
      await using opened = await openUntouched(this.#context.engine, path, log?.path, demandPlainTable);
      const [complaint] = opened.database.prepare('PRAGMA quick_check(1)').first() ?? [];
      return complaint === 'ok' ? await this.#add(rowsOf(opened.database)) : undefined;
    } catch (error) {
      if (error instanceof SqliteError) return undefined;
      throw error;
    }
  }

  async #carve(kind: SalvageSourceKind, path: string, file: PageFile): Promise<number> {
    using pages = file;
    const rows = await this.#add(carveRows(pages, (fileID) => this.#context.store.has(fileID)));
    this.sources.push({ kind, path, state: 'read', rows, isWhole: false });
    return rows;
  }

  readonly #onBytes = (bytes: number) => {
    if (bytes % BYTES_BETWEEN_WORDS < WINDOW_OF_WORDS) this.#context.onRows(this.#rows, bytes);
  };

  /** Under the number of the next source. Returns how many there were. */
  async #add(rows: Iterable<FoundRow>): Promise<number> {
    let count = 0;
    for (const row of rows) {
      this.#context.store.add(this.sources.length, row);
      count++;
      if (++this.#rows % 1000 !== 0) continue;
      this.#context.onRows(this.#rows);
      await nextTurn();
      throwIfAborted(this.#context.signal);
    }
    return count;
  }
}

/** Not even looked at by SQLite otherwise. */
function demandPlainTable(file: string): void {
  const table = filesTableOf(file);
  if (table !== 'plain') throw new SqliteError(`the list of files is ${table}`, undefined, undefined);
}

const BYTES_BETWEEN_WORDS = 64 * 1024 * 1024;
const WINDOW_OF_WORDS = 1024 * 1024;

async function decryptInto(
  target: FileHandle,
  file: Payload,
  encryptionKey: Uint8Array,
  { classKeys, signal }: SourceContext,
): Promise<void> {
  let written = 0;
  for await (const chunk of contentOf(file, { record: { encryptionKey, size: file.size - 16 }, classKeys, signal })) {
    await target.write(chunk);
    if ((written += chunk.length) >= MOST_DATABASE_BYTES) return;
  }
}
