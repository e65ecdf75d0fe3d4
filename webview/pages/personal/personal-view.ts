/** Personal data: the kinds that the backup has, their groups and entries; a database of an unknown schema as its tables. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  Failure,
  Locale,
  PageState,
  Params,
  PersonalEntryRow,
  PersonalFileRow,
  PersonalGroupRow,
  PersonalHead,
  PersonalKinds,
} from '../../../src/view/index.ts';
import type { PageClient } from '../../page-client.ts';
import { button, searchField, type SearchField } from '../../ui/index.ts';
import { icon } from '../../icons.ts';
import { LightElement } from '../light-element.ts';
import { entryTemplate } from './entry-template.ts';
import { SlidingList } from './sliding-list.ts';
import { SmallPictures } from './small-pictures.ts';

type Kind = Params<'personal'>['kind'];
export type PersonalPlace = NonNullable<PageState['personal']>;

interface PersonalOptions {
  readonly locale: Locale;
  readonly host: Pick<PageClient, 'request'>;
  readonly failureOf: (error: unknown) => Failure;
  readonly openFile: (fileID: string) => void;
  readonly unlock: () => void;
  /** Shows a file by its content. */
  readonly preview: () => HTMLElement & { show(fileID: string): void };
  /** The tables of a database. */
  readonly database: (fileID: string) => HTMLElement;
  readonly moved: (place: PersonalPlace) => void;
}

/** Somebody who types is not done before. */
const TYPING_MS = 250;
const LONGEST_SEARCH_CHARS = 200;

/** What the page says of a search. */
interface Found {
  readonly total: number;
  readonly note?: string | undefined;
}

export class PersonalView extends LightElement {
  readonly #options: PersonalOptions;
  readonly #groups: SlidingList<PersonalGroupRow>;
  readonly #entries: SlidingList<PersonalEntryRow>;
  readonly #buttons: Readonly<Record<'back' | 'show' | 'again' | 'unlock', HTMLElement>>;
  #pictures: SmallPictures;
  #search: SearchField | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** Absent while nothing is searched for. */
  #found: Found | undefined;
  #kinds: PersonalKinds | undefined;
  #place: PersonalPlace | undefined;
  #head: PersonalHead | undefined;
  #tables: HTMLElement | undefined;
  #opened: { readonly file: PersonalFileRow; readonly preview: HTMLElement; readonly from: Element | null } | undefined;
  #failure: Failure | undefined;
  #loading = new AbortController();

  constructor(options: PersonalOptions) {
    super();
    this.#options = options;
    const { locale, openFile, unlock } = options;
    const { translate } = locale;
    this.#groups = new SlidingList(locale);
    this.#entries = new SlidingList(locale);
    this.#pictures = this.#newPictures();
    const other = (label: string, onPress: () => void) => button({ label, look: 'other', onPress });
    this.#buttons = {
      back: other(translate('Back', {}), () => this.#close()),
      show: other(translate('Show in Files', {}), () => openFile(this.#opened?.file.fileID ?? this.#head?.fileID ?? '')),
      again: other(translate('Try Again', {}), () => void this.load()),
      unlock: other(translate('Unlock…', {}), unlock),
    };
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#opened === undefined) return;
      event.stopPropagation();
      this.#close();
    });
  }

  /** Where somebody was before, unless they have gone elsewhere since. */
  set place(place: PersonalPlace | undefined) {
    this.#place ??= place;
  }

