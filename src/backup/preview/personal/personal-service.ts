/** Answers questions about the meaning of one database, in its thread. Keys are listed once for all windows of a group. */
import { BackupError } from '../../errors.ts';
import type { SandboxedDatabase } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import type { DatabaseLimits } from '../sqlite/database-limits.ts';
import type { DatabaseSchema } from '../sqlite/schema-facts.ts';
import { contactPictures } from './contact-pictures.ts';
import type { OpenedKind, ReaderTools } from './kind-reader.ts';
import { KIND_READERS } from './kind-readers.ts';
import { findEntries, type FoundEntries } from './found-entries.ts';
import { KnownColumns } from './known-columns.ts';
import type { PersonalGroup, PersonalKind } from './personal-entry.ts';
import type { PersonalAnswer, PersonalRequest, UnknownSchema } from './personal-requests.ts';
import type { PersonalSearch } from './search-text.ts';

const MOST_PERSONAL_ENTRIES = 200;
const LONGEST_SEARCH_CHARS = 200;

interface KnownKind {
  readonly kind: PersonalKind;
  readonly opened: OpenedKind;
  groups?: readonly PersonalGroup[] | undefined;
  /** Those of the group that was asked for last. */
  keys?: { readonly group: string | undefined; readonly search: PersonalSearch | undefined; readonly list: BigInt64Array };
  /** What was searched for last. */
  found?: FoundEntries;
}

export class PersonalService {
  readonly #database: SandboxedDatabase;
  readonly #limits: DatabaseLimits;
  #known: KnownKind | undefined;

  constructor(database: SandboxedDatabase, limits: DatabaseLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /** @throws as `DatabaseService.answer` */
  answer(request: PersonalRequest, schema: () => DatabaseSchema): PersonalAnswer {
    if (request.ask === 'pictures') return { state: 'pictures', pictures: contactPictures(this.#tools(schema), request.keys) };
    const known = this.#open(request.kind, schema);
    if ('state' in known) return known;
    switch (request.ask) {
      case 'facts':
        return this.#facts(known);
      case 'addresses':
        return { state: 'addresses', people: known.opened.addresses?.() ?? [] };
      case 'groups': {
        const { groups = [], ...unsearched } = this.#listed(known, request.search);
        return { state: 'groups', total: groups.length, groups: windowOf(groups, request), ...unsearched };
      }
      case 'entries': {
        const { groups: _groups, ...unsearched } = this.#listed(known, request.search);
        const list = this.#keys(known, request.group, request.search);
        return { state: 'entries', total: list.length, entries: known.opened.entries([...windowOf(list, request)]), ...unsearched };
      }
    }
  }

  #open(kind: PersonalKind, schema: () => DatabaseSchema): KnownKind | UnknownSchema {
    if (this.#known?.kind === kind) return this.#known;
    const tools = this.#tools(schema);
    const { columns } = tools;
    const [current, ...earlier] = KIND_READERS[kind];
    const missing = columns.missing(current.needs);
    const reader = missing.length === 0 ? current : earlier.find(({ needs }) => columns.missing(needs).length === 0);
    if (reader === undefined) return { state: 'unknown-schema', missing };
    this.#known = { kind, opened: reader.open(tools) };
    return this.#known;
  }

  #tools(schema: () => DatabaseSchema): ReaderTools {
    const check = () => {
      this.#limits.check();
    };
    return { database: this.#database, columns: new KnownColumns(schema()), check };
  }

  #facts(known: KnownKind): PersonalAnswer {
    const groups = this.#groups(known);
    if (groups === undefined) return { state: 'facts', entries: this.#keys(known, undefined).length };
    // All messages together are never shown, so nobody waits until they are sorted.
    const entries = known.kind === 'messages' ? groups.reduce((sum, group) => sum + group.entries, 0) : this.#keys(known, undefined).length;
    return { state: 'facts', entries, groups: groups.length };
  }

  #groups(known: KnownKind): readonly PersonalGroup[] | undefined {
    known.groups ??= known.opened.groups?.();
    return known.groups;
  }

  #listed(
    known: KnownKind,
    search: PersonalSearch | undefined,
  ): { readonly groups?: readonly PersonalGroup[]; readonly unsearched?: number } {
    const groups = search === undefined ? this.#groups(known) : this.#find(known, search).groups;
    const unsearched = search === undefined ? 0 : this.#find(known, search).unsearched;
    return { ...(groups === undefined ? {} : { groups }), ...(unsearched === 0 ? {} : { unsearched }) };
  }

  #keys(known: KnownKind, group: string | undefined, search?: PersonalSearch): BigInt64Array {
    const same = known.keys?.group === group && isSameSearch(known.keys?.search, search) ? known.keys : undefined;
    if (same !== undefined) return same.list;
    const list = search === undefined ? BigInt64Array.from(known.opened.keys(group)) : this.#find(known, search).keys(group);
    known.keys = { group, search, list };
    return list;
  }

  /** @throws BackupError 'range-invalid' */
  #find(known: KnownKind, search: PersonalSearch): FoundEntries {
    if (search.text === '' || search.text.length > LONGEST_SEARCH_CHARS) throw new BackupError('range-invalid', 'no text to search for');
    if (known.found === undefined || !isSameSearch(known.found.search, search)) {
      known.found = findEntries({ ...known, groups: this.#groups(known) }, search, () => this.#limits.isFirstHalf());
    }
    return known.found;
  }
}

function isSameSearch(one: PersonalSearch | undefined, other: PersonalSearch | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.text === other.text && one.addresses.join('\n') === other.addresses.join('\n');
}

/** @throws BackupError 'range-invalid' */
function windowOf<T extends { slice(from: number, to: number): T }>(
  list: T,
  { position, limit }: { readonly position: number; readonly limit: number },
): T {
  const isRange =
    Number.isSafeInteger(position) && position >= 0 && Number.isSafeInteger(limit) && limit >= 1 && limit <= MOST_PERSONAL_ENTRIES;
  if (!isRange) throw new BackupError('range-invalid', 'no such part', { data: { position, limit } });
  return list.slice(position, position + limit);
}
