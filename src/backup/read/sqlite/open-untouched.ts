/** Opens any SQLite file for reading so that neither it nor its folder changes: in place where that leaves no trace, else as a private copy. */
import { lstatSync } from 'node:fs';
import { makePrivateFolder, type PrivateFolder } from '../private-folder.ts';
import type { SqliteDatabase, SqliteEngine } from './sqlite.ts';

export interface UntouchedDatabase extends AsyncDisposable {
  readonly database: SqliteDatabase;
  /** A write-ahead log lay beside the file and was applied (to the copy). */
  readonly logApplied: boolean;
}

/** `log` is the write-ahead log that belongs to `path`; a missing or empty one counts as none. */
export async function openUntouched(engine: SqliteEngine, path: string, log: string | undefined): Promise<UntouchedDatabase> {
  const liveLog = log !== undefined && sizeOf(log) > 0 ? log : undefined;
  if (engine.opensInPlace && liveLog === undefined) return ownDatabase(engine.openInPlace(path), undefined, false);
  const folder = await makePrivateFolder();
  try {
    const copy = await folder.copyIn(path, 'copy.db');
    if (liveLog !== undefined) await folder.copyIn(liveLog, 'copy.db-wal');
    return ownDatabase(engine.openOwnCopy(copy), folder, liveLog !== undefined);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** A database together with the folder it lies in, if that goes with it. */
export function ownDatabase(database: SqliteDatabase, folder: PrivateFolder | undefined, logApplied: boolean): UntouchedDatabase {
  return {
    database,
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
