/** Opens a database in this thread: its bytes, its log over them, and SQLite in the sandbox over both. */
import type { ClassKeys } from '../../../formats/index.ts';
import { BackupError } from '../../errors.ts';
import type { LoggedContent } from '../../read/sqlite/logged-content.ts';
import { loadSandbox } from '../../read/sqlite/sandbox/load-sandbox.ts';
import { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { withClassKeys } from '../../worker/serve-worker.ts';
import { databaseError, type DatabaseLimits } from './database-limits.ts';
import { openSource, type UnlockedSource } from './database-source.ts';

/** Opened databases with what they are read from. */
export interface OpenedDatabase extends Disposable {
  readonly database: SandboxedDatabase;
  readonly content: LoggedContent;
}

/**
 * The keys are needed only until the file keys are unwrapped, and are wiped.
 * @throws BackupError 'database-unreadable', 'preview-limit', and as `openRandom`
 */
export async function openDatabase({ keys, ...source }: UnlockedSource, limits: DatabaseLimits): Promise<OpenedDatabase> {
  const sandbox = await loadSandbox();
  const content = await withClassKeys(keys, (classKeys: ClassKeys | undefined) =>
    Promise.resolve().then(() => openSource(source, classKeys)),
  );
  const readAt = (into: Uint8Array, position: number) => {
    limits.check();
    return content.readAt(into, position);
  };
  try {
    demandReadable(content);
    const database = SandboxedDatabase.open(sandbox, { bytes: content.bytes, readAt });
    return {
      database,
      content,
      [Symbol.dispose]() {
        database[Symbol.dispose]();
        content.close();
      },
    };
  } catch (error) {
    content.close();
    throw databaseError(error);
  }
}

/** The module knows text in UTF-8 only, and would take any other for that. */
function demandReadable(content: LoggedContent): void {
  const header = headerOf(content);
  const refuse = (reason: string, details: string) => new BackupError('database-unreadable', details, { data: { reason, details } });
  if (content.bytes > 0 && header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw refuse('not-a-database', 'no database');
  if (header.readUInt32BE(56) > 1) throw refuse('unsupported', 'text in UTF-16');
}

function headerOf(content: LoggedContent): Buffer {
  const header = Buffer.alloc(100);
  content.readAt(header, 0);
  return header;
}

/** The file ends in the middle of a page, or before the last one that its header counts. */
export function isCutOff({ database, content }: OpenedDatabase): boolean {
  const number = (pragma: string) => {
    const [row] = database.rows(`PRAGMA ${pragma}`);
    return Number(row?.[0] ?? 0);
  };
  const pageBytes = number('page_size');
  return content.bytes % pageBytes !== 0 || content.bytes < pageBytes * number('page_count');
}
