/** Asks SQLite whether a stored database is sound, together with the write-ahead log that is a file of its own. */
import { openSync, readSync, closeSync, constants } from 'node:fs';
import { fileIdOf } from '../../formats/index.ts';
import { findPayload, type BackupFolder } from '../read/backup-folder.ts';
import { loadSqlite } from '../read/sqlite/load-sqlite.ts';
import { openUntouched } from '../read/sqlite/open-untouched.ts';
import { SqliteError } from '../read/sqlite/sqlite.ts';
import type { RowFacts } from './check.ts';

export interface DatabaseHealth {
  /** `unknown`: SQLite could not look, for a reason that is no damage (an unknown collation, say). */
  readonly state: 'no-database' | 'intact' | 'damaged' | 'unknown';
  readonly complaints: readonly string[];
}

const MAGIC = 'SQLite format 3\0';
const MOST_COMPLAINTS = 5;

/** Of encrypted content it can say nothing. */
export async function examineDatabase(folder: BackupFolder, { payload, domain, relativePath }: RowFacts): Promise<DatabaseHealth> {
  if (payload === undefined || !hasMagic(payload.path)) return { state: 'no-database', complaints: [] };
  const log = findPayload(folder, fileIdOf(domain, `${relativePath}-wal`));
  try {
    await using opened = await openUntouched(await loadSqlite(), payload.path, log?.path);
    const rows = opened.database.prepare(`PRAGMA quick_check(${MOST_COMPLAINTS})`).all();
    const complaints = rows.map(([line]) => String(line)).filter((line) => line !== 'ok');
    return { state: complaints.length === 0 ? 'intact' : 'damaged', complaints };
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return { state: error.isDamage ? 'damaged' : 'unknown', complaints: [error.message] };
  }
}

function hasMagic(path: string): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const start = Buffer.alloc(MAGIC.length);
    return readSync(file, start) === MAGIC.length && start.toString('latin1') === MAGIC;
  } finally {
    closeSync(file);
  }
}
