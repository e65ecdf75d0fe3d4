/** Reads a database among the files of a backup for a text document, with limits of rows and text. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import {
  openDatabasePreview,
  type Backup,
  type BackupFile,
  type BackupKeys,
  type DatabasePreview,
  type TableFacts,
} from '../../backup/index.ts';
import { databaseDocument, type DocumentedTable, type Locale } from '../../view/index.ts';

const WINDOW_ROWS = 1000;
const MOST_TABLE_ROWS = 5000;
/** Larger texts make the editor slow, and take long to compare. */
const MOST_ROWS = 20_000;
const MOST_TABLES = 300;

interface DatabaseTextOptions {
  readonly keys: BackupKeys | undefined;
  readonly locale: Locale;
  /** What failed, in a sentence. */
  readonly describe: (error: unknown) => string;
}

/** @throws as `openDatabasePreview` */
export async function databaseText(backup: Backup, file: BackupFile, { keys, locale, describe }: DatabaseTextOptions): Promise<string> {
  await using database = await openDatabasePreview(backup, file, { keys });
  const overview = await database.overview();
  let left = MOST_ROWS;
  const tables: DocumentedTable[] = [];
  for (const facts of overview.tables.slice(0, MOST_TABLES)) {
    const table = await readTable(database, facts, Math.min(left, MOST_TABLE_ROWS), describe);
    left -= table.rows.length;
    tables.push(table);
  }
  const isCut = overview.isCut || overview.tables.length > MOST_TABLES;
  return databaseDocument({ ...overview, isCut }, tables, locale);
}

/** What is in views and virtual tables is in tables of their own, too. */
async function readTable(
  database: DatabasePreview,
  facts: TableFacts,
  most: number,
  describe: (error: unknown) => string,
): Promise<DocumentedTable> {
  const columns = facts.columns.map(({ name }) => name);
  if (facts.kind !== 'table') return { facts, columns, rows: [], hasMore: false };
  const rows: DocumentedTable['rows'][number][] = [];
  try {
    let names: readonly string[] = columns;
    let hasMore = true;
    while (hasMore && rows.length < most) {
      const window = await database.rows({ table: facts.name, position: rows.length, limit: Math.min(WINDOW_ROWS, most - rows.length) });
      names = window.columns;
      rows.push(...window.rows.map(({ cells }) => cells));
      hasMore = window.hasMore;
      if (window.rows.length === 0) break;
    }
    return { facts, columns: names, rows, hasMore };
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    return { facts, columns, rows, hasMore: false, problem: describe(error) };
  }
}
