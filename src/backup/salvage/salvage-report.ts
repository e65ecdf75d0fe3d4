/** The document that a salvage ends in; plain JSON, and a contract with other programs (`backup-lab/salvage@1`). */
import type { Verdict } from '../verify/report.ts';

/**
 * How certain something is. `proven`: a digest or an integrity check of the format confirms it. `consistent`: everything that can be checked
 * fits. `assumed`: made up by this program, so that readers find what they need.
 */
export type Sureness = 'proven' | 'consistent' | 'assumed';

/** Where rows and property lists can come from, in order of trust. */
export type SalvageSourceKind =
  | 'journal' // the last good version, kept by our own interrupted run
  | 'catalogue' // what lies in the folder
  | 'snapshot' // what an interrupted run has received
  | 'safety-copy' // beside our own backups
  | 'pages' // what the readable pages or records of a damaged catalogue still hold
  | 'log' // pages of a write-ahead log
  | 'names'; // no row at all: a name that hashes to the fileID of a stored file

/** A place that was searched for rows of the catalogue. */
export interface SalvageSource {
  readonly kind: SalvageSourceKind;
  /** The file that was looked at; null for `names`. */
  readonly path: string | null;
  /** `locked`: encrypted, and none of the keys opens it. */
  readonly state: 'read' | 'damaged' | 'missing' | 'locked';
  /** Rows in it that prove themselves (fileID = SHA-1 of the name). */
  readonly rows: number;
  /** Rows that the repaired backup has from here. */
  readonly used: number;
}

/** What happened to one property list. */
export interface SalvagedPlist {
  readonly name: 'Manifest.plist' | 'Status.plist' | 'Info.plist';
  /** `rebuilt`: assembled from the facts in the others. */
  readonly from: 'journal' | 'folder' | 'snapshot' | 'safety-copy' | 'damaged-bytes' | 'rebuilt' | 'none';
  readonly sure: Sureness | null;
  /** What could not be recovered, by its key in the property list. */
  readonly lacking: readonly string[];
}

/** What cannot be recovered, and why. */
export type LossCode =
  | 'keybag-lost' // encrypted, and nothing is left that a password could open
  | 'catalogue-key-lost' // the keybag is there, but the key of the encrypted catalogue is not
  | 'keys-unproven' // a keybag was found, but the password opens only part of it
  | 'key-lost' // an encrypted file whose row, and with it its key, is gone
  | 'key-unfit' // the row has a key, and the key does not fit what is stored
  | 'content-missing' // a row without stored content
  | 'content-damaged' // stored content that differs from its digest, or is cut off
  | 'name-lost' // content without any name: kept under its fileID
  | 'record-lost' // the name is proven; dates, mode and owner are not known
  | 'record-unreadable'; // the name is proven, the record behind it is broken

/** Something that could not be recovered. */
export interface SalvageLoss {
  readonly code: LossCode;
  /** The number of files that it affects; 0 if it affects the backup as a whole. */
  readonly files: number;
}

/** One line of `salvage-files.ndjson`: what happened to one file. */
export interface SalvagedFile {
  readonly fileID: string;
  /** Null when nothing names it. */
  readonly domain: string | null;
  readonly relativePath: string | null;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Where its row came from; null if it has none. */
  readonly source: SalvageSourceKind | null;
  /** The least certain of name, record and content. Null if it could not be recovered. */
  readonly sure: Sureness | null;
  /** For the content alone; null if it has none. */
  readonly content: 'proven' | 'consistent' | 'damaged' | 'missing' | 'locked' | null;
  readonly loss?: LossCode;
  /** Where it is now, relative to the target, with `/`. */
  readonly place?: string;
  /** What the content of a file without a name is, and the reason for that guess. */
  readonly type?: string;
  readonly looksLike?: string;
}

/** The number of entries in each state. */
export interface SalvageCounts {
  /** Regular files in the repaired backup, by how sure they are. */
  readonly proven: number;
  readonly consistent: number;
  readonly assumed: number;
  /** In the repaired backup, but their content is damaged. */
  readonly damaged: number;
  readonly directories: number;
  readonly symlinks: number;
  /** Content without a name, kept next to the repaired backup. */
  readonly unnamed: number;
  /** Known to have been in the backup, but not recoverable. */
  readonly lost: number;
}

/** The result of a salvage: what was recovered, from where, and what is lost. */
export interface SalvageReport {
  readonly backup: {
    readonly path: string;
    readonly udid: string | null;
    readonly productVersion: string | null;
    readonly encrypted: boolean | null;
    /** ISO 8601, UTC. */
    readonly date: string | null;
  };
  readonly target: string;
  /** The folder of the repaired backup; null when there was nothing to make one of. */
  readonly repaired: string | null;
  /** The result of a quick verification of the repaired backup. */
  readonly verdict: Verdict | null;
  readonly sources: readonly SalvageSource[];
  readonly plists: readonly SalvagedPlist[];
  readonly counts: SalvageCounts;
  readonly losses: readonly SalvageLoss[];
  /** The list of all files, relative to the target. */
  readonly fileList: string;
}

/** The first value in the document. */
export const SALVAGE_SCHEMA = 'backup-lab/salvage@1';

/** The phase of a salvage. */
export type SalvagePhase = 'reading-catalogue' | 'searching-rows' | 'naming-files' | 'copying-files' | 'verifying';
