/** Turns rows of the catalogue into steps through a tree on the disk: folders before what is in them, and left when nothing more comes. */
import { Buffer } from 'node:buffer';
import { fileIdOf, type MBFile } from '../../formats/index.ts';
import type { CatalogueRow } from '../read/catalogue/ranked-rows.ts';
import { kindOf, recordOf } from '../read/file-rows.ts';
import { OWN_PREFIX, domainFolderName } from './disk-name.ts';
import { FolderNames, type GivenName } from './folder-names.ts';
import type { ExtractCode } from './report.ts';
import type { TargetTraits } from './target-traits.ts';

export interface PlannedFolder {
  readonly domain: string;
  readonly relativePath: string;
  readonly fileID: string;
  /** Relative to the target; undefined above it: the target itself. Whoever enters it may change `path`. */
  readonly above: PlannedFolder | undefined;
  path: string;
  /** Names in it. */
  readonly names: FolderNames;
  readonly record?: MBFile;
  /** It stands under another name, or elsewhere, than in the backup. */
  readonly isRewritten: boolean;
  /** It, or a folder above it, does not stand where the backup has it: links that lead up from it would end elsewhere. */
  readonly isMoved: boolean;
  /** Set by whoever enters it. */
  state: 'unknown' | 'absent' | 'made' | 'standing' | 'blocked';
  /** Why it is blocked; undefined when it is only skipped. */
  obstacle?: { readonly code: ExtractCode; readonly reason?: string } | undefined;
}

export interface PlannedEntry {
  readonly row: CatalogueRow;
  readonly record: MBFile | undefined;
  readonly folder: PlannedFolder;
  readonly given: GivenName;
  readonly isRewritten: boolean;
}

export type Step =
  | { readonly kind: 'enter'; readonly folder: PlannedFolder }
  | { readonly kind: 'leave'; readonly folder: PlannedFolder }
  | { readonly kind: 'file'; readonly entry: PlannedEntry }
  | { readonly kind: 'symlink'; readonly entry: PlannedEntry };

export interface PlanContext {
  readonly traits: TargetTraits;
  /** Longer paths, in bytes from the target on, go to a folder of their own. */
  readonly longestPath: number;
  /** The row of a folder that was not selected, or does not come before what is in it. */
  readonly folderRow: (fileID: string) => CatalogueRow | undefined;
}

const LONG_PATHS = `${OWN_PREFIX}long-paths`;

/**
 * Rows come ordered by the bytes of domain and relativePath, so only the folders that lead to the current row are kept in mind, whatever
 * the size of the backup. A step is to be dealt with before the next one is asked for.
 */
export function* planTree(rows: Iterable<CatalogueRow>, context: PlanContext): Generator<Step> {
  const plan = new TreePlan(context);
  for (const row of rows) yield* plan.add(row);
  yield* plan.leaveAll();
}

class TreePlan {
  readonly #context: PlanContext;
  readonly #domainNames: FolderNames;
  /** By their path with a `/` behind it, '' for the folder of the domain; outer ones first. */
  readonly #open = new Map<string, PlannedFolder>();
  #domain: string | undefined;

  constructor(context: PlanContext) {
    this.#context = context;
    this.#domainNames = new FolderNames(context.traits);
  }

