/** Opens any SQLite file for reading so that neither it nor its folder changes: in place where that leaves no trace, else as a private copy. */
import { lstatSync } from 'node:fs';
import { makePrivateFolder, type PrivateFolder } from '../private-folder.ts';
import { applyLog, DatabaseTooLarge, MOST_DATABASE_BYTES } from './apply-log.ts';
import { SqliteError, type SqliteDatabase, type SqliteEngine } from './sqlite.ts';

export interface UntouchedDatabase extends AsyncDisposable {
  readonly database: SqliteDatabase;
  /** The file that holds all there is: the one that was asked for, or the copy. */
  readonly file: string;
  /** A write-ahead log lay beside the file and was applied (to the copy). */
  readonly logApplied: boolean;
}

/** Looks at the file, log applied, before SQLite does; may throw. */
type LookBefore = (file: string) => void;

/**
 * `log` is the write-ahead log that belongs to `path`; a missing or empty one counts as none.
 * @throws SqliteError, also for what is too large to be copied
 */
export async function openUntouched(
  engine: SqliteEngine,
  path: string,
  log: string | undefined,
  look?: LookBefore,
): Promise<UntouchedDatabase> {
  const liveLog = log !== undefined && sizeOf(log) > 0 ? log : undefined;
  if (engine.opensInPlace && liveLog === undefined) {
    look?.(path);
    return ownDatabase(engine.openInPlace(path), path, undefined, false);
  }
  const folder = await makePrivateFolder();
  try {
    if (sizeOf(path) > MOST_DATABASE_BYTES) throw new DatabaseTooLarge('a database of gigabytes');
    const copy = await folder.copyIn(path, 'copy.db');
    if (liveLog !== undefined) applyLog(liveLog, copy);
    look?.(copy);
    return ownDatabase(engine.openOwnCopy(copy), copy, folder, liveLog !== undefined);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    if (error instanceof DatabaseTooLarge) throw new SqliteError(error.message, undefined, error);
    throw error;
  }
}

/** A database together with the folder it lies in, if that goes with it. */
export function ownDatabase(
  database: SqliteDatabase,
  file: string,
  folder: PrivateFolder | undefined,
  logApplied: boolean,
): UntouchedDatabase {
  return {
    database,
    file,
    logApplied,
    async [Symbol.asyncDispose]() {
      database[Symbol.dispose]();
      await folder?.[Symbol.asyncDispose]();
    },
  };
}

/** A link counts as no log: it would lead to bytes that are not of this backup. */
function sizeOf(path: string): number {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isFile() ? status.size : 0;
}
