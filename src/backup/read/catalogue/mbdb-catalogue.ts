/** Puts the records of a Manifest.mbdb into a private SQLite file shaped like Manifest.db, so that whoever reads catalogues knows only one kind. */
import { isCodedError, nextTurn, throwIfAborted } from '../../../base/index.ts';
import { encodeMBFile, flagsOfMode, mbdbFileId, mbfileOf, readMbdb, type MbdbRecord } from '../../../formats/index.ts';
import type { BackupError } from '../../errors.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { SqliteDatabase, SqliteEngine } from '../sqlite/sqlite.ts';
import { openStored } from '../stored-bytes.ts';
import { unreadable } from '../summary.ts';

interface ConvertedMbdb {
  /** The private file. */
  readonly path: string;
  /** 'catalogue-unreadable' {reason 'damaged', offset, records} when only the records before `offset` could be read. */
  readonly damage?: BackupError;
}

/** It is read into memory as a whole. A record has about 150 bytes, and a phone of that time some 100,000 files. */
export const MOST_MBDB_BYTES = 128 * 1024 * 1024;
const TURN_RECORDS = 5000;

/** No primary key: what stands twice in a damaged catalogue is for verify to tell. */
const BEFORE = `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
  CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
  BEGIN`;
const AFTER = 'COMMIT; CREATE INDEX FileIDs ON Files (fileID)';

/** @throws BackupError 'catalogue-unreadable' {reason 'too-large'}, 'file-io'; CancelledError */
export async function convertMbdb(
  from: string,
  folder: PrivateFolder,
  engine: SqliteEngine,
  signal: AbortSignal | undefined,
): Promise<ConvertedMbdb> {
  const bytes = await wholeFile(from);
  const path = folder.makeFile('Manifest.db');
  using database = engine.openOwnCopy(path);
  database.exec(BEFORE);
  const damage = await insertAll(database, from, bytes, signal);
  database.exec(AFTER);
  return { path, ...(damage === undefined ? {} : { damage }) };
}

async function insertAll(
  database: SqliteDatabase,
  from: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<BackupError | undefined> {
  const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)');
  let records = 0;
  try {
    for (const record of readMbdb(bytes)) {
      statement.first(...rowOf(record));
      if (++records % TURN_RECORDS !== 0) continue;
      await nextTurn();
      throwIfAborted(signal);
    }
    return undefined;
  } catch (error) {
    if (!isCodedError(error, 'mbdb-malformed')) throw error;
    return unreadable(from, 'damaged', { ...error.data }, error);
  }
}

function rowOf(record: MbdbRecord): [string, string, string, number, Uint8Array] {
  return [mbdbFileId(record), record.domain, record.path, flagsOfMode(record.mode), encodeMBFile(mbfileOf(record))];
}

async function wholeFile(path: string): Promise<Uint8Array> {
  await using file = await openStored(path);
  const { size } = await file.stat();
  if (size > MOST_MBDB_BYTES) throw unreadable(path, 'too-large', { bytes: size });
  return await file.readFile();
}
