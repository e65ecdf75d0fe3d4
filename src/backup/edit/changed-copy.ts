/** What is changed in a copy of a backup, and what came out, as plain data. Text from the backup must not be trusted. */
import type { Verdict } from '../verify/report.ts';

/** Phases of making a copy. */
export type CopyPhase = 'reading-catalogue' | 'copying-files' | 'verifying';

/** Which files a smaller copy keeps: those of which one condition is true. */
export interface ThinChoice {
  /** Bundle identifiers: the files of the app and of its extensions, not of groups that it shares. */
  readonly apps?: readonly string[];
  /** Whole domains. */
  readonly domains?: readonly string[];
  /** Patterns for `domain/relativePath`. */
  readonly globs?: readonly string[];
}

/** The one file to replace or to delete. */
export interface FileEdit {
  readonly domain: string;
  readonly relativePath: string;
  /** The file on this computer with the new content; without it the file is deleted. */
  readonly replacement?: string | undefined;
}

export type CopyChange = { readonly kind: 'thin'; readonly choice: ThinChoice } | { readonly kind: 'edit'; readonly edit: FileEdit };

/** What a domain of the smaller copy lacks. Regular files only; bytes as the records say. */
export interface LeftOutDomain {
  readonly domain: string;
  readonly files: number;
  readonly bytes: number;
}

/** What was copied. */
export interface CopiedBackup {
  /** The copy: a folder with the UDID as its name. */
  readonly path: string;
  readonly files: number;
  /** Stored bytes that were written or cloned. */
  readonly bytes: number;
  /** Rows of the list of files that stand for no file; the copy does not have them. */
  readonly unusableRows: number;
  readonly leftOut: readonly LeftOutDomain[];
  /** Logs of the database that was changed, which are still in the copy and lie over it. */
  readonly companions: readonly string[];
}

/** A copy and what a verification says of it. */
export interface ChangedCopy extends CopiedBackup {
  readonly verdict: Verdict;
}

/** In the backup folder: what a smaller copy lacks. A verification reads it. */
export const LEFT_OUT_FILE = 'backup-lab-left-out.json';
/** In place of a domain: rows of the list of files that stand for no file. */
export const UNUSABLE_ROWS = '(rows that cannot be used)';
export const LEFT_OUT_SCHEMA = 'backup-lab/left-out@1';
