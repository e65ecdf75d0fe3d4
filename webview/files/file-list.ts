/** The Files view at work: asks for the files of a place under a filter, and keeps the row, the selection and the place of the list where they can be kept. */
import {
  parseFilter,
  type AppRow,
  type CopyForm,
  type CountWish,
  type CountedFiles,
  type DomainRow,
  type FileFilter,
  type FileQuery,
  type FileRow,
  type Locale,
  type PageState,
  type RowsChoice,
} from '../../src/view/index.ts';
import type { ListOrder } from '../list/list-order.ts';
import type { Stretch } from '../list/row-selection.ts';
import { PAGE_ROWS, RowSource } from '../list/row-source.ts';
import { RequestFailed, type PageClient } from '../page-client.ts';
import {
  EVERYWHERE,
  appKey,
  completionOf,
  domainsOf,
  pathText,
  placeOf,
  queryOf,
  stateOf,
  typedPlace,
  type FilesPlace,
} from './files-place.ts';
import type { ExtractButton, ListLayout } from './list-layout.ts';

interface FileListEvents {
  readonly fail: (error: unknown) => void;
  /** The active row is not in the list any more. */
  readonly gone: () => void;
}

/** Where the list was before a reload of the window: true as long as the backup and what is listed are the same. */
type Kept = Pick<PageState, 'top' | 'selected'>;

/** The first order by size reads a million records; until then nobody has to be told. */
const PATIENCE_MS = 400;

const NOTHING: CountedFiles = { items: 0, mark: '' };
const MOST_STRETCHES_SENT = 2000;

/** More are not kept over a reload. */
const MOST_KEPT_STRETCHES = 200;

export class FileList {
  readonly #host: Pick<PageClient, 'request'>;
  readonly #locale: Locale;
  readonly #layout: ListLayout;
  readonly #events: FileListEvents;
  #place: FilesPlace = EVERYWHERE;
  #filter: FileFilter = {};
  #domains: readonly DomainRow[] = [];
  #apps: readonly AppRow[] = [];
  #counted: CountedFiles = NOTHING;
  /** What the rows in sight are an answer to; another question may be on its way. */
  #shown: FileQuery = {};
  #selected: readonly Stretch[] = [];
  #selectedCount = 0;
  /** Which backup it is, for what is kept by the places of rows. */
  #mark = '';
  #kept: Kept | undefined;
  #keptMark: string | undefined;
  #keptPlace: string | undefined;
  /** The backup is read anew, and the rows in sight are of the time before. */
  #isOld = false;

  constructor(host: Pick<PageClient, 'request'>, locale: Locale, layout: ListLayout, events: FileListEvents) {
    this.#host = host;
    this.#locale = locale;
    this.#layout = layout;
    this.#events = events;
  }

  get place(): FilesPlace {
    return this.#place;
  }

  get domains(): readonly DomainRow[] {
    return this.#domains;
  }

