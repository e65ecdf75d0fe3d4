/** What a check is: it looks at the backup as a whole, at every row of the catalogue, into its content, or at everything that is stored, and reports findings. */
import type { ClassKeys, MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import type { CatalogueRow, RankedRows } from '../read/catalogue/ranked-rows.ts';
import type { PayloadContent } from '../read/stored/payload-content.ts';
import type { StoredForm } from '../read/stored/stored-form.ts';
import type { InspectedFolder } from '../read/summary.ts';
import type { FindingCode } from './finding.ts';
import type { FileCounts, VerifyLevel } from './report.ts';

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
  readonly catalogue?: RankedRows;
  /** Most files are stored encrypted; each may be otherwise (`form`). Undefined when nothing tells. */
  readonly encrypted: boolean | undefined;
  /** Absent when the backup is not encrypted, or locked. */
  readonly classKeys?: ClassKeys;
  readonly level: VerifyLevel;
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
  /** Of a payload with a record: whether its bytes are encrypted, whatever is claimed. */
  readonly form?: StoredForm;
  /** What is known so far. */
  readonly state: FileState;
  /** Worse news replace better ones; a proof replaces what is only plausible. */
  mark(state: FileState): void;
  /** Damaged or missing: what else does not fit follows from it, and is not worth a finding of its own. */
  readonly isLost: boolean;
  /** What `examine` of a check found in the content; undefined when it found nothing, or nobody looked. */
  seen<Seen>(check: Check<Seen>): Seen | undefined;
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
 * if it is there: the backup once, its rows ordered by domain and path, then what is stored, folder by folder, then the end.
 */
export interface Check<Seen = unknown> {
  readonly name: string;
  /**
   * Looks into the content of one file, in a thread of its own, before `row` is called for it; it gets only files that the level or something
   * odd about their length gives reason to open (`content.isRead`: all of it). Plain data comes back as `facts.seen(check)`.
   */
  examine?(content: PayloadContent): Seen | undefined;
  begin(context: CheckContext): RunningCheck;
}

export interface RunningCheck {
  backup?(): void | Promise<void>;
  row?(facts: RowFacts): void;
  stored?(item: StoredItem): void;
  end?(): void;
}
