/** The head of the file list: names of the columns, which sort, and between them separators that a mouse or the arrow keys move. */
import type { ColumnName, ColumnWidths, Locale } from '../../src/view/index.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { nextOrder, type ListOrder, type SortKey } from './list-order.ts';
import { LEAST_COLUMN_PX, MOST_COLUMN_PX, soundWidths, widthForKey, withinLimits } from './column-widths.ts';

const CLASS_OF: Readonly<Record<ColumnName, string>> = { domain: 'of-domain', size: 'size', modified: 'modified', class: 'class' };

interface HeadEvents {
  readonly resized: (widths: ColumnWidths) => void;
  /** Undefined: the order of paths. */
  readonly sorted: (order: ListOrder | undefined) => void;
}

export class GridHead {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #grid: HTMLElement;
  readonly #events: HeadEvents;
  readonly #sorters = new Map<SortKey, { readonly cell: HTMLElement; readonly button: HTMLElement; readonly words: string }>();
  #order: ListOrder | undefined;
  readonly #cells = new Map<ColumnName, HTMLElement>();
  #widths: ColumnWidths = {};

  /** `grid` bears the widths, for its rows to follow. */
  constructor(locale: Locale, grid: HTMLElement, events: HeadEvents) {
    this.#locale = locale;
    this.#grid = grid;
    this.#events = events;
    const { translate } = locale;
    const row = element(
      'div',
      { class: 'row', role: 'row', 'aria-rowindex': 1 },
      this.#sortable(element('span', { class: 'cell path', role: 'columnheader' }), 'path', translate('Path', {})),
      this.#column('domain', translate('Domain', {})),
      this.#column('size', translate('Size', {})),
      this.#column('modified', translate('Modified', {})),
      this.#column('class', translate('Class', {})),
    );
    this.node = element('div', { class: 'grid-head', role: 'rowgroup' }, row);
    this.show(undefined, false);
  }

  /** Widths that a person has set before; the others are as the style sheet says. */
  set widths(widths: ColumnWidths) {
    this.#widths = soundWidths(widths);
    for (const name of this.#cells.keys()) {
      const width = this.#widths[name];
      if (width === undefined) this.#grid.style.removeProperty(`--set-${name}`);
      else this.#grid.style.setProperty(`--set-${name}`, `${String(width)}px`);
    }
  }

  #column(name: ColumnName, label: string): HTMLElement {
    const separator = element('span', {
      class: 'separator',
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': this.#locale.translate('Width of {column}', { column: label }),
      'aria-valuemin': LEAST_COLUMN_PX,
      'aria-valuemax': MOST_COLUMN_PX,
      'aria-valuenow': LEAST_COLUMN_PX,
    });
    const cell = element('span', { class: `cell ${CLASS_OF[name]}`, role: 'columnheader' }, separator);
    // Domains are in the order of paths.
    if (name === 'domain') cell.append(element('span', { class: 'head-text' }, label));
    else this.#sortable(cell, name, label);
    this.#cells.set(name, cell);
    separator.addEventListener('focus', () => this.#sayWidth(name, separator));
    separator.addEventListener('keydown', (event) => this.#onKey(event, name, separator));
    separator.addEventListener('pointerdown', (event) => this.#onPull(event, name, separator));
    separator.addEventListener('dblclick', () => this.#set(name, undefined, separator));
    return cell;
  }

  /** Which column the rows are sorted by; in a folder, paths are names. */
  show(order: ListOrder | undefined, namesOnly: boolean): void {
    this.#order = order;
    for (const [by, { cell, button, words }] of this.#sorters) {
      const isSorted = by === (order?.by ?? 'path');
      const direction = order?.descending === true ? 'descending' : 'ascending';
      setAttributes(cell, { 'aria-sort': isSorted ? direction : 'none' });
      const label = by === 'path' && namesOnly ? this.#locale.translate('Name', {}) : words;
      fill(button, element('span', { class: 'head-text' }, label), isSorted ? icon('chevron', `sort-${direction}`) : undefined);
    }
  }

  #sortable(cell: HTMLElement, by: SortKey, words: string): HTMLElement {
    const button = element('button', { class: 'sort', type: 'button' });
    button.addEventListener('click', () => this.#events.sorted(nextOrder(by, this.#order)));
    cell.append(button);
    this.#sorters.set(by, { cell, button, words });
    return cell;
  }

  #onKey(event: KeyboardEvent, name: ColumnName, separator: HTMLElement): void {
    const { ctrlKey, metaKey, altKey, key } = event;
    if (ctrlKey || metaKey || altKey) return;
    const width = key === 'Enter' ? undefined : widthForKey(key, this.#widthOf(name), isRightToLeft(separator));
    if (width === undefined && key !== 'Enter') return;
    event.preventDefault();
    // The grid has its own use for these keys; all others are those of the page and of VS Code.
    event.stopPropagation();
    this.#set(name, width, separator);
  }

  #onPull(event: PointerEvent, name: ColumnName, separator: HTMLElement): void {
    if (event.button !== 0) return;
    event.preventDefault();
    separator.focus();
    const from = event.clientX;
    const width = this.#widthOf(name);
    const direction = isRightToLeft(separator) ? -1 : 1;
    const end = new AbortController();
    separator.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent) => this.#set(name, withinLimits(width - direction * (to.clientX - from)), separator);
    separator.addEventListener('pointermove', move, { signal: end.signal });
    for (const kind of ['pointerup', 'pointercancel'] as const) {
      separator.addEventListener(kind, () => end.abort(), { signal: end.signal });
    }
  }

  /** Undefined gives a column back the width that it has by itself. */
  #set(name: ColumnName, width: number | undefined, separator: HTMLElement): void {
    const { [name]: _, ...others } = this.#widths;
    this.widths = width === undefined ? others : { ...others, [name]: width };
    this.#sayWidth(name, separator);
    this.#events.resized(this.#widths);
  }

  #widthOf(name: ColumnName): number {
    return this.#cells.get(name)?.getBoundingClientRect().width ?? 0;
  }

  #sayWidth(name: ColumnName, separator: HTMLElement): void {
    setAttributes(separator, { 'aria-valuenow': withinLimits(this.#widthOf(name)) });
  }
}

function isRightToLeft(node: HTMLElement): boolean {
  return getComputedStyle(node).direction === 'rtl';
}
