/** What is asked of the catalogue worker and what it answers: a map of requests, each with its parameters and its result. */
import type { ClassKeysData, MBFile } from '../../../formats/index.ts';
import type { ErrorMessage } from '../../worker/worker-errors.ts';
import type { BackupFile, DomainCount, FileQuery, Page, PageRequest, PlaceRange } from '../backup.ts';
import type { DomainSize } from '../sizes.ts';
import type { FilesOfClass } from '../encryption-facts.ts';
import type { RowFault } from '../row-fault.ts';
import type { SampledFile } from '../sampled-files.ts';
import type { ContentJob } from '../stored/content-job.ts';
import type { DatabaseHealth } from '../stored/database-health.ts';

/** name → [params, result]. */
export interface CatalogueRequests {
  domains: [Record<string, never>, readonly DomainCount[]];
  list: [Omit<PageRequest, 'signal'>, Page<BackupFile>];
  count: [FileQuery, number];
  place: [{ query: FileQuery; fileID: string }, number | undefined];
  fileIDs: [{ query: FileQuery; places: readonly PlaceRange[] }, readonly string[]];
  folders: [{ domain: string; folder: string }, readonly string[]];
  file: [{ fileID: string }, BackupFile | undefined];
  /** `fault`: what is wrong with the row, whatever is stored. */
  record: [{ fileID: string }, { file: BackupFile; record: MBFile | undefined; fault: RowFault | undefined } | undefined];
  unusable: [Record<string, never>, number];
  /** Some files, to see whether they are encrypted. */
  sample: [Record<string, never>, readonly SampledFile[]];
  /** What SQLite says of a database among the files; undefined for what is none. The keys are wiped by whoever holds them. */
  database: [{ job: ContentJob; keys: ClassKeysData | undefined }, DatabaseHealth | undefined];
  /** `storedIn`: the backup folder in which every stored file is to be looked at, too. */
  sizes: [{ storedIn: string | undefined }, readonly DomainSize[]];
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
