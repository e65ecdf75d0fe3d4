/** What goes between a verification and the threads that look into stored content. Plain data. */
import type { ClassKeysData } from '../../../formats/index.ts';

/** One stored file to look into. */
export interface ContentJob {
  /** Absolute; made from a checked fileID. */
  readonly path: string;
  readonly bytes: number;
  /** As the record says. */
  readonly size: number;
  /** The relativePath of the row: untrusted text, looked at for its ending only. */
  readonly name: string;
  /** Hexadecimal: a text crosses to a thread at a fraction of what an array of bytes costs. */
  readonly digest?: string;
  readonly isEncrypted: boolean;
  /** Class and wrapped key; absent where the record has none. */
  readonly wrappedKey?: Uint8Array;
  /** All content is to be read, not only its end. */
  readonly readAll: boolean;
  /** What SQLite would have beside this file, should it be a database. */
  readonly companions: readonly Companion[];
}

export interface Companion extends Pick<ContentJob, 'path' | 'bytes' | 'size' | 'isEncrypted' | 'wrappedKey'> {
  readonly suffix: CompanionSuffix;
}

export const COMPANION_SUFFIXES = ['-wal', '-journal'] as const;
export type CompanionSuffix = (typeof COMPANION_SUFFIXES)[number];

/** What each check saw, by its name; or why the file cannot be read. */
export type ContentOutcome =
  { readonly seen: Readonly<Record<string, unknown>>; readonly systemCode?: undefined } | { readonly systemCode: string };

/** What a content thread is started with. The keys are wiped by whoever holds them. */
export interface ContentThreadData {
  readonly classKeys: ClassKeysData | undefined;
  /** For decrypted databases: only this user may enter it, and the starter of the thread removes it. */
  readonly privateFolder: string;
  /** One 64-bit counter of all bytes read by all threads. */
  readonly bytesRead: SharedArrayBuffer;
}

export interface ToContentThread {
  readonly jobs: readonly ContentJob[];
}

export interface FromContentThread {
  /** In the order of the jobs. */
  readonly outcomes: readonly ContentOutcome[];
}

/** Who looks into stored content for the rest of a verification. */
export interface ContentExaminer {
  /** Of all files together, up to now. */
  readonly bytesRead: number;
  /** Outcomes come in the order of the jobs. */
  examine(jobs: readonly ContentJob[]): Promise<readonly ContentOutcome[]>;
}
