/** SQLite database files with the same bytes for the same recipe: what the apps of a simulated phone store. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

type Row = Readonly<Record<string, SQLInputValue>>;
export type Insert = (table: string, row: Row) => void;

export interface DatabaseRecipe {
  /** Statements that make tables and indexes. */
  readonly schema: string;
  readonly userVersion?: number;
  /** Header bytes 18 and 19 say WAL, as nearly all databases of a phone do. Default true. */
  readonly wal?: boolean;
  readonly fill: (insert: Insert) => void;
}

/** The version of the library that wrote the file stands in its header; a phone's, not that of the Node at hand. */
export const WRITER_VERSION = 3_043_002;
const PAGE_BYTES = 4096;
const OFFSET_WRITE_VERSION = 18;
const OFFSET_READ_VERSION = 19;
export const WRITER_VERSION_OFFSET = 96;
const CHANGE_COUNTER_OFFSETS = [24, 92];
const MODE_WAL = 2;

/** Where a database is while it is made; its bytes are the same. */
type Workplace = 'in-memory' | 'in-file';

/** The database as one file. `workplace` is for tests: without it, memory where this Node can hand out what it has there. */
export function buildDatabase(recipe: DatabaseRecipe, workplace?: Workplace): Uint8Array {
  const [image] = buildStages(recipe, [], workplace);
  if (image === undefined) throw new Error('a database without an image');
  return image;
}

/** The database before and after a further transaction, both complete. */
export function buildTwoStages(recipe: DatabaseRecipe, later: (insert: Insert) => void): { before: Uint8Array; after: Uint8Array } {
  const [before, after] = buildStages(recipe, [later]);
  if (before === undefined || after === undefined) throw new Error('a database without an image');
  return { before, after };
}

function buildStages(recipe: DatabaseRecipe, later: readonly ((insert: Insert) => void)[], workplace?: Workplace): Uint8Array[] {
  const database = openDatabase(':memory:');
  try {
    // Older versions of Node, and those inside editors, cannot hand out what is in memory.
    if (workplace !== 'in-file' && 'serialize' in database) {
      return runStages(database, recipe, later, () => Buffer.from(database.serialize()));
    }
  } finally {
    database.close();
  }
  return buildInFile(recipe, later);
}

/** In a private folder, which is gone afterwards. */
function buildInFile(recipe: DatabaseRecipe, later: readonly ((insert: Insert) => void)[]): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-phone-'));
  try {
    const file = join(folder, 'made.sqlite');
    const database = openDatabase(file);
    try {
      return runStages(database, recipe, later, () => readFileSync(file));
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One image after the recipe's rows, and one after each later transaction. */
function runStages(
  database: DatabaseSync,
  recipe: DatabaseRecipe,
  later: readonly ((insert: Insert) => void)[],
  image: () => Buffer,
): Uint8Array[] {
  // Nobody else opens the file and it need not survive a crash.
  database.exec(
    `PRAGMA page_size=${PAGE_BYTES}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version=${recipe.userVersion ?? 0};`,
  );
  return [recipe.fill, ...later].map((fill, stage) => {
    database.exec(`BEGIN; ${stage === 0 ? recipe.schema : ''}`);
    fill(inserter(database));
    database.exec('COMMIT');
    return normalise(image(), recipe.wal ?? true, stage);
  });
}

/** Loaded only when a database is made: a simulator that is merely listed never needs SQLite. */
function openDatabase(file: string): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  return new DatabaseSync(file);
}

function inserter(database: DatabaseSync): Insert {
  const statements = new Map<string, StatementSync>();
  return (table, row) => {
    const columns = Object.keys(row);
    const key = `${table}(${columns.join(',')})`;
    let statement = statements.get(key);
    if (statement === undefined) {
      const names = columns.map((column) => `"${column}"`).join(',');
      statement = database.prepare(`INSERT INTO "${table}"(${names}) VALUES (${columns.map(() => '?').join(',')})`);
      statements.set(key, statement);
    }
    statement.run(...Object.values(row));
  };
}

/** Both counters of changes, by which SQLite knows that the number of pages in the header is right, and who wrote the file. */
function normalise(image: Buffer, wal: boolean, stage: number): Uint8Array {
  for (const offset of CHANGE_COUNTER_OFFSETS) image.writeUInt32BE(stage + 1, offset);
  image.writeUInt32BE(WRITER_VERSION, WRITER_VERSION_OFFSET);
  if (wal) {
    image[OFFSET_WRITE_VERSION] = MODE_WAL;
    image[OFFSET_READ_VERSION] = MODE_WAL;
  }
  return new Uint8Array(image.buffer, image.byteOffset, image.length);
}
