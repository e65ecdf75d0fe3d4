/** The document a verification ends in; it is plain JSON, and the shape is a contract with other programs. */
import type { Finding, FindingCode } from './finding.ts';

/** How deep to check. Quick reads no content, full reads all content, and a sample reads the content of a given number of files. */
export type VerifyLevel = 'quick' | 'full' | { readonly sample: number };

/** The verdict of a verification, best first. */
export type Verdict =
  | 'good'
  | 'good-with-known-gaps' // some files differ in a way that is known to be harmless
  | 'partial' // whole domains were left out, on purpose as far as can be seen; all else is good
  | 'unconfirmed' // nothing wrong was found, but something decisive could not be looked at
  | 'incomplete' // the run that made it did not finish
  | 'damaged'
  | 'unreadable'; // no catalogue, so nothing can be said about files

/** The number of regular files of the catalogue in each state. */
export interface FileCounts {
  /** The digest of the format matches the stored bytes. */
  readonly proven: number;
  /** Present and fitting in all that was looked at. */
  readonly consistent: number;
  /** Differs, in a way known to be harmless. */
  readonly knownGap: number;
  readonly damaged: number;
  readonly missing: number;
  readonly notChecked: number;
}

/** The result of a verification. */
export interface VerifyReport {
  readonly backup: {
    readonly path: string;
    readonly udid: string | null;
    readonly productVersion: string | null;
    readonly encrypted: boolean | null;
    /** ISO 8601, UTC. */
    readonly date: string | null;
  };
  readonly level: 'quick' | 'full' | 'sample';
  /** Files whose content was to be read, at level sample. */
  readonly sample?: number;
  readonly verdict: Verdict;
  readonly counts: FileCounts;
  /** Files with a digest in their record: the most that could ever be proven. Absent when no list of files could be read. */
  readonly provable?: number;
  readonly findings: readonly Finding[];
  /** The number of findings of each code that are not listed; absent if all are listed. The counts include them. */
  readonly omitted?: Readonly<Partial<Record<FindingCode, number>>>;
}

/** The phase of a verification. */
export type VerifyPhase = 'reading-catalogue' | 'checking-files';