  /** Reads the backup anew. */
  async load(): Promise<void> {
    this.#kinds = undefined;
    this.#show(undefined);
    await this.#attempt(async (signal) => {
      const kinds = await this.#options.host.request('personalKinds', {}, signal);
      this.#kinds = kinds;
      const row = kinds.rows.find(({ kind }) => kind === this.#place?.kind) ?? kinds.rows[0];
      if (row !== undefined) await this.#read(row.kind, row.kind === this.#place?.kind ? this.#place.group : undefined, signal);
    });
  }

  #choose(kind: Kind): void {
    this.#show(undefined);
    this.#go(kind, undefined);
    void this.#attempt((signal) => this.#read(kind, undefined, signal));
  }

  #go(kind: Kind, group: string | undefined): void {
    this.#place = { kind, ...(group === undefined ? {} : { group }) };
    this.#options.moved(this.#place);
    this.requestUpdate();
  }

  /** Nothing of what was shown stays. */
  #show(head: PersonalHead | undefined): void {
    this.#head = head;
    clearTimeout(this.#typing);
    this.#found = undefined;
    this.#search = head?.search === undefined ? undefined : this.#newSearch(head.search);
    this.#tables = undefined;
    this.#opened = undefined;
    this.#failure = undefined;
    this.#groups.clear();
    this.#entries.clear();
    this.#pictures.forget();
    this.#pictures = this.#newPictures();
    this.requestUpdate();
  }

  async #read(kind: Kind, wanted: string | undefined, signal: AbortSignal): Promise<void> {
    this.#go(kind, wanted);
    const { host, database } = this.#options;
    const head = await host.request('personal', { kind }, signal);
    this.#show(head);
    if (!head.isKnown) {
      this.#tables = database(head.fileID);
      this.requestUpdate();
      return;
    }
    await this.#lists(head, wanted, signal);
  }

  get #wanted(): { readonly search?: string } {
    const search = this.#search?.text.trim().slice(0, LONGEST_SEARCH_CHARS) ?? '';
    return search === '' ? {} : { search };
  }

  #newSearch(label: string): SearchField {
    const onInput = () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.#attempt((signal) => this.#find(signal)), TYPING_MS);
    };
    return searchField({ label, placeholder: label, picture: icon('search'), onInput });
  }

  /** Asks for what the field wants, and takes away what it does not. */
  async #find(signal: AbortSignal): Promise<void> {
    const head = this.#head;
    if (head === undefined) return;
    this.#opened = undefined;
    this.#failure = undefined;
    this.#found = undefined;
    this.#groups.clear();
    this.#entries.clear();
    this.requestUpdate();
    const wanted = this.#wanted;
    if (wanted.search !== undefined) {
      const { total, note } = await this.#options.host.request(
        'personalEntries',
        { kind: head.kind, position: 0, limit: 1, ...wanted },
        signal,
      );
      if (signal.aborted) return;
      this.#found = { total, note };
      if (total === 0) return;
    }
    await this.#lists(head, undefined, signal);
  }

  /** The groups, if there are any, and the entries of one of them. */
  async #lists(head: PersonalHead, wanted: string | undefined, signal: AbortSignal): Promise<void> {
    const { host, locale } = this.#options;
    const { kind } = head;
    let group = wanted;
    if (head.groups !== undefined) {
      const search = this.#wanted;
      const load = (position: number, limit: number, loading: AbortSignal) =>
        host.request('personalGroups', { kind, position, limit, ...search }, loading);
      const { total, rows } = await load(0, 1, signal);
      if (signal.aborted) return;
      if (head.all === undefined) group ??= rows[0]?.key;
      this.#groups.show({
        label: locale.translate('Groups of {kind}', { kind: head.title }),
        load,
        row: (row) => this.#groupRow(row),
        failed: (error) => this.#fail(error),
        look: 'groups',
        total,
      });
    }
    this.#list(head, group);
  }

  #list(head: PersonalHead, group: string | undefined): void {
    const { host, locale } = this.#options;
    const { kind } = head;
    this.#go(kind, group);
    this.#opened = undefined;
    // What is of another group must not stand below the name of this one.
    this.#entries.clear();
    const search = this.#wanted;
    const load = (position: number, limit: number, signal: AbortSignal) =>
      host.request('personalEntries', { kind, position, limit, ...(group === undefined ? {} : { group }), ...search }, signal);
    const show = (total: number) =>
      this.#entries.show({
        label: locale.translate('{kind}, entries', { kind: head.title }),
        load,
        row: (row) => entryTemplate(row, { pictures: this.#pictures, locale, open: (file) => this.#open(file) }),
        failed: (error) => this.#fail(error),
        look: kind,
        startsAtEnd: head.endsWithNewest,
        total,
      });
    // Where the end is what people look at, it must be known how far it is.
    if (!head.endsWithNewest && search.search === undefined) show(head.entries);
    else void this.#attempt(async (signal) => show((await load(0, 1, signal)).total));
    this.#groups.refresh();
    this.requestUpdate();
  }

  #open(file: PersonalFileRow): void {
    if (file.fileID === undefined) return;
    const preview = this.#options.preview();
    preview.show(file.fileID);
    this.#opened = { file, preview, from: document.activeElement };
    this.requestUpdate();
    void this.updateComplete.then(() => this.#buttons.back.focus());
  }

  #close(): void {
    const from = this.#opened?.from;
    this.#opened = undefined;
    this.requestUpdate();
    void this.updateComplete.then(() => (from instanceof HTMLElement && from.isConnected ? from : this.#entries).focus());
  }

  #newPictures(): SmallPictures {
    const { host } = this.#options;
    return new SmallPictures(async (ids) => {
      // Contacts have no files, and the list of no other kind has portraits.
      if (this.#head?.kind === 'contacts') {
        const { pictures } = await host.request('contactPictures', { keys: ids });
        return pictures.map(({ key, picture }) => ({ id: key, picture }));
      }
      const { pictures } = await host.request('smallPictures', { fileIDs: ids });
      return pictures.map(({ fileID, picture }) => ({ id: fileID, picture }));
    });
  }

  async #attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#loading.abort();
    const mine = new AbortController();
    this.#loading = mine;
    try {
      await work(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) this.#fail(error);
    }
    this.requestUpdate();
  }

  #fail(error: unknown): void {
    this.#failure = this.#options.failureOf(error);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { translate } = this.#options.locale;
    const kinds = this.#kinds;
    return html`<nav class="personal-kinds" aria-label=${translate('Personal data', {})}>
        ${kinds?.rows.map(
          ({ kind, label }) =>
            html`<button
              type="button"
              class="personal-choice"
              aria-current=${String(kind === this.#place?.kind)}
              @click=${() => this.#choose(kind)}
            >
              ${label}
            </button>`,
        )}
        ${kinds?.notes.map((note) => html`<p class="quiet">${note}</p>`)}
      </nav>
      ${this.#failure === undefined ? this.#content(kinds) : this.#failed(this.#failure)}`;
  }

  #content(kinds: PersonalKinds | undefined): TemplateResult {
    const { translate } = this.#options.locale;
    const head = this.#head;
    if (kinds?.rows.length === 0) {
      return html`<p class="preview-hint">${translate('This backup contains no data of a kind that is known here.', {})}</p>`;
    }
    if (head === undefined) return html`<p class="preview-hint" role="status">${translate('Reading…', {})}</p>`;
    const isEmpty = this.#found?.total === 0;
    return html`<div class="personal-head">
        <h2>${head.title}</h2>
        <p class="quiet" role="status">${this.#foundWords() ?? head.sentence}</p>
        ${this.#search === undefined ? nothing : html`<div class="search personal-search" role="search">${this.#search.node}</div>`}
        ${this.#found?.note === undefined ? nothing : html`<p class="preview-note" data-level="warning">${this.#found.note}</p>`}
        ${head.notes.map((note) => html`<p class="preview-note" data-level="warning">${note}</p>`)}
      </div>
      ${this.#tables ?? (head.groups === undefined || isEmpty ? nothing : this.#groupList(head))}
      ${
        head.isKnown
          ? html`<div class="personal-entries" ?hidden=${this.#opened !== undefined}>${this.#entries}</div>
              ${this.#openedFile()}`
          : nothing
      }`;
  }

  #foundWords(): string | undefined {
    const { translate, format } = this.#options.locale;
    if (this.#wanted.search === undefined) return undefined;
    if (this.#found === undefined) return translate('Searching…', {});
    return this.#found.total === 0
      ? translate('Nothing found.', {})
      : translate('Found: {count}', { count: format.count(this.#found.total) });
  }

  #groupList(head: PersonalHead): TemplateResult {
    const all = head.all;
    return html`<div class="personal-groups">
      ${all === undefined ? nothing : this.#groupButton(all, '', undefined, head)}${this.#groups}
    </div>`;
  }

  #groupRow({ key, title, detail }: PersonalGroupRow): TemplateResult {
    return this.#groupButton(title, detail, key, this.#head);
  }

  #groupButton(title: string, detail: string, key: string | undefined, head: PersonalHead | undefined): TemplateResult {
    return html`<button
      type="button"
      class="personal-choice"
      aria-current=${String(key === this.#place?.group)}
      @click=${() => head && this.#list(head, key)}
    >
      <span class="personal-name">${title}</span><span class="quiet">${detail}</span>
    </button>`;
  }

  #openedFile(): TemplateResult | typeof nothing {
    const opened = this.#opened;
    if (opened === undefined) return nothing;
    return html`<section class="personal-opened" aria-label=${opened.file.name}>
      <div class="db-actions">${this.#buttons.back}${this.#buttons.show}</div>
      <h3>${opened.file.name}</h3>
      ${opened.preview}
    </section>`;
  }

  #failed({ code, message, action }: Failure): TemplateResult {
    return html`<div class="preview-hint" role="alert">
      <p>${message}</p>
      <p>${action}</p>
      ${code === 'backup-encrypted' ? this.#buttons.unlock : this.#buttons.again}
    </div>`;
  }
}

customElements.define('backup-personal', PersonalView);