  /** What is kept over a reload. */
  get state(): Partial<PageState> {
    const { grid } = this.#layout;
    // A page that loses its way while the backup is read begins anew where the reader was.
    if (this.#kept !== undefined && this.#keptMark !== undefined) {
      return { ...stateOf(this.#place), ...this.#kept, mark: this.#keptMark };
    }
    const selected = this.#selected.length > MOST_KEPT_STRETCHES ? [] : this.#selected;
    return { ...stateOf(this.#place), top: grid.top, selected, mark: this.#markOf(this.#counted) };
  }

  /** Before the backup is read: where the reader was. Until then no row that is in sight can be meant: its place may be that of another file now. */
  restore(kept: PageState | undefined): void {
    this.#place = placeOf(kept);
    this.#kept = kept === undefined ? undefined : { top: kept.top ?? 0, selected: kept.selected ?? [] };
    this.#keptMark = kept?.mark;
    this.#keptPlace = JSON.stringify(stateOf(this.#place));
    this.#isOld = true;
    this.#layout.grid.freeze();
    this.#filter = this.#filterOf(this.#place.line) ?? {};
  }

  /** The backup is read: places that it does not have are left. */
  async begin(mark: string, signal: AbortSignal): Promise<void> {
    this.#mark = mark;
    this.#domains = await this.#host.request('domains', {}, signal);
    this.#apps = await this.#host.request('apps', {}, signal);
    this.#layout.places.begin(this.#domains, this.#apps);
    // They only decorate: nobody waits for them.
    void this.#host.request('appIcons', {}, signal).then(
      (icons) => (this.#layout.places.icons = icons),
      () => undefined,
    );
    const { domain, app, folder, ...rest } = this.#place;
    const hasDomain = this.#domains.some((row) => row.domain === domain);
    this.#place = {
      ...rest,
      ...(domain !== undefined && hasDomain ? { domain, ...(folder === undefined ? {} : { folder }) } : {}),
      ...(app !== undefined && domainsOf(app, this.#apps).length > 0 ? { app } : {}),
    };
  }

  /** Other files, of which nothing is shown yet. */
  go(place: Pick<FilesPlace, 'domain' | 'app' | 'folder'>): void {
    const { mode, line, order } = this.#place;
    this.#place = { mode, line, ...(order === undefined ? {} : { order }), ...place };
  }

  /** From one way to look at a place to another, as far as it is there, too. */
  changeMode(mode: FilesPlace['mode']): void {
    const { line, order, domain, app } = this.#place;
    const ofApp = app === undefined ? undefined : domainsOf(app, this.#apps)[0];
    const wanted = domain ?? ofApp;
    const owner = this.#apps.find(({ domains }) => wanted !== undefined && domains.includes(wanted));
    this.#place = {
      mode,
      line,
      ...(order === undefined ? {} : { order }),
      ...(mode === 'apps' ? (owner === undefined ? {} : { app: appKey(owner) }) : wanted === undefined ? {} : { domain: wanted }),
    };
  }

  /** Alone, without a filter: an app of the overview, by its key. */
  showApp(key: string): void {
    const [domain, ...others] = domainsOf(key, this.#apps);
    const isOne = domain !== undefined && others.length === 0;
    this.#place = isOne ? { mode: 'domains', domain, line: '' } : { mode: 'apps', app: key, line: '' };
    this.#filter = {};
  }

  /** Where a file is to be seen: in its folder if folders are shown, else in its domain, without a filter. */
  showPlaceOf(domain: string, relativePath: string): void {
    const folder = relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')));
    this.#place = this.#place.mode === 'folders' ? { mode: 'folders', domain, folder, line: '' } : { mode: 'domains', domain, line: '' };
    this.#filter = {};
  }

  /** False for a line that cannot be understood; the sentence that says why is shown. */
  filterBy(line: string): boolean {
    const filter = this.#filterOf(line);
    if (filter === undefined) return false;
    this.#filter = filter;
    this.#place = { ...this.#place, line: line.trim() };
    return true;
  }

  sortBy(order: ListOrder | undefined): void {
    const { order: _, ...place } = this.#place;
    this.#place = order === undefined ? place : { ...place, order };
  }

  /** The place that a typed path means; undefined for none. */
  typed(path: string): Pick<FilesPlace, 'domain' | 'folder'> | undefined {
    return typedPlace(path, this.#domains);
  }

  async complete(text: string): Promise<readonly string[]> {
    const wanted = completionOf(text, this.#domains);
    if ('domains' in wanted) return wanted.domains;
    const { names } = await this.#host.request('folders', wanted);
    const { domain, folder } = wanted;
    return names.map((name) => pathText({ domain, folder: folder === '' ? name : `${folder}/${name}` }));
  }

  /** Shows the files; the active row stays active if it is among them. */
  async list(active: string | undefined, signal: AbortSignal): Promise<void> {
    const query = this.#query;
    this.#layout.showPlace(this.#place);
    const counted = await this.#count({ ...query, rows: PAGE_ROWS, ...(active === undefined ? {} : { fileID: active }) }, signal);
    if (counted === undefined) return;
    const { items, rows, place, ...about } = counted;
    this.#counted = { items, ...about };
    this.#isOld = false;
    this.#shown = query;
    // Whatever is selected is told anew: the same places are other rows in another list.
    this.#selected = [];
    const kept = this.#takeKept(counted);
    if (items === 0) {
      this.#select([], 0);
      this.#layout.showNothing(this.#place.line, this.#domains.length === 0 ? 'backup' : 'place');
      this.#events.gone();
      return;
    }
    const loader = {
      load: async (first: number, count: number, loading: AbortSignal) =>
        (await this.#host.request('rows', { ...query, first, count }, loading)).rows,
      loaded: () => this.#layout.grid.refresh(),
      failed: this.#events.fail,
    };
    const source = new RowSource<FileRow>(items, loader, rows);
    this.#layout.showFiles(source, { ...this.#view, ...kept });
    if (place === undefined) this.#events.gone();
    else this.#layout.grid.activate(place);
  }

  /** Undefined, and said so, where nobody can know. */
  async #count(wish: CountWish, signal: AbortSignal): Promise<CountedFiles | undefined> {
    const busy = setTimeout(() => this.#layout.filter.say(this.#locale.translate('Reading the backup…', {})), PATIENCE_MS);
    try {
      return await this.#host.request('count', wish, signal);
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.failure.code !== 'no-check-known') throw error;
      this.#counted = NOTHING;
      this.#isOld = false;
      this.#shown = this.#query;
      this.#select([], 0);
      this.#layout.showNothing(this.#place.line, error.failure);
      this.#events.gone();
      return undefined;
    } finally {
      clearTimeout(busy);
    }
  }

  select(stretches: readonly Stretch[], count: number): void {
    const isSame = JSON.stringify(stretches) === JSON.stringify(this.#selected);
    this.#select(stretches, count);
    if (isSame || this.#isOld) return;
    const places = stretches.length > MOST_STRETCHES_SENT ? [] : stretches;
    void this.#host.request('selected', { query: this.#shown, places, count }).catch(this.#events.fail);
  }

  copy(as: CopyForm): void {
    if (this.#selectedCount === 0 || this.#isOld) return;
    void this.#host.request('copyRows', { ...this.#chosen, as }).catch(this.#events.fail);
  }

  get #query(): FileQuery {
    return queryOf(this.#place, this.#filter, this.#apps);
  }

  get #chosen(): RowsChoice {
    return { query: this.#shown, places: this.#selected };
  }

  get #view() {
    const { mode, domain, app, order } = this.#place;
    const appOf = this.#apps.find((each) => appKey(each) === app);
    const name = mode === 'apps' ? (appOf?.name ?? appOf?.id) : mode === 'folders' ? pathText(this.#place) : domain;
    const isFiltered = this.#filter.where !== undefined || this.#filter.finding !== undefined;
    return {
      label: name === undefined || name === '' ? this.#locale.translate('All domains', {}) : name,
      withDomain: mode === 'apps' || domain === undefined,
      namesOnly: mode === 'folders' && domain !== undefined && !isFiltered,
      order,
    };
  }

  #select(stretches: readonly Stretch[], count: number): void {
    this.#selected = stretches;
    this.#selectedCount = count;
    this.#layout.say(this.#counted, count, this.#buttons);
  }

  /** What is shown is what is extracted; what is selected, if it is more than one row. */
  get #buttons(): readonly ExtractButton[] {
    if (this.#counted.items === 0) return [];
    const { translate, format } = this.#locale;
    const extract = (choice: RowsChoice) => void this.#host.request('extract', choice).catch(this.#events.fail);
    const shown = { label: this.#extractLabel, onPress: () => extract({ query: this.#shown }) };
    if (this.#selectedCount < 2 || this.#isOld) return [shown];
    const label = translate('Extract Selected ({count})…', { count: format.count(this.#selectedCount) });
    return [{ label, onPress: () => extract(this.#chosen) }];
  }

  get #extractLabel(): string {
    const { translate } = this.#locale;
    const { mode, domain, app, line } = this.#place;
    if (line !== '') return translate('Extract What Is Shown…', {});
    if (mode === 'apps' && app !== undefined) return translate('Extract App…', {});
    if (mode === 'apps' || domain === undefined) return translate('Extract All…', {});
    return mode === 'folders' ? translate('Extract Folder…', {}) : translate('Extract Domain…', {});
  }

  #filterOf(line: string): FileFilter | undefined {
    const parsed = parseFilter(line, this.#locale.translate);
    const isGood = 'filter' in parsed;
    this.#layout.filter.showProblem(isGood ? undefined : parsed.problem);
    return isGood ? parsed.filter : undefined;
  }

  /** Once, and only if the same rows are listed: places mean nothing in another list. */
  #takeKept(counted: CountedFiles): Kept {
    const kept = this.#kept;
    this.#kept = undefined;
    const isSamePlace = JSON.stringify(stateOf(this.#place)) === this.#keptPlace;
    return kept !== undefined && isSamePlace && this.#keptMark === this.#markOf(counted) ? kept : {};
  }

  #markOf({ items, mark }: CountedFiles): string {
    return `${this.#mark} ${mark} ${String(items)}`;
  }
}
