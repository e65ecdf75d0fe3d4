/** Rows of a catalogue that can be read as it should be, each checked against its own fileID. */
import { decodeMBFile, encodeMBFile, fileIdOf, flagsOfMode, mbdbFileId, mbfileOf, type MbdbRecord } from '../../formats/index.ts';
import { MOST_NAME_BYTES, MOST_RECORD_BYTES } from '../read/index/usable-rows.ts';
import { FILE_ID, USABLE_ROW } from '../read/sqlite/file-id-column.ts';
import type { SqliteDatabase } from '../read/sqlite/sqlite.ts';
import type { FoundRow } from './row-store.ts';

export function rowOfRecord(record: MbdbRecord): FoundRow {
  const { domain, path: relativePath, mode } = record;
  return { fileID: mbdbFileId(record), domain, relativePath, flags: flagsOfMode(mode), blob: encodeMBFile(mbfileOf(record)) };
}

/** Names that are left give the fileID that a row has lost. */
const ALL_ROWS = `SELECT CASE WHEN ${USABLE_ROW} THEN ${FILE_ID} END AS id, domain, relativePath,
    CASE WHEN typeof(flags) = 'integer' AND flags BETWEEN 0 AND 65535 THEN flags ELSE -1 END AS flags,
    CASE WHEN typeof(file) = 'blob' AND length(file) <= ${MOST_RECORD_BYTES} THEN file END AS file
  FROM main.Files WHERE octet_length(domain) <= ${MOST_NAME_BYTES} AND octet_length(relativePath) <= ${MOST_NAME_BYTES}
    AND typeof(domain) = 'text' AND typeof(relativePath) = 'text'`;

/** @throws SqliteError */
export function* rowsOf(database: SqliteDatabase): Generator<FoundRow> {
  for (const [fileID, domain, relativePath, flags, file] of database.prepare(ALL_ROWS).each()) {
    const blob = file instanceof Uint8Array ? file : null;
    const row = provenRow({
      fileID: fileID === null ? fileIdOf(String(domain), String(relativePath)) : String(fileID),
      domain: String(domain),
      relativePath: String(relativePath),
      flags: Number(flags),
      blob,
    });
    if (row !== undefined) yield row;
  }
}

/** The fileID proves the name. Where the column is damaged, the path may still stand in the record. */
function provenRow(row: FoundRow): FoundRow | undefined {
  if (fileIdOf(row.domain, row.relativePath) === row.fileID) return row;
  const relativePath = pathInRecord(row.blob);
  return relativePath !== undefined && fileIdOf(row.domain, relativePath) === row.fileID ? { ...row, relativePath } : undefined;
}

function pathInRecord(blob: Uint8Array | null): string | undefined {
  try {
    return blob === null ? undefined : decodeMBFile(blob).relativePath;
  } catch {
    return undefined; // a damaged record names nothing
  }
}
