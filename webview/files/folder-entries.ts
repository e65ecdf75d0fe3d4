/** The folders of all domains as one list of entries, those below a folder only while it is open. Knows no DOM. */

export interface FolderEntry {
  readonly domain: string;
  /** "" for the root of a domain. */
  readonly folder: string;
  readonly label: string;
  /** From 1 on. */
  readonly level: number;
  readonly isOpen: boolean;
  /** What is below it is being asked for. */
  readonly isLoading: boolean;
  /** Nothing is in it that could be opened. */
  readonly isLeaf: boolean;
  /** There are more folders than the tree shows: this stands for the others. */
  readonly isRest: boolean;
}

/** What is known of the folders below one. */
export interface KnownFolders {
  readonly names: readonly string[];
  readonly hasMore: boolean;
}

export function folderKey(domain: string, folder: string): string {
  return `${domain}\0${folder}`;
}

/** `open` has the keys of folders that are open, `known` what is below those that were asked about. */
export function folderEntries(
  domains: readonly string[],
  open: ReadonlySet<string>,
  known: ReadonlyMap<string, KnownFolders>,
  restWords: string,
): FolderEntry[] {
  const entries: FolderEntry[] = [];
  const add = (domain: string, folder: string, label: string, level: number) => {
    const key = folderKey(domain, folder);
    const below = known.get(key);
    const isOpen = open.has(key);
    const isLeaf = below?.names.length === 0;
    entries.push({
      domain,
      folder,
      label,
      level,
      isOpen: isOpen && !isLeaf,
      isLoading: isOpen && below === undefined,
      isLeaf,
      isRest: false,
    });
    if (!isOpen || below === undefined) return;
    for (const name of below.names) add(domain, folder === '' ? name : `${folder}/${name}`, name, level + 1);
    if (below.hasMore) {
      entries.push({ domain, folder, label: restWords, level: level + 1, isOpen: false, isLoading: false, isLeaf: true, isRest: true });
    }
  };
  for (const domain of domains) add(domain, '', domain, 1);
  return entries;
}

/** The folders that have to be open for a folder to be seen, from the root of its domain on. */
export function foldersAbove(folder: string): string[] {
  if (folder === '') return [];
  const parts = folder.split('/');
  return parts.map((_, count) => parts.slice(0, count).join('/'));
}
