/** What the databases of a backup mean to a person: messages, contacts, calls and so on, in windows, each database in a thread of its own. */
import { abortable, isCodedError } from '../../../base/index.ts';
import { fileIdOf } from '../../../formats/index.ts';
import { BackupError } from '../../errors.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup, BackupFile } from '../../read/backup.ts';
import { reasonOnlyEncrypted } from '../../survive/survival-rules.ts';
import type { DatabaseOverview } from '../sqlite/database-messages.ts';
import { openDatabasePreview, type DatabasePreview } from '../sqlite/database-preview.ts';
import { CONTACT_PICTURES, MOST_CONTACT_PICTURES, type ContactPicture } from './contact-pictures.ts';
import { PeopleNames } from './people-names.ts';
import {
  PERSONAL_KINDS,
  type NamedFile,
  type PersonalEntry,
  type PersonalGroup,
  type PersonalKind,
  type PersonalPerson,
  type ReadEntry,
} from './personal-entry.ts';
import { PERSONAL_PLACES } from './personal-places.ts';
import type { PersonalSearch } from './search-text.ts';
import type { PersonalAnswer, PersonalRequest, PersonalWindow, Unsearched, UnknownSchema } from './personal-requests.ts';

/** One kind, and the database that it is read from. */
export type PersonalPresence =
  | ({ readonly kind: PersonalKind; readonly state: 'present' } & Pick<BackupFile, 'fileID' | 'domain' | 'relativePath'>)
  /** `only-encrypted`: this backup is not encrypted, and only encrypted ones contain it. */
  | { readonly kind: PersonalKind; readonly state: 'absent'; readonly reason: 'not-there' | 'only-encrypted' };

/** What is known of a kind before its entries are asked for. */
export type PersonalFacts = PersonalDoubts &
  (UnknownSchema | { readonly state: 'known'; readonly entries: number; readonly groups?: number });

/** Why entries can be missing or wrong, as of any database. */
export type PersonalDoubts = Pick<DatabaseOverview, 'log' | 'isCutOff' | 'journalIgnored'>;

/** A part of a list that has `total` items. */
export interface PersonalPart<T> extends Unsearched {
  readonly state: 'known';
  readonly total: number;
  readonly items: readonly T[];
}

type OpenedName = PersonalKind | 'contact-pictures';

interface OpenDatabase {
  readonly database: Promise<DatabasePreview>;
  /** Questions that wait for their answers. */
  asked: number;
}

interface Asking {
  readonly signal?: AbortSignal | undefined;
}

/** Each open database is a thread with up to 192 MB. */
const MOST_OPEN = 3;
/** Kinds with people whose names only the contacts know: those are read while the database itself is opened. */
const WITH_PEOPLE: ReadonlySet<OpenedName> = new Set<OpenedName>(['messages', 'calls', 'voicemail']);

/**
 * Opens nothing yet. Close it when nothing more is asked.
 *
 * @example
 * ```ts
 * await using backup = await openBackup('backups/UDID');
 * await using personal = openPersonalData(backup);
 * const conversations = await personal.groups('messages', { position: 0, limit: 20 });
 * if (conversations.state === 'known') console.log(conversations.items);
 * ```
 */
export function openPersonalData(backup: Backup, { keys }: { readonly keys?: BackupKeys | undefined } = {}): PersonalData {
  return new PersonalData(backup, keys);
}

/**
 * What the databases of a backup mean. Each question rejects as those of a `DatabasePreview`, and with BackupError 'no-such-file' for a kind that the backup
 * does not have. A schema that is not known is an answer: it names what is missing.
 */
export class PersonalData implements AsyncDisposable {
  readonly #backup: Backup;
  readonly #keys: BackupKeys | undefined;
  /** In the order of their last use. */
  readonly #open = new Map<OpenedName, OpenDatabase>();
  readonly #closing = new AbortController();
  #names: Promise<PeopleNames> | undefined;

  /** @internal */
  constructor(backup: Backup, keys: BackupKeys | undefined) {
    this.#backup = backup;
    this.#keys = keys;
  }

