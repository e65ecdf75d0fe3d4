/** The names in one folder of the target: each entry its own, and a database's log always the name of its database. */
import { createHash } from 'node:crypto';
import { diskName } from './disk-name.ts';
import type { TargetTraits } from './target-traits.ts';

/** A name that was given out, for as long as names that begin with it may follow. */
export interface GivenName {
  readonly segment: string;
  /** On the disk; another one after `rename`. */
  disk: string;
  /** It was left out because something else stands there, and so must its log be. */
  isLeftOut: boolean;
}

/** Which database a file belongs to, by its name; undefined for what is no log. */
export function databaseOf(name: string): string | undefined {
  return /^(.+)-(?:wal|shm)$/s.exec(name)?.[1];
}

export class FolderNames {
  readonly #traits: TargetTraits;
  /** Folded names, where the file system takes different ones for one; hashes of them, for a folder may hold a million. */
  readonly #taken: Set<number> | undefined;
  /** Each begins with the one before it. */
  readonly #recent: GivenName[] = [];

  constructor(traits: TargetTraits) {
    this.#traits = traits;
    this.#taken = traits.fold === undefined ? undefined : new Set();
  }

  /** Segments come ordered by their bytes, a database therefore before its log. `asFolder` names the folder of a domain. */
  give(segment: string, name: (segment: string) => string = (text) => diskName(text, this.#traits.rules)): GivenName {
    for (let last = this.#recent.at(-1); last !== undefined && !segment.startsWith(last.segment); last = this.#recent.at(-1)) {
      this.#recent.pop();
    }
    const database = this.databaseOf(segment);
    const wanted = database === undefined ? name(segment) : database.disk + segment.slice(database.segment.length);
    const given = { segment, disk: this.#unique(wanted, segment), isLeftOut: database?.isLeftOut ?? false };
    this.#recent.push(given);
    return given;
  }

  /** The database that a log belongs to, if that has been named. */
  databaseOf(segment: string): GivenName | undefined {
    const database = databaseOf(segment);
    return database === undefined ? undefined : this.#recent.find((given) => given.segment === database);
  }

  #unique(wanted: string, segment: string): string {
    if (this.#taken === undefined || this.#take(wanted)) return wanted;
    const hash = createHash('sha1').update(segment).digest('hex');
    for (let length = 6; length < hash.length; length++) {
      const name = `${wanted}~${hash.slice(0, length)}`;
      if (this.#take(name)) return name;
    }
    return `${wanted}~${hash}`;
  }

  /** False when the name, or by a rare chance another of the same hash, was taken before. */
  #take(name: string): boolean {
    const folded = this.#traits.fold?.(name) ?? name;
    const hash = createHash('sha1').update(folded).digest().readUIntBE(0, 6);
    const isFree = this.#taken?.has(hash) !== true;
    this.#taken?.add(hash);
    return isFree;
  }
}
