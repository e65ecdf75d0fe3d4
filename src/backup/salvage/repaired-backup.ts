/** Writes the repaired backup row by row: catalogue, content, and the folders above that no row is left of. */
import { FLAG_DIRECTORY, FLAG_FILE, FLAG_SYMLINK, type MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import type { CatalogueWriter } from './write-catalogue.ts';
import type { CopyWatch, SalvageTarget } from './salvage-target.ts';

export interface RepairedRow {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly kind: BackupFile['kind'];
  /** As found; one is made up where there is none. */
  readonly record?: MBFile;
  readonly blob?: Uint8Array;
  readonly payload?: Payload;
}

export interface RepairedFolder {
  /** Name of the backup folder in the target. */
  readonly name: string;
  /** Content lies in folders of two digits (iOS 10 and later), or all in one. */
  readonly isDeep: boolean;
}

export class RepairedBackup {
  readonly #target: SalvageTarget;
  readonly #folder: RepairedFolder;
  readonly #catalogue: CatalogueWriter;
  readonly #directories = new Set<string>();
  readonly #watch: CopyWatch;
  readonly #wanted = new Map<string, { domain: string; relativePath: string }>();

  constructor(target: SalvageTarget, folder: RepairedFolder, catalogue: CatalogueWriter, watch: CopyWatch) {
    this.#target = target;
    this.#folder = folder;
    this.#catalogue = catalogue;
    this.#watch = watch;
  }

  /** Returns where the content lies now, relative to the target. */
  async add(row: RepairedRow): Promise<string | undefined> {
    const { fileID, domain, relativePath, kind, payload, blob } = row;
    const record = row.record ?? assumedRecord(relativePath, kind, payload?.size ?? 0);
    const place = payload && `${this.#folder.name}/${this.#folder.isDeep ? `${fileID.slice(0, 2)}/` : ''}${fileID}`;
    if (payload !== undefined && place !== undefined) await this.#target.copy(payload, place, this.#watch);
    this.#catalogue.add({ fileID, domain, flags: FLAG_OF[kind], record, ...(blob === undefined ? {} : { blob }) });
    if (kind === 'directory') this.#directories.add(key(domain, relativePath));
    this.#wantAbove(domain, relativePath);
    return place;
  }

  /** The directories that rows need and that have none of their own. */
  missingDirectories(): { domain: string; relativePath: string }[] {
    return [...this.#wanted].filter(([each]) => !this.#directories.has(each)).map(([, name]) => name);
  }

  /** Characters that names of directories may still take. */
  #room = MOST_CHARACTERS;

  #wantAbove(domain: string, relativePath: string): void {
    for (let path = relativePath; path !== '';) {
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      const above = key(domain, path);
      if (this.#wanted.has(above) || above.length > LONGEST_NAME || this.#room < above.length) return;
      this.#room -= above.length;
      this.#wanted.set(above, { domain, relativePath: path });
    }
  }
}

/** Directories are not made up for paths that no phone has, nor more of them than there is memory for: a few hundred thousand. */
const LONGEST_NAME = 2048;
const MOST_CHARACTERS = 25_000_000;

function key(domain: string, relativePath: string): string {
  return `${domain}\0${relativePath}`;
}

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
