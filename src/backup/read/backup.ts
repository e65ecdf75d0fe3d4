/** What a backup looks like to those who read it: its summary, its files, and how to page through them. Plain data and one interface. */
import type { FileId, MBFile } from '../../formats/index.ts';
import type { BackupError } from '../errors.ts';
import type { EncryptionFacts } from './encryption-facts.ts';
import type { FileConditions, FileOrder } from './find/file-conditions.ts';
import type { AppDomains, BackupSizes, SizesOptions } from './sizes.ts';

/** How the catalogue is stored. Detected from tags and headers, never from the iOS version. */
export type BackupEra =
  | 'db' // Manifest.db in the clear (iOS 10 and later)
  | 'db-encrypted' // Manifest.db encrypted as a whole (iOS 10.2 and later)
  | 'mbdb' // Manifest.mbdb (iOS 5–9)
  | 'mbdx' // Manifest.mbdb with its index Manifest.mbdx (iOS 4)
  | 'mdinfo' // one .mdinfo per file (iPhone OS 2–3)
  | 'unknown'; // no catalogue, or one that is none of these

/** The facts of a summary that can come from more than one file. */
export type SummaryField = 'udid' | 'deviceName' | 'productType' | 'productVersion' | 'buildVersion' | 'encrypted' | 'date';

/** Which file a fact came from. */
export type SummarySource = 'Manifest.plist' | 'Info.plist' | 'Status.plist' | 'Manifest.db' | 'folder name';

/** The result of reading one property list of a backup. */
export type PlistState = 'read' | 'missing' | 'empty' | 'unreadable';

/** The property lists of a backup that are read. */
export type PlistName = 'Manifest.plist' | 'Status.plist' | 'Info.plist';

/** The given folder was not the backup itself, but one level above or below it. */
export type FolderHint = 'was-one-level-above' | 'was-one-level-below';

/** What a backup says about itself. Text comes from the device and must not be trusted. */
export interface BackupSummary {
  /** The folder that contains the catalogue. */
  readonly path: string;
  /** Present when the caller named another folder than `path`. */
  readonly hint?: FolderHint;
  readonly era: BackupEra;
  /** Spelled as in the property lists; the folder name only if no property list has it. */
  readonly udid?: string;
  readonly deviceName?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  readonly buildVersion?: string;
  /** `undefined` if neither Manifest.plist nor the header of the catalogue shows it. */
  readonly encrypted: boolean | undefined;
  /** When the device made the backup. */
  readonly date?: Date;
  /** What the computer wrote into Info.plist as the date. A run that the device refused can have written it. */
  readonly infoDate?: Date;
  /** As Status.plist says it; absent when that cannot be read. */
  readonly snapshotState?: 'uploading' | 'moving' | 'removing' | 'finished';
  /** The last run ended: Status.plist says so, Manifest.plist and a catalogue are there. */
  readonly isFinished: boolean;
  /** The last run was interrupted, and the version before it is shown. */
  readonly throughJournal: boolean;
  readonly plists: Readonly<Record<PlistName, PlistState>>;
  /** Where each fact that is known was taken from. */
  readonly sources: Readonly<Partial<Record<SummaryField, SummarySource>>>;
}

/** A file, directory or symbolic link of a backup. */
export interface BackupFile {
  readonly fileID: FileId;
  readonly domain: string;
  /** "" for the root of a domain. Untrusted text: never a path to open. */
  readonly relativePath: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Bytes when the device scanned the file; the stored content may differ (see `details`). */
  readonly size: number;
  /** st_mode with the type bits. */
  readonly mode: number;
  /** ISO 8601, UTC; null when the record is unreadable. */
  readonly modified: string | null;
  /** NSFileProtection as a number: 1 to 4 for complete, unless open, until first unlock and none. */
  readonly protectionClass: number;
  /** Of a symbolic link. Untrusted text. */
  readonly target?: string;
  /** The record in the catalogue cannot be decoded: size, mode, date and class are unknown (0 and null). */
  readonly unreadable?: true;
}

/** Everything that is known about one file. */
export interface BackupFileDetails {
  readonly file: BackupFile;
  /** Absent when the record is unreadable. */
  readonly record?: MBFile;
  /** What contradicts in its row and its record: the `reason` of the 'content-damaged' that reading it throws. */
  readonly fault?: string;
  /** Where the content is stored and how many bytes it has there; absent when it is missing, and for directories and links. */
  readonly payload?: Payload;
}

/** Stored content of a file. */
export interface Payload {
  /** Absolute path, made only from the checked fileID. After an interrupted run it can be in the journal. */
  readonly path: string;
  /** Where it belongs, relative to the backup folder, with `/`. */
  readonly place: string;
  /** Bytes as stored. */
  readonly size: number;
}

/** How many entries of each kind a domain has. */
export interface DomainCount {
  readonly domain: string;
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
}

