/** The part of `backup-lab preview` for databases: tables, rows, queries, and rows as CSV, JSON or NDJSON. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Backup, BackupFile, BackupKeys, Cell, DatabaseOverview, RowFormat, RowsWindow } from '../backup/index.ts';
import { outputOption, withNdjsonOption } from './command-help.ts';
import { counted } from './counted.ts';
import { UsageError } from './failure.ts';
import { printable, printableLines } from './printable.ts';
import { print, printDocument, say, type Terminal } from './terminal.ts';

export interface DatabaseOptions {
  readonly table?: string;
  readonly sql?: string;
  readonly limit: number;
  readonly csv?: true;
  readonly json?: true;
  readonly ndjson?: true;
  readonly output?: string;
}

interface Opened {
  readonly backup: Backup;
  readonly file: BackupFile;
  readonly keys: BackupKeys | undefined;
}

const MOST_ROWS = 1000;

export function withDatabaseOptions(command: Command): Command {
  command
    .addOption(new Option('--table <NAME>', 'Show rows of this table of a database').conflicts('sql'))
    .addOption(new Option('--sql <QUERY>', 'Show the rows of a query that only reads a database'))
    .addOption(new Option('--limit <ROWS>', 'How many rows to show, up to 1000').argParser(limitOf).default(100));
  withNdjsonOption(command.addOption(outputOption('--csv', 'Print all rows as CSV').conflicts(['json', 'ndjson'])));
  return command.addOption(outputOption('--output <FILE>', 'Write all rows to a new file, with --csv, --json or --ndjson'));
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MOST_ROWS) throw new InvalidArgumentError('It must be a number from 1 to 1000.');
  return limit;
}

/** Rows of a database were asked for. @throws UsageError for options that mean nothing without them */
export function asksForRows(options: DatabaseOptions): boolean {
  if (options.table !== undefined || options.sql !== undefined) return true;
  for (const name of ['csv', 'ndjson', 'output'] as const) {
    if (options[name] !== undefined) throw new UsageError(`--${name} needs --table or --sql.`);
  }
  return false;
}

/** @throws as `openDatabasePreview`, `exportRows`; UsageError */
export async function showRows(opened: Opened, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const { backup, file, keys } = opened;
  const format = formatOf(options);
  const rows = options.sql === undefined ? { table: options.table ?? '' } : { sql: options.sql };
  const { exportRows, openDatabasePreview, streamRows } = await import('../backup/index.ts');
  sayDatabaseFacts(await overviewOf(opened, terminal), terminal);
  const { signal } = terminal;
  if (options.output !== undefined) {
    if (format === undefined) throw new UsageError('--output needs --csv, --json or --ndjson.');
    const written = await exportRows(backup, file, options.output, { rows, format, keys, signal });
    say(terminal, `${counted(written.rows, 'row')} written.`);
    return;
  }
  if (format === 'csv' || format === 'ndjson') {
    await printAll((write) => streamRows(backup, file, { rows, format, keys, signal, write }), terminal);
    return;
  }
  await using database = await openDatabasePreview(backup, file, { keys, signal });
  const shown =
    options.sql === undefined
      ? await database.rows({ table: rows.table ?? '', limit: options.limit }, { signal })
      : await database.query(options.sql, { limit: options.limit, signal });
  if (format === 'json') await printDocument(terminal, 'rows', { backup: { path: backup.summary.path }, ...rows, ...shown });
  else await print(terminal, rowLines(shown.columns, shown.rows.map(cellsOf)));
  sayRest(shown, terminal);
}

function formatOf({ csv, json, ndjson }: DatabaseOptions): RowFormat | undefined {
  return csv ? 'csv' : ndjson ? 'ndjson' : json ? 'json' : undefined;
}

class ReaderGone extends Error {}

/** A reader that goes (`… | head`) ends it without an error. Text for eyes must not steer the terminal. */
async function printAll(stream: (write: (chunk: Uint8Array) => Promise<void>) => Promise<unknown>, terminal: Terminal): Promise<void> {
  const shown =
    terminal.stdout.isTTY === true ? (chunk: Uint8Array) => printableLines(Buffer.from(chunk).toString()) : (chunk: Uint8Array) => chunk;
  try {
    await stream(async (chunk) => {
      if (!(await print(terminal, shown(chunk)))) throw new ReaderGone();
    });
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
}

function cellsOf(row: RowsWindow['rows'][number] | readonly Cell[]): readonly Cell[] {
  return 'cells' in row ? row.cells : row;
}

function sayRest(
  { rows, hasMore, isCut }: { readonly rows: readonly unknown[]; readonly hasMore: boolean; readonly isCut?: 'time' | 'size' },
  terminal: Terminal,
): void {
  if (isCut === 'time') say(terminal, `Only ${counted(rows.length, 'row')}: the rest takes too long.`);
  else if (isCut === 'size') say(terminal, `Only ${counted(rows.length, 'row')}: the rest is too large to show.`);
  else if (hasMore) say(terminal, `There are more rows. To get all of them, add --csv, --ndjson or --output.`);
}

const WIDEST = 40;

/** Columns side by side, long values cut with an ellipsis. */
function rowLines(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [columns.map((name) => cut(printable(name))), ...rows.map((row) => row.map((cell) => cut(printable(cellText(cell)))))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((text, at) => text.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function cut(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

function cellText(cell: Cell): string {
  switch (cell.type) {
    case 'null':
      return 'NULL';
    case 'integer':
    case 'real':
      return String(cell.value);
    case 'text':
      return cell.isCut && cell.value === '' ? `text of ${counted(cell.bytes, 'byte')}` : cell.value;
    case 'blob':
      return `${cell.kind === undefined || cell.kind === 'unknown' ? 'BLOB' : cell.kind} of ${counted(cell.bytes, 'byte')}`;
  }
}

/** One line for each table and view. */
export function schemaLines({ tables }: DatabaseOverview): string {
  return tables
    .map(({ name, kind, columns }) => {
      const list = columns.map((column) => [column.name, column.type].filter((part) => part !== '').join(' ')).join(', ');
      return `${printable(`${kind === 'virtual' ? 'virtual table' : kind} ${name}${list === '' ? '' : `: ${list}`}`)}\n`;
    })
    .join('');
}

/** The schema. @throws as `openDatabasePreview` */
export async function overviewOf({ backup, file, keys }: Opened, terminal: Terminal): Promise<DatabaseOverview> {
  const { openDatabasePreview } = await import('../backup/index.ts');
  await using database = await openDatabasePreview(backup, file, { keys, signal: terminal.signal });
  return await database.overview({ signal: terminal.signal });
}

/** What a person should know about a database. */
export function sayDatabaseFacts({ log, journalIgnored, isCutOff, isCut }: DatabaseOverview, terminal: Terminal): void {
  if (log === 'applied') say(terminal, 'Rows that are only in its write-ahead log (-wal) are included.');
  if (log === 'unused') say(terminal, 'Nothing in its write-ahead log (-wal) is valid, so rows can be missing.');
  if (log === 'missing') say(terminal, 'The content of its write-ahead log (-wal) is not in the backup, so rows can be missing.');
  if (journalIgnored) {
    say(terminal, 'A rollback journal is next to the database. It was not applied, so the last change may be incomplete.');
  }
  if (isCutOff) say(terminal, 'The database is cut off, and rows can be missing or wrong.');
  if (isCut) say(terminal, 'The schema is very large, and parts of it are left out.');
}
