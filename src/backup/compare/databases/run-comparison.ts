/** Compares two databases in this thread. */
import { databaseError, DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import { readSchema } from '../../preview/sqlite/database-schema.ts';
import { foldedName } from '../../preview/sqlite/names.ts';
import type { DatabaseSource } from '../../preview/sqlite/database-source.ts';
import { isCutOff, openDatabase, type OpenedDatabase } from '../../preview/sqlite/open-database.ts';
import type { DatabaseSchema, TableFacts } from '../../preview/sqlite/schema-facts.ts';
import { compareSchemas } from './compare-schemas.ts';
import { TableComparison, type TableOfBoth } from './compare-tables.ts';
import type { ComparisonRun } from './comparison-job.ts';
import type { DatabaseDifference, DatabaseDoubt, TableDifference } from './database-difference.ts';
import { MOST_COMPARED_COLUMNS } from './keyed-rows.ts';

const MOST_LISTED_ROWS = 5000;
const MOST_LISTED_BYTES = 4 * 1024 * 1024;

/** @throws BackupError 'database-unreadable', 'preview-limit', and as `openRandom`; CancelledError */
export async function runComparison(
  { before, after, cancelled, milliseconds, mostRows }: ComparisonRun['job'],
  onProgress: (progress: ComparisonRun['news']) => void,
): Promise<DatabaseDifference> {
  const limits = new DatabaseLimits(cancelled);
  limits.begin(1, milliseconds);
  using old = await openDatabase(before, limits);
  using now = await openDatabase(after, limits);
  try {
    const schema = compareSchemas(old.database, now.database, limits);
    const room = { rows: MOST_LISTED_ROWS, bytes: MOST_LISTED_BYTES };
    const comparison = new TableComparison({ before: old.database, after: now.database }, limits, room, mostRows);
    const tables: TableDifference[] = [];
    let equalTables = 0;
    const schemas = { before: readSchema(old.database, limits), after: readSchema(now.database, limits) };
    const doubts = [...doubtsOf('before', before, old, schemas.before), ...doubtsOf('after', after, now, schemas.after)];
    for (const table of tablesOfBoth(schemas.before.tables, schemas.after.tables)) {
      onProgress({ table: (table.after ?? table.before)?.name ?? '', rows: comparison.rowsCompared });
      const difference = comparison.compare(table);
      if (hasEqualRows(difference)) equalTables++;
      else tables.push(difference);
    }
    const isEqual = schema.length === 0 && tables.length === 0 && doubts.length === 0;
    return { isEqual, doubts, schema, tables, equalTables, rowsCompared: comparison.rowsCompared };
  } catch (error) {
    throw databaseError(error);
  }
}

function doubtsOf(
  side: DatabaseDoubt['side'],
  { isLogMissing, hasJournal }: DatabaseSource,
  opened: OpenedDatabase,
  { isCut, tables }: DatabaseSchema,
): DatabaseDoubt[] {
  const kinds: readonly (readonly [DatabaseDoubt['kind'], boolean])[] = [
    ['log-missing', isLogMissing],
    ['log-unused', opened.content.log === 'unused'],
    ['journal', hasJournal],
    ['cut-off', isCutOff(opened)],
    ['schema-cut', isCut || tables.some(({ columns }) => columns.length > MOST_COMPARED_COLUMNS)],
  ];
  return kinds.filter(([, applies]) => applies).map(([kind]) => ({ side, kind }));
}

/** What is in virtual tables is in tables of their own, too. */
function tablesOfBoth(before: readonly TableFacts[], after: readonly TableFacts[]): TableOfBoth[] {
  const pairs = new Map<string, { before: TableFacts | undefined; after: TableFacts | undefined }>();
  for (const table of before) if (table.kind === 'table') pairs.set(foldedName(table.name), { before: table, after: undefined });
  for (const table of after) {
    if (table.kind !== 'table') continue;
    pairs.set(foldedName(table.name), { before: pairs.get(foldedName(table.name))?.before, after: table });
  }
  return [...pairs].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pair]) => pair);
}

function hasEqualRows({ added, removed, changed, cellsNotCompared, problem }: TableDifference): boolean {
  return added + removed + changed + cellsNotCompared === 0 && problem === undefined;
}
