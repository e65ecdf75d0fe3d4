/** Prepares a row of the catalogue for the checks: record decoded, content looked up, state kept. */
import { FLAG_FILE, fileIdOf } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import { findPayload } from '../read/backup-folder.ts';
import type { CatalogueRow } from '../read/catalogue-store.ts';
import { kindOfFlags, kindOfMode, recordOf } from '../read/file-rows.ts';
import type { CheckContext, FileState, RowFacts } from './check.ts';

/** Later ones replace earlier ones, never the other way round. */
const WEIGHT: readonly FileState[] = ['notChecked', 'consistent', 'knownGap', 'proven', 'damaged', 'missing'];

export function worse(before: FileState, now: FileState): FileState {
  return WEIGHT.indexOf(now) > WEIGHT.indexOf(before) ? now : before;
}

/** What is known of a file before any check has looked at it: nothing, when only a password would show its content. */
export function firstState(encrypted: boolean | undefined): FileState {
  return encrypted === true ? 'notChecked' : 'consistent';
}

export function rowFacts(context: CheckContext, row: CatalogueRow, chooseContent: () => boolean): RowFacts {
  const { domain, relativePath, fileID } = row;
  const decoded = recordOf(row);
  const expectedFileID = fileIdOf(domain, relativePath);
  const ofFlags = kindOfFlags(row.flags);
  const ofMode = decoded.record && kindOfMode(decoded.record.mode);
  const isFile = row.flags === FLAG_FILE && (ofMode === undefined || ofMode === 'file');
  const payload = isFile ? (findPayload(context.folder, fileID) ?? misnamedPayload(context, fileID, expectedFileID)) : undefined;
  let state = firstState(context.encrypted);
  return {
    ...row,
    ...(decoded.record === undefined ? { recordReason: decoded.reason } : { record: decoded.record }),
    expectedFileID,
    kindOfFlags: ofFlags,
    kindOfMode: ofMode,
    isFile,
    ...(payload === undefined ? {} : { payload }),
    readContent: isFile && chooseContent(),
    get state() {
      return state;
    },
    mark(now) {
      state = worse(state, now);
    },
    report(code, message, evidence = {}) {
      context.report(code, message, { domain, relativePath, fileID, evidence });
    },
  };
}

/** True for what counts as a file: one that flags or mode call so. */
export function countsAsFile({ kindOfFlags: ofFlags, kindOfMode: ofMode }: RowFacts): boolean {
  const kinds: readonly (BackupFile['kind'] | undefined)[] = [ofFlags, ofMode];
  return kinds.includes('file') || (ofFlags === undefined && ofMode === undefined);
}

function misnamedPayload({ folder }: CheckContext, fileID: string, expectedFileID: string): Payload | undefined {
  return fileID === expectedFileID ? undefined : findPayload(folder, expectedFileID);
}