/** Which files to look for. All given conditions must be true. */
export interface FileQuery {
  readonly domain?: string;
  /** Any of these, for an app that has several. Not together with `domain`. */
  readonly domains?: readonly string[];
  /** Only the direct children of this directory ("" for the root of the domain), at any depth without it. Demands `domain`. */
  readonly folder?: string;
  /** Only what lies in this directory at any depth ("" for the root of the domain), without the directory itself. Demands `domain`. */
  readonly below?: string;
  /** Part of `domain/relativePath`, or of the relativePath where `domain` is given; capital and small letters are alike. */
  readonly search?: string;
  /** Matched against the whole `domain/relativePath`. See read/glob.ts for the wildcards. */
  readonly glob?: string;
  readonly where?: FileConditions;
  /** By the UTF-8 bytes of domain, then relativePath, unless said. It decides how `position` counts, and goes not together with `after`. */
  readonly order?: FileOrder;
}

/** How to treat damaged content. */
export interface OpenContentOptions {
  /**
   * For callers that want the bytes anyway: content that contradicts its record comes without an error, and this is called at its end with the
   * 'content-damaged' that would have been thrown.
   */
  readonly onDamage?: (damage: BackupError) => void;
}

/** A stretch of places in a list, both included, counted from 0. */
export interface PlaceRange {
  readonly first: number;
  readonly last: number;
}

/** Where a page ended. Opaque, and valid only for the Backup that returned it. */
export type PageKey = number & { readonly __brand: 'PageKey' };

/** Which rows of a list to return. */
export interface PageRequest extends FileQuery {
  /** Continue behind this key … */
  readonly after?: PageKey;
  /** … or start at this place among the matches, counted from 0 (for a list that can be scrolled anywhere). */
  readonly position?: number;
  /** Rows at most; 1 to 10,000. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Some rows of a list, and where it continues. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Absent on the last page. */
  readonly next?: PageKey;
}

/**
 * An opened backup. Rows come ordered by the UTF-8 bytes of domain, then relativePath. Nothing in the folder is ever changed. Every method
 * rejects with CancelledError if its signal fires or the backup is closed during the call, and with BackupError 'catalogue-unreadable' if the
 * catalogue turns out to be damaged.
 */
export interface Backup extends AsyncDisposable {
  readonly summary: BackupSummary;
  /** The content of files cannot be read, for they are encrypted and no keys were given. */
  readonly isLocked: boolean;
  domains(signal?: AbortSignal): Promise<readonly DomainCount[]>;
  /** The domains put together by app, as `sizes` does it. */
  apps(signal?: AbortSignal): Promise<readonly AppDomains[]>;
  /** Small PNGs by bundle id, as far as Info.plist has them. Untrusted pictures. */
  readonly appIcons: ReadonlyMap<string, Uint8Array>;
  list(request: PageRequest): Promise<Page<BackupFile>>;
  count(query: FileQuery, signal?: AbortSignal): Promise<number>;
  /**
   * Names of the folders directly in a folder ("" for the root of the domain) that the paths of other rows go through, in no order. A row for such a
   * folder may be missing; a folder that has a row and nothing in it is not among them.
   */
  folders(domain: string, folder: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** At which place among the matches of a query a file is, counted from 0; undefined if it is not among them. */
  placeOf(query: FileQuery, fileID: string, signal?: AbortSignal): Promise<number | undefined>;
  /** The fileIDs of the matches at some places, `first` and `last` included. @throws BackupError 'too-many-rows' for more than 200,000 */
  fileIDs(query: FileQuery, places: readonly PlaceRange[], signal?: AbortSignal): Promise<readonly string[]>;
  /** Rows of the catalogue that cannot be used, and so are in no list; a verification names them. */
  unusableRows(signal?: AbortSignal): Promise<number>;
  get(domain: string, relativePath: string, signal?: AbortSignal): Promise<BackupFile | undefined>;
  getById(fileID: string, signal?: AbortSignal): Promise<BackupFile | undefined>;
  details(fileID: string, signal?: AbortSignal): Promise<BackupFileDetails | undefined>;
  /** The keybag, the classes, and the number of files in each. The numbers require reading every row, and can be canceled. */
  encryption(signal?: AbortSignal): Promise<EncryptionFacts>;
  /**
   * How much room the files of each app and each domain take, the largest first. This requires reading every row, and can be canceled. With `stored`
   * every stored file is looked at, too, which takes several seconds for 1,000,000 files.
   */
  sizes(options?: SizesOptions): Promise<BackupSizes>;
  /**
   * The decrypted content, in chunks, of any length. The bytes decide whether it is stored encrypted. The padding of an encrypted file decides
   * its length, not the size in the catalogue. It is compared with the digest, size and padding that its record announces, by the rules of a
   * verification: before the first chunk if it is small, otherwise at the end.
   * @throws BackupError 'no-such-file' for what has none, 'payload-missing', 'backup-encrypted', 'key-missing', 'file-io'; 'content-damaged'
   * with its `reason`, possibly after the last chunk; FormatError 'key-unwrap-failed'
   */
  open(file: BackupFile, signal?: AbortSignal, options?: OpenContentOptions): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
