/** What is wrong with a row of the catalogue that stands for a file, whatever is stored of it: one rule for reading and for verifying. */
import { fileIdOf, type MBFile } from '../../formats/index.ts';
import type { CatalogueRow } from './catalogue/ranked-rows.ts';
import { kindOfFlags, kindOfMode } from './file-rows.ts';

type NamedRow = Pick<CatalogueRow, 'fileID' | 'domain' | 'relativePath' | 'flags'>;

/** For those who read: the reason of 'content-damaged'. */
export type RowFault = 'no-record' | 'other-record' | 'other-file-id' | 'flags-mode-mismatch';

export function rowFault(row: NamedRow, record: MBFile | undefined): RowFault | undefined {
  if (record === undefined) return 'no-record';
  if (!isRecordOf(row, record)) return 'other-record';
  if (!hasOwnFileID(row)) return 'other-file-id';
  return flagsFitMode(row, record) ? undefined : 'flags-mode-mismatch';
}

export function isRecordOf({ relativePath }: Pick<NamedRow, 'relativePath'>, record: MBFile): boolean {
  return record.relativePath === relativePath;
}

/** The fileID is the SHA-1 of the names. */
function hasOwnFileID({ fileID, domain, relativePath }: NamedRow): boolean {
  return fileID === fileIdOf(domain, relativePath);
}

export function flagsFitMode({ flags }: Pick<NamedRow, 'flags'>, { mode }: MBFile): boolean {
  const kind = kindOfFlags(flags);
  return kind !== undefined && kind === kindOfMode(mode);
}
