/** The line above the list: what filters it, a menu that writes into the line, how many rows there are, and what can be extracted of them. */
import { FILTER_EXAMPLES, filterGroups, hasTerm, toggledTerm, type FilterChoice, type Locale } from '../../src/view/index.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import type { ListOrder } from '../list/list-order.ts';
import type { ExtractButton } from './list-layout.ts';
import { SORT_WORDS } from './sort-words.ts';
import { button, searchField, select, type SearchField, type Select } from '../ui/index.ts';

interface FilterEvents {
  readonly typed: (line: string) => void;
  /** A button of the menu was pressed: at once. */
  readonly chosen: (line: string) => void;
  readonly sorted: (order: ListOrder | undefined) => void;
}

export class FilterBar {
  readonly nodes: readonly [bar: HTMLElement, menu: HTMLElement];
  readonly search: SearchField;
  readonly #locale: Locale;
  readonly #events: FilterEvents;
  readonly #status = element('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  readonly #actions = element('div', { class: 'toolbar-actions' });
  readonly #problem = element('p', { class: 'filter-problem', role: 'alert' });
  readonly #menu = element('div', { class: 'filter-menu', id: 'filter-menu' });
  readonly #toggle: HTMLElement;
  readonly #chips: { readonly node: HTMLElement; readonly choice: FilterChoice }[] = [];
  readonly #sort: Select<ListOrder['by']>;
  readonly #direction = element('button', { class: 'chip', type: 'button' });
  #order: ListOrder | undefined;

  constructor(locale: Locale, events: FilterEvents) {
    const { translate } = locale;
    this.#locale = locale;
    this.#events = events;
    const label = translate('Search names, paths and domains', {});
    const placeholder = translate('Search, or filter: *.jpg size:>1MB class:A', {});
    this.search = searchField({ label, placeholder, picture: icon('search'), onInput: (line) => events.typed(line) });
    this.#toggle = element(
      'button',
      { class: 'chip filter-toggle', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'filter-menu' },
      translate('Filter', {}),
      icon('chevron'),
    );
    this.#toggle.addEventListener('click', () => this.#open(this.#menu.hidden !== false));
    this.#sort = select({ label: translate('Sort by', {}), onChange: (by) => this.#sortBy(by, this.#order?.descending ?? false) });
    this.#direction.addEventListener('click', () => this.#sortBy(this.#order?.by ?? 'path', this.#order?.descending !== true));
    const region = element('div', { class: 'search', role: 'search' }, this.search.node);
    const bar = element('div', { class: 'toolbar' }, region, this.#toggle, this.#status, this.#actions);
    this.nodes = [bar, element('div', { class: 'filter-below' }, this.#problem, this.#menu)];
    this.#menu.hidden = true;
    this.showOrder(undefined);
  }

  get line(): string {
    return this.search.text;
  }

  set line(line: string) {
    this.search.text = line;
    this.#drawChips();
  }

  showOrder(order: ListOrder | undefined): void {
    const { translate } = this.#locale;
    this.#order = order;
    const options = Object.entries(SORT_WORDS).map(([value, words]) => ({ value: value as ListOrder['by'], label: translate(words, {}) }));
    this.#sort.offer(options, order?.by ?? 'path');
    fill(this.#direction, order?.descending === true ? translate('Descending', {}) : translate('Ascending', {}));
  }

  /** One sentence about a line that cannot be understood; none takes it away. */
  showProblem(problem: string | undefined): void {
    this.#problem.textContent = problem ?? '';
    setAttributes(this.search.node, { 'aria-invalid': problem === undefined ? undefined : 'true' });
  }

  say(text: string): void {
    this.#status.textContent = text;
  }

  offer(buttons: readonly ExtractButton[]): void {
    fill(this.#actions, ...buttons.map((each) => button({ ...each, look: 'other', picture: icon('extract') })));
  }

  /** False if the menu was not open, or nobody is in it. */
  closeMenu(): boolean {
    if (this.#menu.hidden || !this.nodes.some((node) => node.contains(document.activeElement))) return false;
    this.#open(false);
    this.#toggle.focus();
    return true;
  }

  #open(isOpen: boolean): void {
    if (isOpen && this.#chips.length === 0) this.#fillMenu();
    this.#menu.hidden = !isOpen;
    setAttributes(this.#toggle, { 'aria-expanded': String(isOpen) });
  }

  #fillMenu(): void {
    const { translate } = this.#locale;
    const groups = filterGroups(new Date()).map(({ words, choices }) => {
      const label = translate(words, {});
      const chips = choices.map((choice) => {
        const node = element('button', { class: 'chip', type: 'button' }, translate(choice.words, { value: choice.value }));
        node.addEventListener('click', () => this.#events.chosen(toggledTerm(this.line, choice.key, choice.value)));
        this.#chips.push({ node, choice });
        return node;
      });
      return element('div', { class: 'filter-group', role: 'group', 'aria-label': label }, element('span', {}, label), ...chips);
    });
    const label = translate('Sort by', {});
    const sort = element(
      'div',
      { class: 'filter-group', role: 'group', 'aria-label': label },
      element('span', {}, label),
      this.#sort.node,
      this.#direction,
    );
    const more = translate('Typed only: {examples}', { examples: FILTER_EXAMPLES.join('   ') });
    fill(this.#menu, ...groups, sort, element('p', { class: 'filter-more' }, more));
    this.#drawChips();
  }

  #drawChips(): void {
    for (const { node, choice } of this.#chips) {
      setAttributes(node, { 'aria-pressed': String(hasTerm(this.line, choice.key, choice.value)) });
    }
  }

  #sortBy(by: ListOrder['by'], descending: boolean): void {
    this.#events.sorted(by === 'path' && !descending ? undefined : { by, descending });
  }
}
