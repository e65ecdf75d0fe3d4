/** What two backups differ in, as plain data. Text in it comes from backups and must not be trusted. */
import type { BackupFile } from '../../read/backup.ts';
import type { AppSizeKind } from '../../read/sizes.ts';

/** One of the two backups: what it was before, and after. */
export type Side = 'before' | 'after';

/**
 * What happened to a file. `changed`: its content, its kind or the target of a link. `metadata`: the content is the same, what the record says about the
 * file is not. `not-compared`: nothing tells whether the content is the same; `problems` says why.
 */
export type FileChange = 'added' | 'removed' | 'changed' | 'metadata' | 'not-compared';

/**
 * What a statement about content rests on. `proven`: the bytes of both were read and agree with their records, both are the same stored file, or the
 * lengths of what is stored differ. `consistent`: digests, sizes and dates in both records, and the lengths that are stored. `assumed`: size and date
 * in both records only, because the content is encrypted and no password was given.
 */
export type ComparisonBasis = 'proven' | 'consistent' | 'assumed';

/** A part of a record. Inode, date of the last change of status and wrapped key are not compared: a restore alone changes all of them. */
export type MetadataField = 'size' | 'mode' | 'owner' | 'modified' | 'birth' | 'protection-class' | 'flags' | 'extended-attributes';

/** A file as one backup has it. */
export type FileVersion = Pick<BackupFile, 'kind' | 'size' | 'mode' | 'modified' | 'protectionClass' | 'target' | 'unreadable'>;

/** Why a file of one backup cannot be read: the code of a finding or an error. */
export interface SideProblem {
  readonly side: Side;
  readonly code: string;
}

/** One file, directory or link that differs, or that cannot be compared. */
export interface FileDifference {
  readonly change: FileChange;
  readonly domain: string;
  readonly relativePath: string;
  readonly before?: FileVersion;
  readonly after?: FileVersion;
  /** Of a file that both have. */
  readonly basis?: ComparisonBasis;
  /** Parts of the record that differ. */
  readonly fields?: readonly MetadataField[];
  readonly problems?: readonly SideProblem[];
  /** Of changed content that can be compared part by part: property lists and keyed archives in `values`, databases by `compareDatabases`. */
  readonly form?: 'document' | 'database';
  /** Of a property list or keyed archive whose content differs. */
  readonly values?: ValueDifferences;
}

/** Values of a document that differ. The number is exact, the list is bounded. */
export interface ValueDifferences {
  readonly count: number;
  readonly listed: readonly ValueDifference[];
}

/** One value and its path, made of keys and array indexes. `before` or `after` is absent if that side has no value. */
export interface ValueDifference {
  readonly path: readonly string[];
  readonly before?: ComparedValue;
  readonly after?: ComparedValue;
}

/** A value of a document. */
export interface ComparedValue {
  /** As a preview calls it, with the class of an archived object in parentheses. */
  readonly type: string;
  /** The beginning of a long text; of data the length and the SHA-256. */
  readonly text: string;
}

/** Numbers of files, directories and links. Exact. */
export type ChangeCounts = Readonly<Record<FileChange | 'same', number>>;

/** A domain, and its bytes as the records say. */
export interface DomainDifference {
  readonly domain: string;
  readonly counts: ChangeCounts;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** The domains of one app, one shared container, or one part of the system, put together. */
export interface AppDifference extends Omit<DomainDifference, 'domain'> {
  readonly kind: AppSizeKind;
  /** The bundle id of an app, the id of a group, or the name of a domain. Untrusted text. */
  readonly id: string;
  /** As Info.plist of one of the backups has it. Untrusted text. */
  readonly name?: string;
  readonly domains: readonly string[];
}

/** What a reader should know about one of the backups. */
export interface ComparedBackupFacts {
  readonly path: string;
  readonly udid: string | null;
  readonly productVersion: string | null;
  readonly encrypted: boolean | null;
  readonly date: string | null;
  /** The last run was interrupted, and the version before it was compared. */
  readonly throughJournal: boolean;
  /** The last run ended. */
  readonly isFinished: boolean;
  /** Without its password: content of encrypted files was not read. */
  readonly isLocked: boolean;
  /** Rows of the catalog that stand for no file that could be read; they are in no list. */
  readonly unusableRows: number;
}

/** The result of `compareBackups`. */
export interface BackupDifference {
  readonly before: ComparedBackupFacts;
  readonly after: ComparedBackupFacts;
  /** Nothing differs, everything could be compared, and no row was left out. */
  readonly isEqual: boolean;
  readonly counts: ChangeCounts;
  /** What the files that are the same, or differ in metadata only, rest on. */
  readonly sameContent: Readonly<Record<ComparisonBasis, number>>;
  /** Ordered by name; all of both. */
  readonly domains: readonly DomainDifference[];
  /** The same numbers by app: those with most differences first. */
  readonly apps: readonly AppDifference[];
  /** Ordered by domain and path. */
  readonly files: readonly FileDifference[];
  /** Differences that are counted and not listed. */
  readonly omitted: number;
}
