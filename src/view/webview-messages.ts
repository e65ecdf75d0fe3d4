/** The messages between the extension and the page that browses a backup: one map of requests, one of events, one version. */
import type { ActionId } from './actions.ts';
import type { FindingsView, Overview, SizesView } from './overview-messages.ts';
import type { EncryptionFacts, FileOrder, FindingCode, PlaceRange, VerifyReport } from '../backup/index.ts';
import type { DatabaseRequestsOfPage } from './database-messages.ts';
import type { FileListRequests, FileRow } from './file-list-messages.ts';
import type { PersonalKind, PersonalRequestsOfPage } from './personal-messages.ts';
import type { PreviewShown, PreviewWish } from './preview-page.ts';

export type { EncryptionFacts };

/** Raised with every change that an older page or extension would misunderstand. */
export const MESSAGE_VERSION = 6;

/** The most rows that one answer may carry. */
export const MOST_ROWS = 200;

/** What became of the bytes of a file; `none` for what has no bytes (directories, links). */
export type PayloadState = 'present' | 'differs' | 'missing' | 'none';

/** `problem` is what is wrong with it; without one, nothing wrong was found. `at` in milliseconds since 1970. */
export interface FileCheck {
  readonly level: VerifyReport['level'];
  readonly sample?: number;
  readonly at: number;
  readonly problem?: FindingCode;
  /** What is wrong, in the words of the reader. */
  readonly title?: string;
}

/** Everything that the catalogue says about one file. Times in milliseconds since 1970. */
export interface FileDetails extends FileRow {
  readonly mode: number;
  readonly target?: string;
  readonly payload: PayloadState;
  /** What the check says of this file that is true of the backup now; absent where none is, or where the file has changed since. */
  readonly check?: FileCheck;
  /** Relative to the backup folder. */
  readonly storedAt?: string;
  readonly storedBytes?: number;
  /** What only the full record of the catalogue knows; absent when that is unreadable. */
  readonly record?: {
    readonly userId: number;
    readonly groupId: number;
    /** Decimal: it may be larger than a number can hold. */
    readonly inode: string;
    readonly birth: number;
    readonly statusChange: number;
    readonly flags: number;
    /** Hexadecimal. */
    readonly digest?: string;
    readonly extendedAttributeBytes?: number;
  };
}

export interface DomainRow {
  readonly domain: string;
  /** Files, folders and links. */
  readonly items: number;
}

/** What can be read of a backup: everything, the names of its files only, or not even those, for it is locked. */
type Readable = 'all' | 'names' | 'nothing';

/** The head of the page. `date` in milliseconds since 1970. */
export interface BrowserSummary {
  readonly deviceName?: string;
  readonly udid?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  readonly buildVersion?: string;
  readonly date?: number;
  readonly encrypted?: boolean;
  readonly readable: Readable;
  /** After how many minutes without use an unlocked backup locks itself; 0 means never. */
  readonly lockAfterMinutes: number;
  readonly finished: boolean;
  /** A later run was cut off, or is under way: the last good version is shown. */
  readonly throughJournal: boolean;
  /** A run of this window is under way. */
  readonly running: boolean;
}

/** What the page knows before it asks for data: its language and the translations of its phrases. */
export interface Greeting {
  readonly version: number;
  /** The id of the backup that this page is about: kept by the page, so that it can be brought back. Paths stay outside. */
  readonly backup: string;
  readonly language: string;
  readonly bundle?: Readonly<Record<string, string>>;
}

/** What a button of the page asks the extension to do. */
export type PageAction = 'verify' | 'verify-full' | 'show-log' | 'back-up' | 'unlock' | 'lock' | 'keychain';

type Nothing = Readonly<Record<string, never>>;

