/** Reads a finished Manifest.db: that of the last backup, as the host returned it, or the one just written. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decodeMBFile, FLAG_FILE, type MBFile } from '../../../formats/index.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import type { CatalogueReader, CatalogueRow } from './catalogue.ts';

type Column = string | number | bigint | Uint8Array | null;

/** Every id from `start` to `end`, which is undefined behind the last one. */
interface Page {
  readonly start: string;
  readonly ids: readonly string[];
  readonly end: string | undefined;
}

export class DatabaseReader implements CatalogueReader {
  readonly #database: DatabaseSync;
  readonly #row: StatementSync;
  readonly #ids: StatementSync;
  /** Node 22.13 collects a statement whose rows are still being read. */
  readonly #running = new Set<StatementSync>();
  #page: Page | undefined;
  #isOpen = true;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    // "+" keeps SQLite from taking the index of flags, which nearly every row shares.
    this.#row = database.prepare('SELECT file FROM Files WHERE fileID = ? AND +flags = ?');
    this.#ids = database.prepare("SELECT fileID FROM Files WHERE +flags = ? AND fileID >= ? AND fileID < '~' ORDER BY fileID LIMIT ?");
  }

  /** Throws MobileBackupError (invalid) when the file is no sound catalogue. */
  static open(path: string): DatabaseReader {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path);
      const [check] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
      if (check !== 'ok') throw new Error(String(check));
      return new DatabaseReader(database);
    } catch (cause) {
      database?.close();
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new MobileBackupError(MBCode.invalid, `Error opening manifest database: ${text}`);
    }
  }

  /** The row of a regular file; undefined when there is none or when it makes no sense. */
  file(fileId: string): MBFile | undefined {
    const blob = this.#row.get(fileId, FLAG_FILE)?.file as Column | undefined;
    return recordOf(blob);
  }

  /**
   * The ids of regular files that begin with `prefix`, or all, in order; read page by page, so that a million of them need no memory. Who asks for one
   * prefix after another gets most of them from one page.
   */
  *fileIds(prefix = ''): Generator<string> {
    for (let after = prefix; ;) {
      const { ids, end } = this.#pageFrom(after);
      for (const id of ids) {
        if (id < after) continue;
        if (!id.startsWith(prefix)) return;
        yield id;
      }
      if (end === undefined) return;
      after = end;
    }
  }

  /** A page with all ids from `after` to its end. */
  #pageFrom(after: string): Page {
    const page = this.#page;
    if (page !== undefined && after >= page.start && (page.end === undefined || after < page.end)) return page;
    const rows = this.#ids.all(FLAG_FILE, after, PAGE_ROWS) as { fileID: string }[];
    const ids = rows.map(({ fileID }) => fileID);
    const last = ids.at(-1);
    this.#page = { start: after, ids, end: last === undefined || ids.length < PAGE_ROWS ? undefined : `${last}\0` };
    return this.#page;
  }

  *rows(): Generator<CatalogueRow> {
    const all = this.#database.prepare('SELECT fileID, domain, file FROM Files ORDER BY domain, relativePath');
    this.#running.add(all);
    try {
      for (const { fileID, domain, file } of all.iterate()) {
        const record = recordOf(file);
        if (record !== undefined && typeof domain === 'string') yield { fileId: String(fileID), domain, record };
      }
    } finally {
      this.#running.delete(all);
    }
  }

  countFiles(): number {
    return Number(this.#database.prepare('SELECT count(*) AS n FROM Files WHERE flags = ?').get(FLAG_FILE)?.n ?? 0);
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.#database.close();
    this.#isOpen = false;
  }
}

const PAGE_ROWS = 512;

function recordOf(blob: Column | undefined): MBFile | undefined {
  if (!(blob instanceof Uint8Array)) return undefined;
  try {
    return decodeMBFile(blob);
  } catch {
    return undefined;
  }
}
