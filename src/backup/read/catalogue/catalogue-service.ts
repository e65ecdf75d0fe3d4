/** Answers questions about an open catalogue; what the catalogue worker does with each request. */
import { isCodedError, nextTurn, throwIfAborted } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import type { BackupFile, DomainCount, FileQuery, Page, PageKey, PlaceRange } from '../backup.ts';
import type { CatalogueRequests, Params, RequestName, Result } from './catalogue-messages.ts';
import type { CatalogueRow, RankedRows } from './ranked-rows.ts';
import { viewFolder } from '../backup-folder.ts';
import { countClasses } from '../count-classes.ts';
import { sumDomains } from '../sum-domains.ts';
import { fileOf, recordOf } from '../file-rows.ts';
import { RowAttributes } from '../find/row-attributes.ts';
import { findMatches, type Matches } from '../matches.ts';
import { rowFault } from '../row-fault.ts';
import { sampleFiles } from '../sampled-files.ts';
import { lookIntoDatabase } from '../stored/look-into-database.ts';

const MOST_ROWS = 10_000;
const MOST_FILE_IDS = 200_000;
/** Some 10 ms; enough that the engine has compiled what a page runs through. */
const ROWS_AHEAD = 1000;
const FOLDERS_AHEAD = 20;
const PAGE_AHEAD = 100;

type Handlers = { [Name in RequestName]: (params: Params<Name>, signal: AbortSignal) => Result<Name> | Promise<Result<Name>> };

export class CatalogueService implements Disposable {
  readonly #store: RankedRows;
  /** Paging asks the same question again and again. */
  #latest: { readonly query: string; readonly matches: Promise<Matches> } | undefined;

  #hasReadAhead = false;
  readonly #attributes: RowAttributes;

  constructor(store: RankedRows, attributes = new RowAttributes(store)) {
    this.#store = store;
    this.#attributes = attributes;
  }

  /** Before the store goes. */
  [Symbol.dispose](): void {
    this.#attributes[Symbol.dispose]();
  }

  async answer<Name extends RequestName>(name: Name, params: Params<Name>, signal: AbortSignal): Promise<Result<Name>> {
    return await this.#handlers[name](params, signal);
  }

  readonly #handlers: Handlers = {
    domains: (_params, signal) => this.#domains(signal),
    list: (request, signal) => this.#list(request, signal),
    count: async (query, signal) => (await this.#matches(query, signal)).count,
    place: ({ query, fileID }, signal) => this.#placeOf(query, fileID, signal),
    fileIDs: ({ query, places }, signal) => this.#fileIDs(query, places, signal),
    folders: ({ domain, folder }) => this.#store.foldersIn(domain, folder),
    file: ({ fileID }) => this.#fileOf(this.#store.byFileID(fileID)),
    record: ({ fileID }) => {
      const row = this.#store.byFileID(fileID);
      if (row === undefined) return undefined;
      const { record } = recordOf(row);
      return { file: fileOf(row), record, fault: rowFault(row, record) };
    },
    unusable: () => this.#store.unusableCount,
    sample: () => sampleFiles(this.#store),
    database: ({ job, keys }) => lookIntoDatabase(job, keys),
    sizes: ({ storedIn }, signal) => sumDomains(this.#store, storedIn === undefined ? undefined : viewFolder(storedIn), signal),
    classes: (_params, signal) => countClasses(this.#store, signal),
  };

  /** Reads some rows along: whoever asks for the domains asks for a page next, and what is needed for it is then at hand. */
  async #domains(signal: AbortSignal): Promise<DomainCount[]> {
    const domains = this.#store.domains();
    if (this.#hasReadAhead) return domains;
    this.#hasReadAhead = true;
    this.#store.rows({ first: 1, last: ROWS_AHEAD }).forEach(fileOf);
    await this.#readFoldersAhead(domains, signal);
    return domains;
  }

  async #readFoldersAhead(domains: readonly DomainCount[], signal: AbortSignal): Promise<void> {
    try {
      for (const { domain } of domains.slice(0, FOLDERS_AHEAD)) await this.#list({ domain, folder: '', limit: PAGE_AHEAD }, signal);
    } catch (error) {
      // What cannot be read is said to whoever asks for it.
      if (!isCodedError(error)) throw error;
    }
  }

  async #list(request: CatalogueRequests['list'][0], signal: AbortSignal): Promise<Page<BackupFile>> {
    const { after, position, limit, ...query } = request;
    const asked = { position: position ?? 0, limit, after: after ?? 0 };
    if (!Object.values(asked).every((number) => Number.isSafeInteger(number) && number >= 0) || limit < 1 || limit > MOST_ROWS) {
      throw new BackupError('range-invalid', `a page cannot have ${limit} rows`, { data: asked });
    }
    if (after !== undefined && query.order !== undefined) {
      throw new BackupError('range-invalid', 'a page of an ordered list cannot begin behind a key', { data: asked });
    }
    const matches = await this.#matches(query, signal);
    const start = after === undefined ? asked.position : matches.placeBehind(after);
    const ranks = matches.ranks(start, limit);
    const rows = this.#store.rowsAt(ranks).map(fileOf);
    const last = ranks.at(-1);
    return last !== undefined && start + ranks.length < matches.count ? { rows, next: last as PageKey } : { rows };
  }

  async #placeOf(query: FileQuery, fileID: string, signal: AbortSignal): Promise<number | undefined> {
    const rank = this.#store.rankOf(fileID);
    return rank === undefined ? undefined : (await this.#matches(query, signal)).placeOf(rank);
  }

  async #fileIDs(query: FileQuery, places: readonly PlaceRange[], signal: AbortSignal): Promise<string[]> {
    const wanted = places.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (!(wanted <= MOST_FILE_IDS)) {
      throw new BackupError('too-many-rows', `${wanted} files are too many at once`, { data: { wanted, most: MOST_FILE_IDS } });
    }
    const matches = await this.#matches(query, signal);
    const found: string[] = [];
    for (const { first, last } of places) {
      for (const { fileID } of this.#store.rowsAt(matches.ranks(first, last - first + 1))) found.push(fileID);
      await nextTurn();
      throwIfAborted(signal);
    }
    return found;
  }

  async #matches(asked: FileQuery, signal: AbortSignal): Promise<Matches> {
    const query = keyOf(asked);
    if (this.#latest?.query === query) return this.#shared(this.#latest.matches, asked, signal);
    const matches = findMatches({ store: this.#store, attributes: this.#attributes }, asked, signal);
    const latest = { query, matches };
    this.#latest = latest;
    try {
      return await matches;
    } catch (error) {
      // A cancelled search must not be the answer to the next one.
      if (this.#latest === latest) this.#latest = undefined;
      throw error;
    }
  }

  /** Whoever began the search may cancel it; that is no answer to somebody else. */
  async #shared(matches: Promise<Matches>, query: FileQuery, signal: AbortSignal): Promise<Matches> {
    try {
      return await matches;
    } catch (error) {
      if (signal.aborted || !isCodedError(error, 'cancelled')) throw error;
      return this.#matches(query, signal);
    }
  }

  #fileOf(row: CatalogueRow | undefined): BackupFile | undefined {
    return row && fileOf(row);
  }
}

function keyOf({ domain, domains, folder, below, search, glob, where, order }: FileQuery): string {
  return JSON.stringify([domain, domains, folder, below, search, glob, where, order]);
}