  *add(row: CatalogueRow): Generator<Step> {
    const { domain, relativePath } = row;
    if (domain !== this.#domain) yield* this.leaveAll();
    this.#domain = domain;
    yield* this.#leaveOthers(relativePath);
    const decoded = recordOf(row);
    const kind = kindOf(row.flags, decoded.record?.mode);
    if (kind === 'directory') {
      yield* this.#folder(relativePath === '' ? '' : `${relativePath}/`, row);
      return;
    }
    const slash = relativePath.lastIndexOf('/');
    const folder = yield* this.#folder(relativePath.slice(0, slash + 1));
    yield { kind, entry: yield* this.#entry(row, decoded.record, folder, relativePath.slice(slash + 1)) };
  }

  *leaveAll(): Generator<Step> {
    for (const folder of [...this.#open.values()].reverse()) yield { kind: 'leave', folder };
    this.#open.clear();
  }

  /** "a" is followed by "a-b" before "a/c": a folder is done when nothing that begins with its path can follow. */
  *#leaveOthers(relativePath: string): Generator<Step> {
    for (const [key, folder] of [...this.#open].reverse()) {
      if (relativePath.startsWith(folder.relativePath)) return;
      this.#open.delete(key);
      yield { kind: 'leave', folder };
    }
  }

  *#entry(row: CatalogueRow, record: MBFile | undefined, folder: PlannedFolder, segment: string): Generator<Step, PlannedEntry> {
    const given = folder.names.give(segment);
    if (this.#fits(folder.path, given.disk)) return { row, record, folder, given, isRewritten: given.disk !== segment };
    const longPaths = yield* this.#longPaths();
    return { row, record, folder: longPaths, given: longPaths.names.give(row.fileID), isRewritten: true };
  }

  /** The folder for a key of `#open`, entered together with those above it if it is not open. */
  *#folder(key: string, row?: CatalogueRow): Generator<Step, PlannedFolder> {
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const folder = key === '' ? this.#domainFolder(row) : yield* this.#subfolder(key, row);
    this.#open.set(key, folder);
    yield { kind: 'enter', folder };
    return folder;
  }

  #domainFolder(row: CatalogueRow | undefined): PlannedFolder {
    const domain = this.#domain ?? '';
    const { disk } = this.#domainNames.give(domain, (name) => domainFolderName(name, this.#context.traits.rules));
    return this.#planned('', disk, { above: undefined, isRewritten: disk !== domain, row });
  }

  *#subfolder(key: string, row: CatalogueRow | undefined): Generator<Step, PlannedFolder> {
    const relativePath = key.slice(0, -1);
    const slash = relativePath.lastIndexOf('/');
    const segment = relativePath.slice(slash + 1);
    const above = yield* this.#folder(relativePath.slice(0, slash + 1));
    const { disk } = above.names.give(segment);
    if (this.#fits(above.path, disk)) {
      return this.#planned(relativePath, `${above.path}/${disk}`, { above, isRewritten: disk !== segment, row });
    }
    const longPaths = yield* this.#longPaths();
    const path = `${longPaths.path}/${fileIdOf(this.#domain ?? '', relativePath)}`;
    return this.#planned(relativePath, path, { above: longPaths, isRewritten: true, row });
  }

  *#longPaths(): Generator<Step, PlannedFolder> {
    const domainFolder = yield* this.#folder('');
    const open = this.#open.get(LONG_PATHS);
    if (open !== undefined) return open;
    const names = new FolderNames(this.#context.traits);
    const path = `${domainFolder.path}/${LONG_PATHS}`;
    const folder = { ...domainFolder, above: domainFolder, path, names, isRewritten: false, isMoved: true, state: 'unknown' as const };
    this.#open.set(LONG_PATHS, folder);
    yield { kind: 'enter', folder };
    return folder;
  }

  #planned(
    relativePath: string,
    path: string,
    { above, isRewritten, row }: Pick<PlannedFolder, 'above' | 'isRewritten'> & { row: CatalogueRow | undefined },
  ): PlannedFolder {
    const domain = this.#domain ?? '';
    const fileID = row?.fileID ?? fileIdOf(domain, relativePath);
    const own = row ?? this.#context.folderRow(fileID);
    const record = own === undefined ? undefined : recordOf(own).record;
    const isMoved = above?.isMoved ?? false;
    const names = new FolderNames(this.#context.traits);
    const folder = { domain, relativePath, fileID, above, path, names, isRewritten, isMoved, state: 'unknown' as const };
    return record === undefined ? folder : { ...folder, record };
  }

  #fits(folder: string, name: string): boolean {
    return Buffer.byteLength(folder) + 1 + Buffer.byteLength(name) <= this.#context.longestPath;
  }
}
