/** What the Files view asks the extension for: which files, in which order, and what is done with the rows that are selected. */
import type { AppDomains, BackupFile, FileConditions, FileOrder, PlaceRange } from '../backup/index.ts';

/** A file as the list shows it; `modified` in milliseconds since 1970, null when its record is unreadable. */
export interface FileRow extends Pick<BackupFile, 'domain' | 'relativePath' | 'kind' | 'size' | 'protectionClass' | 'unreadable'> {
  readonly fileID: string;
  readonly modified: number | null;
}

/** Which files of a backup, and in which order. All given conditions must be true. */
export interface FileQuery {
  readonly domain?: string;
  /** All domains of an app. */
  readonly domains?: readonly string[];
  /** The direct children of a folder of `domain`; "" is its root. */
  readonly folder?: string;
  /** What lies in a folder of `domain` at any depth. */
  readonly below?: string;
  readonly where?: FileConditions;
  /** A finding of the last check: its code, or `any`. */
  readonly finding?: string;
  readonly order?: FileOrder;
}

/** What a list shows, or the rows at some places of it. */
export interface RowsChoice {
  readonly query: FileQuery;
  readonly places?: readonly PlaceRange[];
}

/** What to extract. */
export type ExtractChoice = { readonly fileID: string } | RowsChoice;

/** How rows are copied: as a table, as JSON, by their paths or by their fileIDs. */
export type CopyForm = 'rows' | 'json' | 'paths' | 'ids';

/** The most rows that can be copied at once. */
export const MOST_COPIED_ROWS = 100_000;

/** The most stretches of rows that a selection may have. */
export const MOST_STRETCHES = 2000;

/** An app, a shared container or a system domain, and the domains that belong to it. */
export type AppRow = AppDomains;

/** How many files there are, and with them what is needed to show them: each further question would be a way there and back. */
export interface CountWish extends FileQuery {
  /** How many of the first rows. */
  readonly rows?: number;
  /** The file that is to be found in the list. */
  readonly fileID?: string;
}

export interface CountedFiles {
  readonly items: number;
  /** Another text for the same question means another list: places of rows are not true in it any more. */
  readonly mark: string;
  /** More files have a finding than are remembered. */
  readonly isPart?: true;
  readonly rows?: readonly FileRow[];
  /** At which place the file is; none if it is not in the list. */
  readonly place?: number;
}

type Nothing = Readonly<Record<string, never>>;

/** name → [params, result]. */
export interface FileListRequests {
  count: [CountWish, CountedFiles];
  rows: [FileQuery & { readonly first: number; readonly count: number }, { readonly rows: readonly FileRow[] }];
  apps: [Nothing, readonly AppRow[]];
  /** PNGs in base64, by bundle id. */
  appIcons: [Nothing, Readonly<Record<string, string>>];
  /** Folders that begin with a text, in a folder of a domain: at most a few. */
  folders: [
    { readonly domain: string; readonly folder: string; readonly begins?: string },
    { readonly names: readonly string[]; readonly hasMore: boolean },
  ];
  /** Rows are selected: what the context menu is about. */
  selected: [RowsChoice & { readonly count: number }, Nothing];
  extract: [ExtractChoice, Nothing];
  copyRows: [RowsChoice & { readonly as: CopyForm }, Nothing];
}
