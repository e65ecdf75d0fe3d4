/** Which paths of the last good version need the backup folder no longer: what it had there and below is kept, or it had nothing. */

/** The device's working folder: never part of a finished backup, so never worth keeping. */
const WORKING_FOLDER = 'Snapshot';

/** Paths are relative to the backup folder, with `/` between their segments; '' is the folder itself. A settled path covers all below it. */
export class SettledPaths {
  /** On a file system for which `AB` and `ab` are one name. */
  readonly foldsNames: boolean;
  readonly #namesIn = new Map<string, Set<string>>();
  /** Folders with settled paths somewhere below. */
  readonly #above = new Set<string>();
  #isAll = false;

  constructor(foldsNames: boolean) {
    this.foldsNames = foldsNames;
    this.add(WORKING_FOLDER);
  }

  /** True for a settled path, and for everything below one. */
  covers(path: string): boolean {
    if (this.#isAll) return true;
    const same = this.#fold(path);
    for (let end = same.indexOf('/'); ; end = same.indexOf('/', end + 1)) {
      const [folder, name] = split(end < 0 ? same : same.slice(0, end));
      if (this.#namesIn.get(folder)?.has(name) === true) return true;
      if (end < 0) return false;
    }
  }

  /** What lies below a settled path needs no entry of its own any more. */
  add(path: string): void {
    if (path === '') {
      this.#isAll = true;
      this.#namesIn.clear();
      this.#above.clear();
      return;
    }
    const same = this.#fold(path);
    if (this.covers(same)) return;
    if (this.#above.has(same)) this.#dropBelow(same);
    const [folder, name] = split(same);
    const names = this.#namesIn.get(folder);
    if (names !== undefined) {
      names.add(name);
      return;
    }
    this.#namesIn.set(folder, new Set([name]));
    for (let above = folder; above !== '' && !this.#above.has(above); [above] = split(above)) this.#above.add(above);
  }

  /** How many settled paths lie directly in a folder. */
  countIn(folder: string): number {
    return this.#namesIn.get(this.#fold(folder))?.size ?? 0;
  }

  /** Every folder with settled paths directly in it, and which names in it are settled, however they are written. */
  *byFolder(): Generator<[folder: string, isSettled: (name: string) => boolean]> {
    if (this.#isAll) yield ['', () => true];
    for (const [folder, names] of this.#namesIn) yield [folder, (name) => names.has(this.#fold(name))];
  }

  /** The topmost ones, in no order, the device's working folder among them. */
  *[Symbol.iterator](): Generator<string> {
    if (this.#isAll) yield '';
    for (const [folder, names] of this.#namesIn) {
      for (const name of names) yield folder === '' ? name : `${folder}/${name}`;
    }
  }

  #dropBelow(path: string): void {
    const isBelow = (folder: string) => folder === path || folder.startsWith(`${path}/`);
    for (const folder of [...this.#namesIn.keys()].filter(isBelow)) this.#namesIn.delete(folder);
    for (const folder of [...this.#above].filter(isBelow)) this.#above.delete(folder);
  }

  #fold(path: string): string {
    return this.foldsNames ? path.split('/').map(foldName).join('/') : wellFormed(path);
  }
}

/** The same for all spellings that a file system without case may take for one name; a dot or blank at the end is lost on those of Windows. */
export function foldName(name: string): string {
  const trimmed = name.replace(/[. ]+$/, '');
  return wellFormed(trimmed === '' ? name : trimmed)
    .normalize('NFD')
    .replace(IGNORED_BY_APPLE, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');
}

/** HFS+ takes names for the same that differ in these. */
const IGNORED_BY_APPLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Half a surrogate pair is written to a disk as U+FFFD. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}