/** name → [params, result]. */
interface Requests extends DatabaseRequestsOfPage, FileListRequests, PersonalRequestsOfPage {
  ready: [{ readonly version: number }, Greeting];
  summary: [Nothing, BrowserSummary];
  domains: [Nothing, readonly DomainRow[]];
  details: [{ readonly fileID: string }, FileDetails];
  /** What is in a file, or a piece of it. */
  preview: [PreviewWish, PreviewShown];
  encryption: [Nothing, EncryptionFacts];
  /** The file that somebody wants to see in this page; each wish is told once. */
  wanted: [Nothing, { readonly fileID?: string; readonly fills?: boolean }];
  /** Open a file in an editor; `fills`: the page itself is the best one. */
  open: [{ readonly fileID: string; readonly beside: boolean }, { readonly fills: boolean }];
  overview: [Nothing, Overview];
  sizes: [Nothing, SizesView];
  findings: [Nothing, FindingsView];
  /** A button below a finding. */
  remedy: [{ readonly action: ActionId }, Nothing];
  /** The page of help about a finding. */
  explain: [{ readonly code: FindingCode }, Nothing];
  act: [{ readonly action: PageAction }, Nothing];
  copy: [{ readonly text: string }, Nothing];
}

export type RequestName = keyof Requests;
export type Params<Name extends RequestName> = Requests[Name][0];
export type Result<Name extends RequestName> = Requests[Name][1];

/** name → payload, from the extension to the page. */
export interface Events {
  /** The backup on disk is another one now: ask again. */
  changed: Nothing;
  /** Somebody wants to see a file: ask which. */
  wanted: Nothing;
}

/** An error as the page shows it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

export type PageClientMessage =
  | {
      readonly [Name in RequestName]: { readonly kind: 'request'; readonly id: number; readonly name: Name; readonly params: Params<Name> };
    }[RequestName]
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'violation'; readonly directive: string };

export type PageServerMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly [Name in keyof Events]: { readonly kind: 'event'; readonly name: Name; readonly payload: Events[Name] } }[keyof Events];

/** What the page keeps over a reload: where the reader is, never data. */
export interface PageState {
  /** As the greeting has it. */
  readonly backup: string;
  readonly domain?: string;
  /** The line that filters the list. */
  readonly search?: string;
  readonly fileID?: string;
  /** What the left side lists: domains, apps or folders. */
  readonly places?: PlacesMode;
  readonly app?: string;
  /** The folder of `domain` whose items the list shows. */
  readonly folder?: string;
  readonly order?: FileOrder;
  /** The row at the top edge. */
  readonly top?: number;
  readonly selected?: readonly PlaceRange[];
  /** Which rows those places are of: the backup, and how many rows were listed. */
  readonly mark?: string;
  readonly widths?: ColumnWidths;
  /** What the pane beside the list shows of a file. */
  readonly tab?: PaneTab;
  /** The width of that pane, in pixels. */
  readonly paneWidth?: number;
  /** The pane fills the page. */
  readonly isFilled?: boolean;
  readonly view?: PageView;
  /** What is shown of personal data, and the group of it. */
  readonly personal?: { readonly kind: PersonalKind; readonly group?: string };
}

export type PlacesMode = 'domains' | 'apps' | 'folders';

export type PaneTab = 'preview' | 'details';

/** What the page shows of the backup. */
export type PageView = 'overview' | 'files' | 'personal' | 'findings';

/** Widths of columns that a person has set, in pixels. The path has what the others leave. */
export type ColumnWidths = Readonly<Partial<Record<ColumnName, number>>>;

export type ColumnName = 'domain' | 'size' | 'modified' | 'class';

export const COLUMN_NAMES: readonly ColumnName[] = ['domain', 'size', 'modified', 'class'];

/** A cell of a row of the list. */
export type CellName = 'path' | ColumnName;

/** What VS Code hands to a command that was chosen from a context menu of the page. */
export type PageTarget =
  | {
      readonly webviewSection: 'file';
      readonly fileID: string;
      readonly name: string;
      /** It is one of several rows that are selected. */
      readonly selected?: boolean;
      /** The column that was clicked. */
      readonly column?: CellName;
    }
  | { readonly webviewSection: 'domain'; readonly name: string };
