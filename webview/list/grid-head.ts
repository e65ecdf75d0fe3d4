/** The head of the file list: names of the columns, and between them separators that a mouse or the arrow keys move. */
import type { ColumnName, ColumnWidths, Locale } from '../../src/view/index.ts';
import { element, setAttributes } from '../element.ts';
import { LEAST_COLUMN_PX, MOST_COLUMN_PX, soundWidths, widthForKey, withinLimits } from './column-widths.ts';

const CLASS_OF: Readonly<Record<ColumnName, string>> = { domain: 'of-domain', size: 'size', modified: 'modified' };

export class GridHead {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #grid: HTMLElement;
  readonly #onChange: (widths: ColumnWidths) => void;
  readonly #cells = new Map<ColumnName, HTMLElement>();
  #widths: ColumnWidths = {};

  /** `grid` bears the widths, for its rows to follow. */
  constructor(locale: Locale, grid: HTMLElement, onChange: (widths: ColumnWidths) => void) {
    this.#locale = locale;
    this.#grid = grid;
    this.#onChange = onChange;
    const { translate } = locale;
    const row = element(
      'div',
      { class: 'row', role: 'row', 'aria-rowindex': 1 },
      element('span', { class: 'cell path', role: 'columnheader', 'aria-sort': 'ascending' }, translate('Path', {})),
      this.#column('domain', translate('Domain', {})),
      this.#column('size', translate('Size', {})),
      this.#column('modified', translate('Modified', {})),
    );
    this.node = element('div', { class: 'grid-head', role: 'rowgroup' }, row);
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
    const cell = element(
      'span',
      { class: `cell ${CLASS_OF[name]}`, role: 'columnheader' },
      separator,
      element('span', { class: 'head-text' }, label),
    );
    this.#cells.set(name, cell);
    separator.addEventListener('focus', () => this.#sayWidth(name, separator));
    separator.addEventListener('keydown', (event) => this.#onKey(event, name, separator));
    separator.addEventListener('pointerdown', (event) => this.#onPull(event, name, separator));
    separator.addEventListener('dblclick', () => this.#set(name, undefined, separator));
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
    this.#onChange(this.#widths);
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
