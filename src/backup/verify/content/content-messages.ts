/** What goes between a verification and the threads that look into stored content. Plain data. */
import type { ClassKeysData } from '../../../formats/index.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';

export type { ContentJob };

/** What each check saw, by its name; or why the file cannot be read. */
export type ContentOutcome =
  | { readonly seen: Readonly<Record<string, unknown>>; readonly systemCode?: undefined }
  | { readonly systemCode: string };

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
