/** The files of a phone, which can change between two backups: a fixed base with changes on top. */
import type { FileChange, FileContent, PhoneApplication, PhoneContent, PhoneFile, PhoneSnapshot, ReadIncident } from './phone-content.ts';
import { ReadIncidents } from './read-incidents.ts';
import { PhoneEntry, TYPE_DIRECTORY, TYPE_FILE, type EntryAttributes } from './phone-entry.ts';

/** Files that somebody can enumerate in order and look up; it need not hold them all. */
export interface FileBase {
  /** In the order of `compareEntries`. */
  files(): Iterable<PhoneEntry>;
  file(domain: string, relativePath: string): PhoneEntry | undefined;
  applications(): readonly PhoneApplication[];
}

/** The order of all listings: domain, then path, by UTF-16 code units, so that it depends on no locale. */
export function compareEntries(a: { domain: string; relativePath: string }, b: { domain: string; relativePath: string }): number {
  if (a.domain !== b.domain) return a.domain < b.domain ? -1 : 1;
  if (a.relativePath === b.relativePath) return 0;
  return a.relativePath < b.relativePath ? -1 : 1;
}

/** null = removed. */
type Changes = ReadonlyMap<string, PhoneEntry | null>;

/** Later than every inode of a base. */
const FIRST_NEW_INODE = 900_000_000n;

export class EditableContent implements PhoneContent {
  readonly incidents = new ReadIncidents(this);
  readonly #makeBase: () => FileBase;
  #base: FileBase | undefined;
  #changes = new Map<string, PhoneEntry | null>();
  #revision: number;
  #nextInode = FIRST_NEW_INODE;

  /** `makeBase` is called when the files are first asked for; `revision` goes on from the content that this one replaces. */
  constructor(makeBase: () => FileBase, revision = 0) {
    this.#makeBase = makeBase;
    this.#revision = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  files(): Iterable<PhoneFile> {
    return this.snapshot().files();
  }

  snapshot(): PhoneSnapshot {
    const base = this.#openBase();
    const changes: Changes = new Map(this.#changes);
    return { files: () => merge(base, changes) };
  }

  applications(): readonly PhoneApplication[] {
    return this.#openBase().applications();
  }

  file(domain: string, relativePath: string): PhoneFile | undefined {
    return this.#entry(domain, relativePath);
  }

  setFile(domain: string, relativePath: string, change: FileChange): void {
    this.#makeParents(domain, relativePath);
    const before = this.#entry(domain, relativePath);
    const previous = before?.kind === 'file' ? before : this.#newEntry(domain, relativePath, TYPE_FILE | 0o644);
    const { content, ...attributes } = change;
    const later = previous === before ? previous.lastModified + 60 : previous.lastModified;
    this.#put(
      previous.with(
        { inode: this.#nextInode++, lastModified: later, lastStatusChange: later, ...defined(attributes) },
        content === undefined ? undefined : contentOf(content),
      ),
    );
  }

  makeDirectory(domain: string, relativePath: string): void {
    // The parents of what would lie in it.
    this.#makeParents(domain, `${relativePath}/`);
  }

  touch(domain: string, relativePath: string, change: Omit<FileChange, 'content'> = {}): void {
    const entry = this.#entry(domain, relativePath);
    if (entry === undefined) throw new RangeError(`the phone has no ${domain}-${relativePath}`);
    const attributes = defined(change);
    const dated = Object.keys(attributes).length === 0 ? { lastModified: entry.lastModified + 60 } : attributes;
    this.#put(entry.with({ lastStatusChange: entry.lastStatusChange + 60, ...dated }));
  }

  removeFile(domain: string, relativePath: string): boolean {
    const below = relativePath === '' ? '' : `${relativePath}/`;
    const gone: PhoneFile[] = [];
    const entry = this.#entry(domain, relativePath);
    if (entry === undefined) return false;
    if (entry.kind === 'directory') {
      for (const file of this.files()) if (file.domain === domain && file.relativePath.startsWith(below)) gone.push(file);
    }
    for (const file of [entry, ...gone]) this.#changes.set(keyOf(file.domain, file.relativePath), null);
    this.#revision++;
    return true;
  }

  whenRead(domain: string, relativePath: string, incident: ReadIncident): void {
    this.incidents.stage(domain, relativePath, incident);
  }

  #openBase(): FileBase {
    this.#base ??= this.#makeBase();
    return this.#base;
  }

  #entry(domain: string, relativePath: string): PhoneEntry | undefined {
    const changed = this.#changes.get(keyOf(domain, relativePath));
    return changed === undefined ? this.#openBase().file(domain, relativePath) : (changed ?? undefined);
  }

  #put(entry: PhoneEntry): void {
    this.#changes.set(keyOf(entry.domain, entry.relativePath), entry);
    this.#revision++;
  }

  #makeParents(domain: string, relativePath: string): void {
    if (relativePath === '') return;
    const parent = relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')));
    if (this.#entry(domain, parent)?.kind === 'directory') return;
    this.#makeParents(domain, parent);
    this.#put(this.#newEntry(domain, parent, TYPE_DIRECTORY | 0o755));
  }

  /** Owner, dates and class as the domain's root has them. */
  #newEntry(domain: string, relativePath: string, mode: number): PhoneEntry {
    const root = this.#entry(domain, '');
    const when = (root?.lastModified ?? NEW_DOMAIN_TIME) + 60;
    const attributes: EntryAttributes = {
      mode,
      userId: root?.userId ?? MOBILE_ID,
      groupId: root?.groupId ?? MOBILE_ID,
      inode: this.#nextInode++,
      lastModified: when,
      lastStatusChange: when,
      birth: when,
      protectionClass: mode & TYPE_FILE ? 3 : 0,
      flags: 0,
    };
    return new PhoneEntry(domain, relativePath, attributes);
  }
}

/** Bytes are copied: whoever gave them may change them. */
function contentOf(content: NonNullable<FileChange['content']>): FileContent {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) return content;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
  return { size: bytes.length, make: () => bytes };
}

/** The user "mobile". */
const MOBILE_ID = 501;
/** 2026-01-15T08:00:00Z, for a domain that was not there before. */
const NEW_DOMAIN_TIME = 1_768_464_000;

function keyOf(domain: string, relativePath: string): string {
  return `${domain}\0${relativePath}`;
}

/** Without the members that are undefined, which would overwrite what is there. */
function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Base and changes in one order; a changed or removed entry hides that of the base. */
function* merge(base: FileBase, changes: Changes): Generator<PhoneEntry> {
  const added = [...changes.values()].filter((entry) => entry !== null).sort(compareEntries);
  let next = 0;
  for (const entry of base.files()) {
    for (; next < added.length; next++) {
      const candidate = added[next];
      if (candidate === undefined || compareEntries(candidate, entry) > 0) break;
      yield candidate;
    }
    if (!changes.has(keyOf(entry.domain, entry.relativePath))) yield entry;
  }
  yield* added.slice(next);
}
