/** Asks SQLite whether a stored database is sound, together with the write-ahead log that is a file of its own. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../../base/index.ts';
import { hasComputedColumn, hasComputedColumns } from '../sqlite/plain-table.ts';
import { SqliteError, type SqliteDatabase } from '../sqlite/sqlite.ts';
import { PayloadContent } from './payload-content.ts';

export interface DatabaseHealth {
  /** `unknown`: SQLite could not look, for a reason that is no damage (an unknown collation, no room for a copy). */
  readonly state: 'intact' | 'damaged' | 'unknown';
  readonly complaints: readonly string[];
}

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const MOST_COMPLAINTS = 5;
/** Sparse files promise terabytes; the largest databases of phones have some. */
const MOST_COPIED_BYTES = 8 * 1024 ** 3;
const COMPANION_BUFFER_BYTES = 64 * 1024;

/** Undefined for what is no database, or cannot be seen. */
export function databaseHealth(content: PayloadContent): DatabaseHealth | undefined {
  const head = content.head();
  if (head === undefined || !MAGIC.equals(head)) return undefined;
  const { sqlite } = content.tools;
  try {
    const inPlace = sqlite.opensInPlace && !content.job.isEncrypted && content.job.companions.length === 0;
    return inPlace ? quickCheck(content.job.path, (path) => sqlite.openInPlace(path)) : checkCopy(content);
  } catch (error) {
    if (error instanceof SqliteError) return { state: error.isDamage ? 'damaged' : 'unknown', complaints: [error.message] };
    const systemCode = systemErrorCode(error);
    if (systemCode === undefined) throw error;
    return { state: 'unknown', complaints: [systemCode] };
  }
}

/** The copy is in the clear: it goes at once, whatever happens. */
function checkCopy(content: PayloadContent): DatabaseHealth {
  const { job } = content;
  const bytes = [job, ...job.companions].reduce((sum, each) => sum + each.bytes, 0);
  if (bytes > MOST_COPIED_BYTES) return { state: 'unknown', complaints: ['too large to be copied'] };
  const folder = mkdtempSync(join(content.tools.privateFolder, 'database-'));
  try {
    const path = join(folder, 'copy.db');
    writeCopy(content, path);
    // The buffer may still hold the database.
    const tools = { ...content.tools, buffer: new Uint8Array(COMPANION_BUFFER_BYTES) };
    for (const companion of content.job.companions) {
      const job = { ...companion, name: '', readAll: true, companions: [] };
      PayloadContent.look(job, tools, (log) => {
        writeCopy(log, path + companion.suffix);
      });
    }
    return quickCheck(path, (copy) => content.tools.sqlite.openOwnCopy(copy));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeCopy(content: PayloadContent, path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (const chunk of content.plainChunks()) {
      for (let written = 0; written < chunk.length;) written += writeSync(file, chunk, written);
    }
  } finally {
    closeSync(file);
  }
}

const COMPUTED: DatabaseHealth = { state: 'unknown', complaints: ['columns are computed'] };

/** What a hostile schema would compute for each row (columns, constraints) is not: a gigabyte may come out of nothing. */
function quickCheck(path: string, open: (path: string) => SqliteDatabase): DatabaseHealth {
  if (hasComputedColumns(path)) return COMPUTED;
  using database = open(path);
  // The log of a database may bring another schema.
  for (const [sql] of database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table'").each()) {
    if (hasComputedColumn(String(sql))) return COMPUTED;
  }
  database.exec('PRAGMA ignore_check_constraints = ON');
  const rows = database.prepare(`PRAGMA quick_check(${MOST_COMPLAINTS})`).all();
  const complaints = rows.map(([line]) => String(line)).filter((line) => line !== 'ok');
  return { state: complaints.length === 0 ? 'intact' : 'damaged', complaints };
}
