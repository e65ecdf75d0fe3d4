/** A phone with any number of files of one size, for measuring. Entries and bytes are made on demand and not kept. */
import { EditableContent, type FileBase } from './editable-content.ts';
import { patternContent } from './pattern-content.ts';
import { PhoneEntry, TYPE_DIRECTORY, TYPE_FILE, type EntryAttributes } from './phone-entry.ts';
import { SAMPLE_NOW_SECONDS } from './small-phone.ts';

/** How many files, and how large. */
export interface BulkPhoneOptions {
  /** Files. */
  readonly count: number;
  /** Bytes of each. */
  readonly size: number;
}

const DOMAIN = 'AppDomain-com.example.bulk';
const FILES_PER_FOLDER = 1000;
const FIRST_INODE = 10_000n;
const DATES = { lastModified: SAMPLE_NOW_SECONDS, lastStatusChange: SAMPLE_NOW_SECONDS, birth: SAMPLE_NOW_SECONDS };
const FILE: Omit<EntryAttributes, 'inode'> = { mode: TYPE_FILE | 0o644, userId: 501, groupId: 501, ...DATES, protectionClass: 3, flags: 0 };
const DIRECTORY: Omit<EntryAttributes, 'inode'> = { ...FILE, mode: TYPE_DIRECTORY | 0o755, protectionClass: 0 };

/**
 * Makes content with any number of files of one size, none of which is kept in memory.
 *
 * @example
 * ```ts
 * const content = makeBulkPhone({ count: 100_000, size: 4096 });
 * await using simulator = await startSimulator({ devices: [{ content }] });
 * ```
 */
export function makeBulkPhone(options: BulkPhoneOptions): EditableContent {
  return new EditableContent(() => new BulkBase(options));
}

class BulkBase implements FileBase {
  readonly #count: number;
  readonly #size: number;

  constructor({ count, size }: BulkPhoneOptions) {
    this.#count = count;
    this.#size = size;
  }

  *files(): Generator<PhoneEntry> {
    yield directory('', 0);
    yield directory('Documents', 1);
    for (let index = 0; index < this.#count; index++) {
      const folder = Math.floor(index / FILES_PER_FOLDER);
      if (index % FILES_PER_FOLDER === 0) yield directory(`Documents/${padded(folder)}`, 2 + folder);
      yield this.#entry(index);
    }
  }

  file(domain: string, relativePath: string): PhoneEntry | undefined {
    if (domain !== DOMAIN) return undefined;
    if (relativePath === '') return directory('', 0);
    if (relativePath === 'Documents') return directory('Documents', 1);
    const match = /^Documents\/(\d{6})(?:\/file-(\d{8})\.bin)?$/.exec(relativePath);
    const folder = Number(match?.[1] ?? Infinity);
    if (folder * FILES_PER_FOLDER >= this.#count) return undefined;
    if (match?.[2] === undefined) return directory(relativePath, 2 + folder);
    const index = Number(match[2]);
    return index < this.#count && Math.floor(index / FILES_PER_FOLDER) === folder ? this.#entry(index) : undefined;
  }

  applications(): [] {
    return [];
  }

  #entry(index: number): PhoneEntry {
    const folder = padded(Math.floor(index / FILES_PER_FOLDER));
    const path = `Documents/${folder}/file-${String(index).padStart(8, '0')}.bin`;
    return new PhoneEntry(DOMAIN, path, { ...FILE, inode: FIRST_INODE + BigInt(this.#count + index) }, patternContent(this.#size, index));
  }
}

function directory(path: string, number: number): PhoneEntry {
  return new PhoneEntry(DOMAIN, path, { ...DIRECTORY, inode: BigInt(number) + 2n });
}

function padded(folder: number): string {
  return String(folder).padStart(6, '0');
}
