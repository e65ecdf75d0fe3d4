/** The domains of a backup on the left: a filter, and a list of any length of which only the rows in sight stand in the DOM. */
import type { Locale } from '../src/view/index.ts';
import { choosable, choosablePlaces, domainEntries, type DomainListEntry } from './domain-entries.ts';
import { DomainRowElement, domainRowId, type AppIcons } from './domain-row.ts';
import type { PlaceRow } from './domain-sections.ts';
import { element, setAttributes } from './element.ts';
import { icon } from './icons.ts';
import { rowForKey } from './list/grid-keys.ts';
import { RowGeometry } from './list/row-window.ts';
import { searchField, type SearchField } from './ui/index.ts';

/** With fewer domains, a filter is only in the way. */
const LEAST_DOMAINS_FOR_FILTER = 12;

export class DomainList {
  /** The filter and the list, in the order of the keyboard. */
  readonly nodes: readonly [filter: HTMLElement, list: HTMLElement];
  readonly #locale: Locale;
  readonly #language: string;
  readonly #onSelect: (domain: string | undefined) => void;
  readonly #filter: SearchField;
  readonly #list: HTMLElement;
  readonly #content = element('div', { class: 'domains-content', role: 'presentation' });
  readonly #status = element('p', { class: 'domains-status', role: 'status' });
  #domains: readonly PlaceRow[] = [];
  #icons: AppIcons = {};
  #entries: readonly DomainListEntry[] = [];
  #places: readonly number[] = [];
  #rows: DomainRowElement[] = [];
  #geometry = new RowGeometry(0, 0);
  /** Of all domains together, undefined. */
  #selected: string | undefined;

