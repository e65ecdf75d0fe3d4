/** The file list: a grid over any number of rows of which only those in sight stand in the DOM. One tab stop. */
import type { ColumnWidths, FileRow, Locale } from '../../src/view/index.ts';
import { setContextTarget } from '../context-target.ts';
import { element, setAttributes } from '../element.ts';
import { FileRowElement, rowId, targetOf } from './file-row.ts';
import { GridHead } from './grid-head.ts';
import { rowForKey } from './grid-keys.ts';
import { RowGeometry } from './row-window.ts';
import type { RowSource } from './row-source.ts';

/** The height of the head, which stays in sight. */
const HEAD_PX = 26;

interface FileGridEvents {
  /** Another row is the active one. */
  selected(index: number, file: FileRow | undefined): void;
  /** Enter was pressed on the active row, or it was double-clicked; with Ctrl or Cmd, it is to stand beside. */
  opened(file: FileRow, beside: boolean): void;
  /** Columns have other widths now. */
  resized(widths: ColumnWidths): void;
}

export class FileGrid {
  /** The grid is its own scroller. */
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #events: FileGridEvents;
  readonly #head: GridHead;
  readonly #content = element('div', { class: 'grid-content', role: 'rowgroup' });
  #rows: FileRowElement[] = [];
  #source: RowSource<FileRow> | undefined;
  #geometry = new RowGeometry(0, 0);
  #active = -1;

  constructor(locale: Locale, events: FileGridEvents) {
    this.#locale = locale;
    this.#events = events;
    this.node = element('div', { class: 'grid', role: 'grid', tabindex: 0, 'aria-colcount': 4 });
    this.#head = new GridHead(locale, this.node, (widths) => events.resized(widths));
    this.node.append(this.#head.node, this.#content);
    this.node.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
    this.#content.addEventListener('mousedown', (event) => this.#onPress(event));
    this.#content.addEventListener('dblclick', () => this.#openActive(false));
    new ResizeObserver(() => this.#measure()).observe(this.node);
  }

  /** Shows other rows, from the top, with no row active. */
  show(source: RowSource<FileRow>, options: { label: string; withDomain: boolean }): void {
    this.#source?.close();
    this.#source = source;
    this.#active = -1;
    this.node.classList.toggle('with-domain', options.withDomain);
    setAttributes(this.node, { 'aria-label': options.label, 'aria-rowcount': source.total + 1, 'aria-activedescendant': undefined });
    this.#measure();
    this.node.scrollTop = 0;
    this.#draw();
  }

  clear(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#measure();
  }

  /** Draws again what is in sight, because rows have arrived. */
  refresh(): void {
    this.#draw();
    if (this.#active >= 0) this.#events.selected(this.#active, this.#source?.at(this.#active));
  }

  set widths(widths: ColumnWidths) {
    this.#head.widths = widths;
  }

  get active(): number {
    return this.#active;
  }

  /** Makes a row active and brings it into sight. */
  select(index: number): void {
    if (this.#source === undefined || index < 0 || index >= this.#source.total) return;
    this.#active = index;
    this.node.scrollTop = this.#geometry.scrollTopToShow(index, this.node.scrollTop);
    this.#draw();
    this.#events.selected(index, this.#source.at(index));
  }

  #measure(): void {
    this.#geometry = new RowGeometry(this.#source?.total ?? 0, Math.max(0, this.node.clientHeight - HEAD_PX));
    this.#content.style.height = `${String(this.#geometry.contentPx)}px`;
    this.#draw();
  }

  #draw(): void {
    const source = this.#source;
    const { first, end, topPx } = this.#geometry.windowAt(this.node.scrollTop);
    const count = source === undefined ? 0 : end - first;
    this.#haveRows(count);
    if (source === undefined) return;
    source.want(first, end);
    // A row keeps its element while it is in sight, so that a screen reader is not pulled from under the reader.
    const free = this.#rows.filter(({ index }) => index < first || index >= end);
    const placed = new Map(this.#rows.map((row) => [row.index, row]));
    for (let index = first; index < end; index++) {
      const row = placed.get(index) ?? free.pop();
      row?.show(index, source.at(index), index === this.#active);
    }
    this.#rows.sort((a, b) => a.index - b.index);
    for (const [place, row] of this.#rows.entries()) this.#put(row, place, topPx);
    const inSight = this.#active >= first && this.#active < end;
    setAttributes(this.node, { 'aria-activedescendant': inSight ? rowId(this.#active) : undefined });
    // The context menu key opens the menu of the grid, which has the focus.
    const active = inSight ? source.at(this.#active) : undefined;
    setContextTarget(this.node, active === undefined ? undefined : targetOf(active));
  }

  /** Rows stand in the order of their places, also in the DOM; the first one carries the offset. */
  #put(row: FileRowElement, place: number, topPx: number): void {
    const there = this.#content.children[place] ?? null;
    if (there !== row.node) this.#content.insertBefore(row.node, there);
    row.node.style.marginBlockStart = place === 0 ? `${String(Math.round(topPx))}px` : '';
  }

  #haveRows(count: number): void {
    while (this.#rows.length < count) this.#rows.push(new FileRowElement(this.#locale));
    for (const row of this.#rows.splice(count)) row.node.remove();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      this.#openActive(isCommand);
      return;
    }
    if (isCommand) return;
    const next = rowForKey(event.key, { active: this.#active, rows: this.#geometry.rows, rowsPerPage: this.#geometry.rowsPerPage });
    if (next === undefined) return;
    event.preventDefault();
    this.select(next);
  }

  #openActive(beside: boolean): void {
    const file = this.#source?.at(this.#active);
    if (file !== undefined) this.#events.opened(file, beside);
  }

  #onPress(event: MouseEvent): void {
    const pressed = (event.target as Element).closest('.row');
    const row = this.#rows.find(({ node }) => node === pressed);
    if (row !== undefined) this.select(row.index);
  }
}
