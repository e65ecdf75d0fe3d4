/** Turns a row of the catalogue into what readers see; a record that cannot be decoded gives a row marked so. */
import { isCodedError } from '../../base/index.ts';
import { decodeMBFile, FLAG_DIRECTORY, FLAG_FILE, FLAG_SYMLINK, type FileId, type MBFile } from '../../formats/index.ts';
import type { BackupFile } from './backup.ts';
import type { CatalogueRow } from './catalogue/ranked-rows.ts';

/** The decoded record of a row, or why there is none. */
export function recordOf(
  row: Pick<CatalogueRow, 'blob'>,
): { readonly record: MBFile } | { readonly record?: undefined; readonly reason: string } {
  if (row.blob === null) return { reason: 'no record' };
  try {
    return { record: decodeMBFile(row.blob) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { reason: error.message };
  }
}

/** What most of some records of files say: one that has lost its key, or got one, must not decide how all others are read. */
export function recordsCarryKeys(blobs: readonly Uint8Array[]): boolean | undefined {
  const records = blobs.map((blob) => recordOf({ blob }).record).filter((record) => record !== undefined);
  const withKey = records.filter(({ encryptionKey }) => encryptionKey !== undefined);
  return records.length === 0 ? undefined : withKey.length * 2 >= records.length;
}

export function fileOf(row: CatalogueRow): BackupFile {
  const { record } = recordOf(row);
  const { domain, relativePath } = row;
  const name = { fileID: row.fileID as FileId, domain, relativePath, kind: kindOf(row.flags, record?.mode) };
  if (record === undefined) return { ...name, size: 0, mode: 0, modified: null, protectionClass: 0, unreadable: true };
  return {
    ...name,
    size: record.size,
    mode: record.mode,
    modified: timeText(record.lastModified),
    protectionClass: record.protectionClass,
    ...(record.target === undefined ? {} : { target: record.target }),
  };
}

const TYPE_BITS = 0o170000;

/** The kind that the type bits of st_mode stand for. */
export function kindOfMode(mode: number): BackupFile['kind'] | undefined {
  switch (mode & TYPE_BITS) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'directory';
    case 0o120000:
      return 'symlink';
    default:
      return undefined;
  }
}

/** The kind that the flags of the catalogue stand for. */
export function kindOfFlags(flags: number): BackupFile['kind'] | undefined {
  switch (flags) {
    case FLAG_FILE:
      return 'file';
    case FLAG_DIRECTORY:
      return 'directory';
    case FLAG_SYMLINK:
      return 'symlink';
    default:
      return undefined;
  }
}

/** Flags first, for they decide what the device restores; of odd ones the mode tells more. */
export function kindOf(flags: number, mode: number | undefined): BackupFile['kind'] {
  return kindOfFlags(flags) ?? (mode === undefined ? undefined : kindOfMode(mode)) ?? 'file';
}

/** ISO 8601, or null for a time that no calendar has. */
function timeText(unixSeconds: number): string | null {
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
