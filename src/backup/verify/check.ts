/** What a check is: it looks at the backup as a whole, at every row of the catalogue, or at everything that is stored, and reports findings. */
import type { MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import type { CatalogueRow, CatalogueStore } from '../read/catalogue-store.ts';
import type { InspectedFolder } from '../read/summary.ts';
import type { FindingCode } from './finding.ts';
import type { FileCounts } from './report.ts';

export type FileState = keyof FileCounts;

export interface FindingDetails {
  readonly domain?: string;
  readonly relativePath?: string;
  readonly fileID?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** What every check knows. */
export interface CheckContext extends InspectedFolder {
  /** Absent when there is none that can be read. */
  readonly catalogue?: CatalogueStore;
  /** Files are encrypted; undefined when nothing tells. */
  readonly encrypted: boolean | undefined;
  readonly signal: AbortSignal;
  readonly report: (code: FindingCode, message: string, details?: FindingDetails) => void;
}

/** One row of the catalogue with what its checks need, looked up once. */
export interface RowFacts extends CatalogueRow {
  /** Absent when it cannot be decoded; `recordReason` says why. */
  readonly record?: MBFile;
  readonly recordReason?: string;
  /** SHA-1 of the names: what the fileID should be. */
  readonly expectedFileID: string;
  readonly kindOfFlags: BackupFile['kind'] | undefined;
  readonly kindOfMode: BackupFile['kind'] | undefined;
  /** The row stands for a regular file, and nothing contradicts it: content must be stored. */
  readonly isFile: boolean;
  /** Found under the fileID, or under the one that it should be. */
  readonly payload?: Payload;
  /** The level asks for a look at the content of this file. */
  readonly readContent: boolean;
  /** What is known so far. */
  readonly state: FileState;
  /** Worse news replace better ones; a proof replaces what is only plausible. */
  mark(state: FileState): void;
  /** As `report` of the context, with the names of this row. */
  report(code: FindingCode, message: string, evidence?: Readonly<Record<string, unknown>>): void;
}

/** Something that lies in the backup folder. */
export interface StoredItem {
  /** Relative to the backup folder, with `/`. */
  readonly place: string;
  readonly kind: 'payload' | 'misplaced-payload' | 'unknown';
  /** Of payloads. */
  readonly fileID?: string;
  bytes(): number;
  readonly state: FileState;
  mark(state: FileState): void;
}

/**
 * One check, begun once for each verification; what it remembers lives in what `begin` returns. The parts are called in this order, each only
 * if it is there: the backup once, its rows ordered by domain and path, then what is stored, folder by folder.
 */
export interface Check {
  readonly name: string;
  begin(context: CheckContext): RunningCheck;
}

export interface RunningCheck {
  backup?(): void | Promise<void>;
  row?(facts: RowFacts): void | Promise<void>;
  stored?(item: StoredItem): void;
}
