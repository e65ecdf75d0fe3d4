/** Writes the repaired backup row by row: catalogue, content, and the folders above that no row is left of. */
import { FLAG_DIRECTORY, FLAG_FILE, FLAG_SYMLINK, type MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import type { CatalogueWriter } from './write-catalogue.ts';
import type { RowStore } from './row-store.ts';
import type { CopyWatch, SalvageTarget } from './salvage-target.ts';

interface RepairedRow {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly kind: BackupFile['kind'];
  /** As found; one is made up where there is none. */
  readonly record?: MBFile;
  readonly blob?: Uint8Array;
  readonly payload?: Payload;
}

interface RepairedFolder {
  /** Name of the backup folder in the target. */
  readonly name: string;
  /** Content lies in folders of two digits (iOS 10 and later), or all in one. */
  readonly isDeep: boolean;
}

export class RepairedBackup {
  readonly #target: SalvageTarget;
  readonly #folder: RepairedFolder;
  readonly #catalogue: CatalogueWriter;
  readonly #store: RowStore;
  readonly #watch: CopyWatch;

  constructor(target: SalvageTarget, folder: RepairedFolder, catalogue: CatalogueWriter, store: RowStore, watch: CopyWatch) {
    this.#target = target;
    this.#folder = folder;
    this.#catalogue = catalogue;
    this.#store = store;
    this.#watch = watch;
  }

  /** Returns where the content lies now, relative to the target. */
  async add(row: RepairedRow): Promise<string | undefined> {
    const { fileID, domain, relativePath, kind, payload, blob } = row;
    const record = row.record ?? assumedRecord(relativePath, kind, payload?.size ?? 0);
    const place = payload && `${this.#folder.name}/${this.#folder.isDeep ? `${fileID.slice(0, 2)}/` : ''}${fileID}`;
    if (payload !== undefined && place !== undefined) await this.#target.copy(payload, place, this.#watch);
    this.#catalogue.add({ fileID, domain, flags: FLAG_OF[kind], record, ...(blob === undefined ? {} : { blob }) });
    if (kind === 'directory') this.#store.haveDirectory(domain, relativePath);
    this.#wantAbove(domain, relativePath);
    return place;
  }

  /** Characters that names of directories may still take. */
  #room = MOST_CHARACTERS;

  #wantAbove(domain: string, relativePath: string): void {
    for (let path = relativePath; path !== '';) {
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      const length = domain.length + path.length;
      if (length > LONGEST_NAME || this.#room < length || !this.#store.wantDirectory(domain, path)) return;
      this.#room -= length;
    }
  }
}

/** Directories are not made up for paths that no phone has, nor more of them than some hundred thousand. */
const LONGEST_NAME = 2048;
const MOST_CHARACTERS = 40_000_000;

const FLAG_OF = { file: FLAG_FILE, directory: FLAG_DIRECTORY, symlink: FLAG_SYMLINK } as const;

/**
 * What a row needs and nothing tells any more. No digest: only the device's own could prove anything. The user is "mobile", to whom 3,366 of
 * 3,721 rows of a real backup belong; the class is the one that most files of apps have.
 */
function assumedRecord(relativePath: string, kind: BackupFile['kind'], size: number): MBFile {
  return {
    relativePath,
    mode: kind === 'directory' ? 0o040755 : 0o100644,
    inode: 0n,
    userId: 501,
    groupId: 501,
    lastModified: 0,
    lastStatusChange: 0,
    birth: 0,
    size,
    protectionClass: kind === 'directory' ? 0 : 3,
    flags: 0,
  };
}
