/** What an extraction is asked for, tells on its way and reports at its end: plain data, from codes and counts alone. */
import type { Progress } from '../../base/index.ts';
import type { FormatErrorCode } from '../../formats/index.ts';
import type { BackupErrorCode } from '../errors.ts';
import type { FileQuery } from '../read/backup.ts';

/** What to do if something already exists in the target. */
export type ConflictPolicy =
  | 'fail' // nothing is written at all when that can be known beforehand
  | 'skip'
  | 'rename' // "name (2).txt"; a database and its log keep together
  | 'overwrite'; // files and links; a folder is never replaced

/** Which entries of the catalogue to extract. All given conditions must be true. A database file includes its -wal and -shm. */
export interface Selection {
  /** Patterns for `domain/relativePath` (signs: read/glob.ts); one of them must match. */
  readonly globs?: readonly string[];
  readonly domain?: string;
  /** Part of the name, as in FileQuery: what a list shows under a search. */
  readonly search?: string;
  /** A folder brings everything below it. */
  readonly fileIDs?: readonly string[];
  /** What a list shows under a query; no other condition goes with it. */
  readonly list?: FileQuery;
}

/**
 * How to name files in the target. `portable`: names that every system accepts, including Windows. `native`: names that this system accepts stay
 * as they are.
 */
export type NameRules = 'native' | 'portable';

/** The phase of an extraction. */
export type ExtractPhase = 'reading-catalogue' | 'checking-target' | 'extracting';

/** `done` and `total` count entries of the catalogue. */
export interface ExtractProgress extends Progress<ExtractPhase> {
  /** Content written so far. */
  readonly bytes: number;
}

/** Why an entry could not be extracted. */
export type ExtractCode = BackupErrorCode | FormatErrorCode;

interface EntryName {
  readonly domain: string;
  readonly relativePath: string;
  readonly fileID: string;
}

/** An entry that could not be extracted; the others were. */
export interface ExtractFailure extends EntryName {
  readonly code: ExtractCode;
  /** The kind of damage, or the system's code. */
  readonly reason?: string;
}

/** A file whose bytes contradict the catalogue, and that was written all the same. */
export interface DamagedFile extends EntryName {
  /** Where it stands: relative to the target, with `/`. */
  readonly path: string;
  /** The kind of damage. */
  readonly reason: string;
}

/** An entry that could not be extracted, or that has a different name in the target. */
export type ExtractEvent =
  | ({ readonly kind: 'file-error' } & ExtractFailure)
  /** It has a different name; `to` is relative to the target, with `/`. */
  | ({ readonly kind: 'renamed'; readonly to: string } & EntryName);

/** More failures, or damaged files, than this are counted, and stand in the ledger. */
export const MOST_FAILURES_LISTED = 1000;

/** The result of an extraction, in entries and bytes. */
export interface ExtractReport {
  /** The folder that was written to, without links in its path. */
  readonly target: string;
  /** Name of the ledger in the target. */
  readonly ledger: string;
  /** Files written. */
  readonly files: number;
  /** Their content. */
  readonly bytes: number;
  /** Folders made. */
  readonly directories: number;
  /** Symbolic links made. */
  readonly symlinks: number;
  /** Links that are only in the ledger: they point out of their domain, or this system makes none. */
  readonly symlinksLeftOut: number;
  /** Files and links that an earlier run from this backup already extracted. */
  readonly kept: number;
  /** Left alone because something else stood there. */
  readonly skipped: number;
  /** Entries with a different name than in the backup. The ledger lists them. */
  readonly renamed: number;
  /** Damaged files that were written anyway. */
  readonly damaged: number;
  /** The first ones, see MOST_FAILURES_LISTED. */
  readonly damagedFiles: readonly DamagedFile[];
  /** Entries whose extended attributes are in the ledger. */
  readonly extendedAttributes: number;
  readonly failed: number;
  /** Failed files whose bytes contradict the catalogue, which `damaged: 'keep'` would have written. */
  readonly damagedLeftOut: number;
  /** The first ones, see MOST_FAILURES_LISTED. */
  readonly failures: readonly ExtractFailure[];
}
