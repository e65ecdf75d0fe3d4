/** Answers a page's questions about what is in the files of its backup. One database is open at a time. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import {
  BackupError,
  openDatabasePreview,
  previewBytes,
  previewFile,
  type Backup,
  type BackupFile,
  type BackupKeys,
  type DatabasePreview,
  type TreeWindow,
} from '../../backup/index.ts';
import { previewOfNoFile, previewShown, type Locale, type Params, type PreviewShown, type Result } from '../../view/index.ts';

interface FileContentsOptions {
  readonly backup: () => Promise<Backup>;
  /** The keys of the backup while it is unlocked. */
  readonly keys: () => BackupKeys | undefined;
  readonly locale: Locale;
}

/** Rows that a query of the page shows; all of them go to a file. */
const MOST_QUERY_ROWS = 1000;
/** Of a BLOB, read at once. */
const MOST_CELL_BYTES = 1024 * 1024;
/** A longer BLOB is not decoded. */
const MOST_CONTENT_BYTES = 16 * 1024 * 1024;
/** Children of a tree that come with one answer. */
const TREE_CHILDREN = 200;

export class FileContents {
  readonly #options: FileContentsOptions;
  #open: { readonly fileID: string; readonly database: Promise<DatabasePreview> } | undefined;

  constructor(options: FileContentsOptions) {
    this.#options = options;
  }

  async preview({ fileID, as, from, node, inside }: Params<'preview'>, signal: AbortSignal): Promise<PreviewShown> {
    const { keys, locale } = this.#options;
    const { backup, file } = await this.#find(fileID, signal);
    if (file.kind !== 'file') return previewOfNoFile(fileID, file.kind, locale);
    return previewShown(await previewFile(backup, file, { keys: keys(), signal, as, from, inside, tree: treeOf(node) }), locale);
  }

  /** What is in a BLOB. Nothing is said of how far it can be trusted: that is said of its database. */
  async content({ as, from, node, inside, ...cell }: Params<'databaseContent'>, signal: AbortSignal): Promise<PreviewShown> {
    const bytes = await this.#ask(cell.fileID, (database) => wholeCell(database, cell, signal));
    const look = await previewBytes(bytes, { signal, as, from, inside, tree: treeOf(node) });
    const place = { fileID: cell.fileID, domain: '', relativePath: '', trust: { state: 'consistent' } } as const;
    return previewShown({ ...look, ...place }, this.#options.locale);
  }

  database({ fileID }: Params<'database'>, signal: AbortSignal): Promise<Result<'database'>> {
    return this.#ask(fileID, (database) => database.overview({ signal }));
  }

  rows({ fileID, ...request }: Params<'databaseRows'>, signal: AbortSignal): Promise<Result<'databaseRows'>> {
    return this.#ask(fileID, (database) => database.rows(request, { signal }));
  }

  count({ fileID, ...selection }: Params<'databaseCount'>, signal: AbortSignal): Promise<Result<'databaseCount'>> {
    return this.#ask(fileID, (database) => database.count(selection, { signal }));
  }

  row({ fileID, table, key }: Params<'databaseRow'>, signal: AbortSignal): Promise<Result<'databaseRow'>> {
    return this.#ask(fileID, (database) => database.row(table, key, { signal }));
  }

  query({ fileID, sql }: Params<'databaseQuery'>, signal: AbortSignal): Promise<Result<'databaseQuery'>> {
    return this.#ask(fileID, (database) => database.query(sql, { limit: MOST_QUERY_ROWS, signal }));
  }

  /** Ends the database that is open, and whatever is asked of it. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    const database = await open?.database.catch(() => undefined);
    await database?.close();
  }

  /** @throws BackupError 'no-such-file' */
  async #find(fileID: string, signal?: AbortSignal): Promise<{ backup: Backup; file: BackupFile }> {
    const backup = await this.#options.backup();
    const details = await backup.details(fileID, signal);
    if (details === undefined) throw new BackupError('no-such-file', `no row ${fileID}`);
    return { backup, file: details.file };
  }

  /** A database that changed, or whose backup was locked, is opened anew with the next question. */
  async #ask<Answer>(fileID: string, question: (database: DatabasePreview) => Promise<Answer>): Promise<Answer> {
    if (this.#open?.fileID !== fileID) {
      await this.close();
      const database = this.#openDatabase(fileID);
      this.#open = { fileID, database };
      database.catch(() => this.#forget(database));
    }
    const { database } = this.#open;
    try {
      return await question(await database);
    } catch (error) {
      if (isCodedError(error, 'database-unreadable') || this.#options.keys()?.locked === true) this.#forget(database);
      throw error;
    }
  }

  async #openDatabase(fileID: string): Promise<DatabasePreview> {
    const { backup, file } = await this.#find(fileID);
    return openDatabasePreview(backup, file, { keys: this.#options.keys() });
  }

  #forget(database: Promise<DatabasePreview>): void {
    if (this.#open?.database !== database) return;
    this.#open = undefined;
    void database.then(
      (open) => open.close(),
      () => undefined,
    );
  }
}

function treeOf(node: Params<'preview'>['node']): TreeWindow {
  return node === undefined ? { depth: 2 } : { ...node, limit: TREE_CHILDREN, depth: 1 };
}

/** @throws BackupError 'preview-limit' for one that is too long */
async function wholeCell(
  database: DatabasePreview,
  { table, key, column }: Pick<Params<'databaseContent'>, 'table' | 'key' | 'column'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let from = 0; ;) {
    const { data, bytes } = await database.cell(table, key, column, { from, length: MOST_CELL_BYTES }, { signal });
    if (bytes > MOST_CONTENT_BYTES) {
      throw new BackupError('preview-limit', 'too large', { data: { limit: 'bytes', most: MOST_CONTENT_BYTES, bytes } });
    }
    parts.push(data);
    from += data.length;
    if (from >= bytes || data.length === 0) return Buffer.concat(parts);
  }
}
