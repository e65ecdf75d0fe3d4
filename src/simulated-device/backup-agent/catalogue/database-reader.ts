/** Reads a finished Manifest.db: that of the last backup, as the host returned it, or the one just written. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decodeMBFile, FLAG_FILE, type MBFile } from '../../../formats/index.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import type { CatalogueReader, CatalogueRow } from './catalogue.ts';

type Column = string | number | bigint | Uint8Array | null;

export class DatabaseReader implements CatalogueReader {
  readonly #database: DatabaseSync;
  readonly #row: StatementSync;
  readonly #ids: StatementSync;
  /** Node 22.13 collects a statement whose rows are still being read. */
  readonly #running = new Set<StatementSync>();
  #isOpen = true;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    // "+" keeps SQLite from taking the index of flags, which nearly every row shares.
    this.#row = database.prepare('SELECT file FROM Files WHERE fileID = ? AND +flags = ?');
    this.#ids = database.prepare('SELECT fileID FROM Files WHERE +flags = ? AND fileID >= ? AND fileID < ? ORDER BY fileID LIMIT ?');
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

  /** The ids of regular files that begin with `prefix`, or all, in order; read page by page, so that a million of them need no memory. */
  *fileIds(prefix = ''): Generator<string> {
    for (let after = prefix; ;) {
      const page = this.#ids.all(FLAG_FILE, after, `${prefix}~`, PAGE_ROWS) as { fileID: string }[];
      for (const { fileID } of page) yield fileID;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      after = `${last.fileID}\0`;
    }
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
