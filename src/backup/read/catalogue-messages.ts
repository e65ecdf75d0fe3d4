/** What is asked of the catalogue worker and what it answers: a map of requests, each with its parameters and its result. */
import type { MBFile } from '../../formats/index.ts';
import type { ErrorMessage } from '../worker-errors.ts';
import type { BackupFile, DomainCount, FileQuery, Page, PageRequest } from './backup.ts';
import type { FilesOfClass } from './encryption-facts.ts';

/** name → [params, result]. */
export interface CatalogueRequests {
  domains: [Record<string, never>, readonly DomainCount[]];
  list: [Omit<PageRequest, 'signal'>, Page<BackupFile>];
  count: [FileQuery, number];
  file: [{ fileID: string }, BackupFile | undefined];
  record: [{ fileID: string }, { file: BackupFile; record: MBFile | undefined } | undefined];
  /** Whether files carry keys; undefined when no readable row of a file tells. */
  encrypted: [Record<string, never>, boolean | undefined];
  /** Regular files of each protection class, by class. */
  classes: [Record<string, never>, readonly FilesOfClass[]];
}

export type RequestName = keyof CatalogueRequests;
export type Params<Name extends RequestName> = CatalogueRequests[Name][0];
export type Result<Name extends RequestName> = CatalogueRequests[Name][1];

export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly name: RequestName; readonly params: Params<RequestName> }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

export type FromWorker =
  /** The catalogue is open. */
  | { readonly kind: 'open' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  /** Without an id: the catalogue could not be opened. */
  | { readonly kind: 'failure'; readonly id?: number; readonly error: ErrorMessage };
