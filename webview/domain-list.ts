/** The domains of a backup on the left: one tab stop, sections, counts. */
import { GROUP_WORDS, type DomainGroup, type DomainRow, type Reader } from '../src/view/index.ts';
import { domainSections, totalItems, type DomainEntry, type DomainSection } from './domain-sections.ts';
import { element, fill } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { rowForKey } from './list/grid-keys.ts';
import { badge } from './ui/index.ts';

const GROUP_ICONS: Readonly<Record<DomainGroup, IconName>> = { app: 'app', group: 'group', plugin: 'plugin', system: 'system' };
const ROWS_PER_PAGE = 10;

export class DomainList {
  readonly node: HTMLElement;
  readonly #reader: Reader;
  readonly #language: string;
  readonly #onSelect: (domain: string | undefined) => void;
  #options: { readonly node: HTMLElement; readonly domain: string | undefined; readonly label: string }[] = [];
  #active = 0;

  /** `onSelect` gets undefined for all domains together. */
  constructor(reader: Reader, language: string, onSelect: (domain: string | undefined) => void) {
    this.#reader = reader;
    this.#language = language;
    this.#onSelect = onSelect;
    this.node = element('div', { class: 'domains', role: 'listbox', tabindex: 0, 'aria-label': reader.translate('Domains', {}) });
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows the domains and marks one, without telling `onSelect`. Returns the domain that is marked. */
  show(rows: readonly DomainRow[], selected: string | undefined): string | undefined {
    this.#options = [];
    const all = this.#option(undefined, this.#reader.translate('All domains', {}), totalItems(rows), 'all');
    fill(this.node, all, ...domainSections(rows, this.#language).map((section) => this.#section(section)));
    const index = this.#options.findIndex(({ domain }) => domain === selected);
    this.#mark(Math.max(0, index));
    return this.#options[this.#active]?.domain;
  }

  clear(): void {
    this.#options = [];
    fill(this.node);
    this.node.removeAttribute('aria-activedescendant');
  }

  #section({ group, entries }: DomainSection): HTMLElement {
    const id = `section-${group}`;
    const heading = element('div', { class: 'domain-section', id, role: 'presentation' }, this.#reader.translate(GROUP_WORDS[group], {}));
    const options = entries.map((entry) => this.#entry(entry, GROUP_ICONS[group]));
    return element('div', { role: 'group', 'aria-labelledby': id }, heading, ...options);
  }

  #entry(entry: DomainEntry, picture: IconName): HTMLElement {
    const meaning = entry.meaning === undefined ? undefined : this.#reader.translate(entry.meaning, {});
    return this.#option(entry.domain, entry.label, entry.items, picture, meaning);
  }

  #option(domain: string | undefined, label: string, items: number, picture: IconName, meaning?: string): HTMLElement {
    const index = this.#options.length;
    const name = element('span', { class: 'domain-name' }, label);
    if (meaning !== undefined) name.append(element('span', { class: 'domain-meaning' }, meaning));
    const node = element(
      'div',
      { class: 'domain', role: 'option', id: `domain-${String(index)}`, title: domain ?? label, 'aria-selected': 'false' },
      icon(picture),
      name,
      badge(this.#reader.format.count(items)),
    );
    node.addEventListener('click', () => this.#select(index));
    this.#options.push({ node, domain, label });
    return node;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = { active: this.#active, rows: this.#options.length, rowsPerPage: ROWS_PER_PAGE };
    const next = rowForKey(event.key, place) ?? this.#startingWith(event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.#select(next);
  }

  /** The next entry whose label starts with a typed letter. */
  #startingWith(key: string): number | undefined {
    if (key.length !== 1 || key === ' ') return undefined;
    const letter = key.toLocaleLowerCase();
    const count = this.#options.length;
    for (let step = 1; step <= count; step++) {
      const index = (this.#active + step) % count;
      if (this.#options[index]?.label.toLocaleLowerCase().startsWith(letter)) return index;
    }
    return undefined;
  }

  #select(index: number): void {
    const option = this.#options[index];
    if (option === undefined || index === this.#active) return;
    this.#mark(index);
    this.#onSelect(option.domain);
  }

  #mark(index: number): void {
    this.#options[this.#active]?.node.setAttribute('aria-selected', 'false');
    this.#active = index;
    const option = this.#options[index];
    if (option === undefined) return;
    option.node.setAttribute('aria-selected', 'true');
    option.node.scrollIntoView({ block: 'nearest' });
    this.node.setAttribute('aria-activedescendant', option.node.id);
  }
}