  /** `onSelect` gets undefined for all domains together. */
  constructor(locale: Locale, language: string, onSelect: (domain: string | undefined) => void) {
    this.#locale = locale;
    this.#language = language;
    this.#onSelect = onSelect;
    const label = locale.translate('Filter domains', {});
    this.#filter = searchField({ label, placeholder: label, picture: icon('search'), onInput: () => this.#update() });
    const region = element('div', { class: 'domains-filter' }, this.#filter.node, this.#status);
    this.#list = element(
      'div',
      { class: 'domains', role: 'listbox', tabindex: 0, 'aria-label': locale.translate('Domains', {}) },
      this.#content,
    );
    this.#list.addEventListener('keydown', (event) => this.#onKey(event));
    this.#list.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.#content.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#measure()).observe(this.#list);
    this.nodes = [region, this.#list];
  }

  /** Shows the domains and marks one, without telling `onSelect`. Returns the domain that is marked. */
  show(rows: readonly PlaceRow[], selected: string | undefined): string | undefined {
    this.#domains = rows;
    this.#selected = rows.some((row) => keyOf(row) === selected) ? selected : undefined;
    this.nodes[0].hidden = rows.length < LEAST_DOMAINS_FOR_FILTER;
    if (this.nodes[0].hidden) this.#filter.text = '';
    this.#update();
    this.#bringIntoSight(this.#active);
    return this.#selected;
  }

  /** Pictures that have come meanwhile. */
  set icons(icons: AppIcons) {
    this.#icons = icons;
    for (const row of this.#rows.splice(0)) row.node.remove();
    this.#draw();
  }

  set label(label: string) {
    setAttributes(this.#list, { 'aria-label': label });
  }

  /** False when there was nothing to clear, or the person is elsewhere. */
  clearFilter(): boolean {
    if (this.#filter.text === '' || !this.nodes.some((node) => node.contains(document.activeElement))) return false;
    this.#filter.text = '';
    this.#update();
    return true;
  }

  get #active(): number {
    return this.#entries.findIndex((entry) =>
      entry.kind === 'domain' ? keyOf(entry) === this.#selected : entry.kind === 'all' && this.#selected === undefined,
    );
  }

  #update(): void {
    const wanted = this.#filter.text.trim().toLocaleLowerCase(this.#language);
    const has = (text: string) => text.toLocaleLowerCase(this.#language).includes(wanted);
    const matches = (domain: string, meaning: string | undefined) =>
      wanted === '' || has(domain) || (meaning !== undefined && has(this.#locale.translate(meaning, {})));
    this.#entries = domainEntries(this.#domains, this.#language, matches);
    this.#places = choosablePlaces(this.#entries);
    this.#say(wanted);
    this.#measure();
  }

  #say(wanted: string): void {
    const { format, translate } = this.#locale;
    const left = this.#entries.filter(({ kind }) => kind === 'domain').length;
    const counts = { left: format.count(left), all: format.count(this.#domains.length) };
    const areApps = this.#domains.some(({ key }) => key !== undefined);
    const all = this.#domains.length === 1 ? translate('1 domain', {}) : translate('{all} domains', counts);
    const some = wanted === '' ? all : translate('{left} of {all} domains', counts);
    this.#status.textContent = areApps ? translate('{left} of {all} apps and domains', counts) : some;
  }

  #measure(): void {
    this.#geometry = new RowGeometry(this.#entries.length, this.#list.clientHeight);
    this.#content.style.blockSize = `${String(this.#geometry.contentPx)}px`;
    this.#draw();
  }

  #draw(): void {
    const { first, end, topPx } = this.#geometry.windowAt(this.#list.scrollTop);
    const count = end - first;
    while (this.#rows.length < count) this.#rows.push(new DomainRowElement(this.#locale, () => this.#icons));
    for (const row of this.#rows.splice(count)) row.node.remove();
    // A row keeps its element while it is in sight, so that a screen reader is not pulled from under the reader.
    const free = this.#rows.filter(({ index }) => index < first || index >= end);
    const placed = new Map(this.#rows.map((row) => [row.index, row]));
    const active = this.#active;
    for (const [place, entry] of this.#entries.slice(first, end).entries()) {
      const index = first + place;
      const row = placed.get(index) ?? free.pop();
      row?.show(index, entry, { active: index === active, place: this.#places[index] ?? 0, total: this.#places.at(-1) ?? 0 });
    }
    this.#rows.sort((a, b) => a.index - b.index);
    for (const [place, { node }] of this.#rows.entries()) {
      const there = this.#content.children[place] ?? null;
      if (there !== node) this.#content.insertBefore(node, there);
      node.style.marginBlockStart = place === 0 ? `${String(Math.round(topPx))}px` : '';
    }
    const inSight = active >= first && active < end;
    setAttributes(this.#list, { 'aria-activedescendant': inSight ? domainRowId(active) : undefined });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = { active: this.#active, rows: this.#entries.length, rowsPerPage: this.#geometry.rowsPerPage };
    const moved = rowForKey(event.key, place);
    const next = moved === undefined ? this.#startingWith(event.key) : this.#choosableFrom(moved, event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.#select(next);
  }

  /** Headings are passed over, in the direction of the move. */
  #choosableFrom(index: number, key: string): number | undefined {
    const isUpwards = key === 'ArrowUp' || key === 'PageUp' || key === 'End';
    const [step, back] = isUpwards ? ([-1, 1] as const) : ([1, -1] as const);
    return choosable(this.#entries, index, step) ?? choosable(this.#entries, index, back);
  }

  /** The next entry whose label starts with a typed letter. */
  #startingWith(key: string): number | undefined {
    if (key.length !== 1 || key === ' ') return undefined;
    const letter = key.toLocaleLowerCase(this.#language);
    const count = this.#entries.length;
    for (let step = 1; step <= count; step++) {
      const index = (this.#active + step + count) % count;
      const entry = this.#entries[index];
      if (entry?.kind === 'domain' && entry.label.toLocaleLowerCase(this.#language).startsWith(letter)) return index;
    }
    return undefined;
  }

  #onClick(event: MouseEvent): void {
    const clicked = (event.target as Element).closest('.domain');
    const row = this.#rows.find(({ node }) => node === clicked);
    if (row !== undefined) this.#select(row.index);
  }

  #select(index: number): void {
    const entry = this.#entries[index];
    if (entry === undefined || entry.kind === 'heading' || index === this.#active) return;
    this.#selected = entry.kind === 'all' ? undefined : keyOf(entry);
    this.#bringIntoSight(index);
    this.#onSelect(this.#selected);
  }

  #bringIntoSight(index: number): void {
    if (index >= 0) this.#list.scrollTop = this.#geometry.scrollTopToShow(index, this.#list.scrollTop);
    this.#draw();
  }
}

function keyOf({ key, domain }: { readonly key?: string; readonly domain: string }): string {
  return key ?? domain;
}
