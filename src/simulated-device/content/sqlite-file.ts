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
const MODE_WAL = 2;

/** The database as one file. */
export function buildDatabase(recipe: DatabaseRecipe): Uint8Array {
  const [image] = buildStages(recipe, []);
  if (image === undefined) throw new Error('a database without an image');
  return image;
}

/** The database before and after a further transaction, both complete. */
export function buildTwoStages(recipe: DatabaseRecipe, later: (insert: Insert) => void): { before: Uint8Array; after: Uint8Array } {
  const [before, after] = buildStages(recipe, [later]);
  if (before === undefined || after === undefined) throw new Error('a database without an image');
  return { before, after };
}

function buildStages(recipe: DatabaseRecipe, later: readonly ((insert: Insert) => void)[]): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-phone-'));
  try {
    const file = join(folder, 'made.sqlite');
    const database = openDatabase(file);
    try {
      // Nobody else opens the file and it need not survive a crash.
      database.exec(
        `PRAGMA page_size=${PAGE_BYTES}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version=${recipe.userVersion ?? 0};`,
      );
      const images = [recipe.fill, ...later].map((fill, stage) => {
        database.exec(`BEGIN; ${stage === 0 ? recipe.schema : ''}`);
        fill(inserter(database));
        database.exec('COMMIT');
        return normalise(readFileSync(file), recipe.wal ?? true);
      });
      return images;
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

function normalise(image: Buffer, wal: boolean): Uint8Array {
  image.writeUInt32BE(WRITER_VERSION, WRITER_VERSION_OFFSET);
  if (wal) {
    image[OFFSET_WRITE_VERSION] = MODE_WAL;
    image[OFFSET_READ_VERSION] = MODE_WAL;
  }
  return new Uint8Array(image.buffer, image.byteOffset, image.length);
}