  /** Every kind, and whether this backup has a database of it. */
  async kinds({ signal }: Asking = {}): Promise<readonly PersonalPresence[]> {
    const kinds: PersonalPresence[] = [];
    for (const kind of PERSONAL_KINDS) {
      const file = await this.#find(kind, signal);
      if (file === undefined) kinds.push({ kind, state: 'absent', reason: this.#whyAbsent(kind) });
      else kinds.push({ kind, state: 'present', fileID: file.fileID, domain: file.domain, relativePath: file.relativePath });
    }
    return kinds;
  }

  /** How many entries and groups there are, and what is doubtful about the database. */
  async facts(kind: PersonalKind, { signal }: Asking = {}): Promise<PersonalFacts> {
    const { log, isCutOff, journalIgnored } = await this.#ask(kind, (database) => database.overview({ signal }));
    const doubts = { log, isCutOff, journalIgnored };
    const answer = await this.#question({ ask: 'facts', kind }, signal);
    if (answer.state === 'unknown-schema') return { ...answer, ...doubts };
    const { entries, groups } = expected(answer, 'facts');
    return { state: 'known', entries, ...(groups === undefined ? {} : { groups }), ...doubts };
  }

  /** Conversations, folders, calendars, or months. */
  async groups(
    kind: PersonalKind,
    { position, limit, search, signal }: Omit<PersonalWindow, 'group'> & Asking,
  ): Promise<UnknownSchema | PersonalPart<PersonalGroup>> {
    const answer = await this.#question({ ask: 'groups', kind, position, limit, ...(await this.#searchFor(kind, search, signal)) }, signal);
    if (answer.state === 'unknown-schema') return answer;
    const { state: _, groups, ...counts } = expected(answer, 'groups');
    const names = await this.#namesFor(groups, signal);
    const items = groups.map((group) => ({ ...group, people: group.people.map((person) => names.named(person)) }));
    return { ...counts, state: 'known', items };
  }

  /** At most 200 entries, of a group or of all: messages with the oldest first, all else with the newest first, contacts by name. */
  async entries(
    kind: PersonalKind,
    { group, position, limit, search, signal }: PersonalWindow & Asking,
  ): Promise<UnknownSchema | PersonalPart<PersonalEntry>> {
    const answer = await this.#question(
      { ask: 'entries', kind, group, position, limit, ...(await this.#searchFor(kind, search, signal)) },
      signal,
    );
    if (answer.state === 'unknown-schema') return answer;
    const { state: _, entries, ...counts } = expected(answer, 'entries');
    const names = await this.#namesFor(entries, signal);
    const items: PersonalEntry[] = [];
    for (const entry of entries) items.push(await this.#withFiles(entry, names, signal));
    return { ...counts, state: 'known', items };
  }

  /**
   * The pictures of some contacts, by the keys of their entries. Who has none is left out; nobody has one if there is no database of them, or its schema is
   * unknown.
   * @throws BackupError 'range-invalid' for more than 48 keys
   */
  async contactPictures(keys: readonly string[], { signal }: Asking = {}): Promise<readonly ContactPicture[]> {
    if (keys.length > MOST_CONTACT_PICTURES || !keys.every((key) => /^-?\d{1,18}$/.test(key))) {
      throw new BackupError('range-invalid', 'no such contacts', { data: { keys: keys.length } });
    }
    const { domain, relativePath } = CONTACT_PICTURES;
    if ((await this.#backup.get(domain, relativePath, signal))?.kind !== 'file') return [];
    const request = { ask: 'pictures', keys: keys.map(BigInt) } as const;
    const answer = await this.#ask('contact-pictures', (database) => database.personal(request, { signal }));
    return answer.state === 'pictures' ? answer.pictures : [];
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#closing.abort();
    await Promise.all([...open.map(({ database }) => closed(database)), this.#names]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #find(kind: PersonalKind, signal?: AbortSignal): Promise<BackupFile | undefined> {
    return this.#first(PERSONAL_PLACES[kind], signal);
  }

  async #first(places: readonly NamedFile[], signal?: AbortSignal): Promise<BackupFile | undefined> {
    for (const { domain, relativePath } of places) {
      const file = await this.#backup.get(domain, relativePath, signal);
      if (file?.kind === 'file') return file;
    }
    return undefined;
  }

  #whyAbsent(kind: PersonalKind): 'not-there' | 'only-encrypted' {
    const { encrypted, productVersion } = this.#backup.summary;
    const major = productVersion === undefined ? undefined : Number.parseInt(productVersion, 10);
    const isOnlyEncrypted = PERSONAL_PLACES[kind].some((place) => reasonOnlyEncrypted(place, major) !== undefined);
    return encrypted === false && isOnlyEncrypted ? 'only-encrypted' : 'not-there';
  }

  #question(request: Exclude<PersonalRequest, { ask: 'pictures' }>, signal: AbortSignal | undefined): Promise<PersonalAnswer> {
    return this.#ask(request.kind, (database) => database.personal(request, { signal }));
  }

  /** A database that changed, or cannot be read, is opened anew with the next question. */
  async #ask<Answer>(kind: OpenedName, question: (database: DatabasePreview) => Promise<Answer>): Promise<Answer> {
    if (WITH_PEOPLE.has(kind)) void this.#peopleNames();
    const open = this.#open.get(kind) ?? { database: this.#openDatabase(kind), asked: 0 };
    this.#open.delete(kind);
    this.#open.set(kind, open);
    open.asked++;
    try {
      return await question(await open.database);
    } catch (error) {
      if (!isCodedError(error, 'preview-limit') && !isCodedError(error, 'cancelled')) this.#forget(kind, open);
      throw error;
    } finally {
      open.asked--;
      for (const [oldest, other] of this.#open) {
        if (this.#open.size > MOST_OPEN && other.asked === 0) this.#forget(oldest, other);
      }
    }
  }

  #forget(kind: OpenedName, open: OpenDatabase): void {
    if (this.#open.get(kind) === open) this.#open.delete(kind);
    void closed(open.database);
  }

  async #openDatabase(kind: OpenedName): Promise<DatabasePreview> {
    const places = kind === 'contact-pictures' ? [CONTACT_PICTURES] : PERSONAL_PLACES[kind];
    const file = await this.#first(places);
    if (file === undefined) throw noDatabase(kind, places);
    return await openDatabasePreview(this.#backup, file, { keys: this.#keys });
  }

  /** With the addresses of people whose names have the text: only the contacts know them. */
  async #searchFor(
    kind: PersonalKind,
    text: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly search?: PersonalSearch }> {
    if (text === undefined) return {};
    const names = WITH_PEOPLE.has(kind) ? await abortable(this.#peopleNames(), signal) : undefined;
    return { search: { text, addresses: names?.keysNamed(text) ?? [] } };
  }

  /** Where nobody is named, nobody waits for the contacts. */
  async #namesFor(items: readonly { readonly people: readonly PersonalPerson[] }[], signal: AbortSignal | undefined): Promise<PeopleNames> {
    if (items.every(({ people }) => people.length === 0)) return new PeopleNames([]);
    return await abortable(this.#peopleNames(), signal);
  }

  /** Contacts that cannot be read leave people without names. */
  #peopleNames(): Promise<PeopleNames> {
    this.#names ??= this.#readNames(this.#closing.signal).catch(() => new PeopleNames([]));
    return this.#names;
  }

  async #readNames(signal: AbortSignal): Promise<PeopleNames> {
    const file = await this.#find('contacts', signal);
    if (file === undefined) return new PeopleNames([]);
    await using database = await openDatabasePreview(this.#backup, file, { keys: this.#keys, signal });
    const answer = await database.personal({ ask: 'addresses', kind: 'contacts' }, { signal });
    return new PeopleNames(answer.state === 'addresses' ? answer.people : []);
  }

  async #withFiles({ files, pictures, people, ...entry }: ReadEntry, names: PeopleNames, signal?: AbortSignal): Promise<PersonalEntry> {
    const found: PersonalEntry['files'][number][] = [];
    for (const { name, candidates } of files) found.push({ name, ...(await this.#firstOf(candidates, signal)) });
    const picture = (await this.#firstOf(pictures, signal)).fileID;
    return { ...entry, people: people.map((person) => names.named(person)), files: found, ...(picture === undefined ? {} : { picture }) };
  }

  async #firstOf(candidates: readonly NamedFile[], signal?: AbortSignal): Promise<{ readonly fileID?: string }> {
    for (const { domain, relativePath } of candidates) {
      const file = await this.#backup.getById(fileIdOf(domain, relativePath), signal);
      if (file?.kind === 'file') return { fileID: file.fileID };
    }
    return {};
  }
}

async function closed(database: Promise<DatabasePreview>): Promise<void> {
  await (await database.catch(() => undefined))?.close();
}

function noDatabase(kind: OpenedName, [place]: readonly NamedFile[]): BackupError {
  return new BackupError('no-such-file', `no database of ${kind}`, {
    data: { path: `${place?.domain ?? ''}/${place?.relativePath ?? ''}` },
  });
}

function expected<State extends PersonalAnswer['state']>(answer: PersonalAnswer, state: State): PersonalAnswer & { readonly state: State } {
  if (answer.state !== state) throw new Error(`an answer to another question: ${answer.state}`);
  return answer as PersonalAnswer & { readonly state: State };
}
