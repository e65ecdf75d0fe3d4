/** The file list: a grid over any number of rows of which only those in sight stand in the DOM. One tab stop, any number of selected rows. */
import type { CopyForm, ColumnWidths, FileRow, Locale } from '../../src/view/index.ts';
import { setContextTarget } from '../context-target.ts';
import { element, setAttributes } from '../element.ts';
import { FileRowElement, rowId, targetOf } from './file-row.ts';
import { GridHead } from './grid-head.ts';
import type { GridView } from './grid-view.ts';
import type { ListOrder } from './list-order.ts';
import { rowForKey } from './grid-keys.ts';
import { REST_MS, RowScroller } from './row-scroller.ts';
import { RowSelection, type Stretch } from './row-selection.ts';
import type { RowSource } from './row-source.ts';

/** The height of the head, which stays in sight. */
const HEAD_PX = 26;

interface FileGridEvents {
  /** Another row is the active one. */
  active(index: number, file: FileRow | undefined): void;
  /** Other rows are selected. */
  selected(stretches: readonly Stretch[], count: number): void;
  /** Enter was pressed on the active row, or it was double-clicked; with Ctrl or Cmd, it is to stand beside. */
  opened(file: FileRow, beside: boolean): void;
  /** Columns have other widths now. */
  resized(widths: ColumnWidths): void;
  sorted(order: ListOrder | undefined): void;
  copied(as: CopyForm): void;
  /** Out of the folder that is shown. */
  up(): void;
  /** The list rests at another place. */
  rested(): void;
}

export class FileGrid {
  /** The grid is its own scroller. */
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #events: FileGridEvents;
  readonly #head: GridHead;
  readonly #content = element('div', { class: 'grid-content', role: 'rowgroup' });
  readonly #selection = new RowSelection();
  #rows: FileRowElement[] = [];
  #source: RowSource<FileRow> | undefined;
  #scroller = new RowScroller();
  #active = -1;
  #namesOnly = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(locale: Locale, events: FileGridEvents) {
    this.#locale = locale;
    this.#events = events;
    this.node = element('div', { class: 'grid', role: 'grid', tabindex: 0, 'aria-colcount': 5, 'aria-multiselectable': 'true' });
    this.#head = new GridHead(locale, this.node, { resized: (widths) => events.resized(widths), sorted: (order) => events.sorted(order) });
    this.node.append(this.#head.node, this.#content);
    this.node.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
    this.#content.addEventListener('mousedown', (event) => this.#onPress(event));
    this.#content.addEventListener('dblclick', () => this.#openActive(false));
    new ResizeObserver(() => this.#measure()).observe(this.node);
  }

  /** Shows other rows. */
  show(source: RowSource<FileRow>, { label, withDomain, namesOnly, order, top = 0, selected = [] }: GridView): void {
    this.#source?.close();
    this.#source = source;
    this.#active = -1;
    this.#namesOnly = namesOnly;
    this.#selection.restore(selected, source.total);
    this.#head.show(order, namesOnly);
    this.node.classList.toggle('with-domain', withDomain);
    setAttributes(this.node, { 'aria-label': label, 'aria-rowcount': source.total + 1, 'aria-activedescendant': undefined });
    this.#measure();
    this.#scrollTo(this.#scroller.showTop(this.#scroller.geometry.topOf(top)));
    this.#tellSelected();
  }

  /** The rows in sight stay, but nothing more is asked for, and none is selected: they may not be true any more. */
  freeze(): void {
    this.#source?.close();
    if (this.#selection.count > 0) this.#clearSelection();
  }

  clear(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#measure();
  }

  /** Draws again what is in sight, because rows have arrived. */
  refresh(): void {
    this.#draw();
    if (this.#active >= 0) this.#events.active(this.#active, this.#source?.at(this.#active));
  }

  set widths(widths: ColumnWidths) {
    this.#head.widths = widths;
  }

  get active(): number {
    return this.#active;
  }

  /** The row at the top edge. */
  get top(): number {
    return this.#scroller.geometry.rowAt(this.#scroller.top);
  }

  get selected(): readonly Stretch[] {
    return this.#selection.stretches;
  }

  /** Makes a row active, the only one that is selected, and brings it into sight. */
  select(index: number): void {
    this.#go(index, () => this.#selection.only(index));
  }

  /** As `select`, of a list that begins where it was: what is selected stays. */
  activate(index: number): void {
    this.#go(index, () => {
      if (this.#selection.count === 0) this.#selection.only(index);
    });
  }

  #go(index: number, select: () => void): void {
    if (this.#source === undefined || index < 0 || index >= this.#source.total) return;
    this.#active = index;
    select();
    this.#scrollTo(this.#scroller.showRow(index));
    this.#tellSelected();
    this.#events.active(index, this.#source.at(index));
  }

  #tellSelected(): void {
    this.#events.selected(this.#selection.stretches, this.#selection.count);
  }

  #measure(): void {
    this.#scroller = this.#scroller.resized(this.#source?.total ?? 0, Math.max(0, this.node.clientHeight - HEAD_PX));
    this.#content.style.height = `${String(this.#scroller.geometry.contentPx)}px`;
    this.#draw();
  }

  #scrollTo(scrollTop: number): void {
    this.node.scrollTop = scrollTop;
    this.#draw();
  }

  #onScroll(): void {
    this.#scroller.movedTo(this.node.scrollTop);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#scrollTo(this.#scroller.settled());
      this.#events.rested();
    }, REST_MS);
    if (this.#scroller.mustSettle) this.#scrollTo(this.#scroller.settled());
    else this.#draw();
  }

  #draw(): void {
    const source = this.#source;
    const { first, end, topPx } = this.#scroller.geometry.windowFrom(this.#scroller.top, this.node.scrollTop);
    const count = source === undefined ? 0 : end - first;
    this.#haveRows(count);
    if (source === undefined) return;
    source.want(first, end);
    // A row keeps its element while it is in sight, so that a screen reader is not pulled from under the reader.
    const free = this.#rows.filter(({ index }) => index < first || index >= end);
    const placed = new Map(this.#rows.map((row) => [row.index, row]));
    const isMany = this.#selection.count > 1;
    for (let index = first; index < end; index++) {
      const row = placed.get(index) ?? free.pop();
      const isSelected = this.#selection.has(index);
      row?.show(index, source.at(index), {
        isActive: index === this.#active,
        isSelected,
        isOneOfMany: isSelected && isMany,
        namesOnly: this.#namesOnly,
      });
    }
    this.#rows.sort((a, b) => a.index - b.index);
    for (const [place, row] of this.#rows.entries()) this.#put(row, place, topPx);
    const inSight = this.#active >= first && this.#active < end;
    setAttributes(this.node, { 'aria-activedescendant': inSight ? rowId(this.#active) : undefined });
    // The context menu key opens the menu of the grid, which has the focus.
    const active = inSight ? source.at(this.#active) : undefined;
    setContextTarget(this.node, active === undefined ? undefined : targetOf(active, isMany && this.#selection.has(this.#active)));
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
    if (event.altKey || (event.target as Element).closest('.grid-head') !== null) return;
    if (!this.#onMove(event) && !this.#onAction(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** With Shift, rows up to the new one are selected; with Ctrl or Cmd, none is. */
  #onMove({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const { rows, rowsPerPage } = this.#scroller.geometry;
    const next = rowForKey(key, { active: this.#active, rows, rowsPerPage });
    if (next === undefined) return false;
    const keepsSelection = ctrlKey || metaKey;
    if (shiftKey) this.#go(next, () => this.#selection.extendTo(next, keepsSelection));
    else if (keepsSelection) this.#go(next, () => undefined);
    else this.select(next);
    return true;
  }

  #onAction({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const isCommand = ctrlKey || metaKey;
    const active = this.#active;
    switch (key.toLowerCase()) {
      case 'enter':
        this.#openActive(isCommand);
        return active >= 0;
      case 'backspace':
        this.#events.up();
        return true;
      case ' ':
        if (active >= 0) this.#go(active, () => (isCommand ? this.#selection.toggle(active) : this.#selection.only(active)));
        return true;
      case 'a':
        if (isCommand) this.#selectAll();
        return isCommand;
      case 'c':
        if (isCommand) this.#events.copied(shiftKey ? 'paths' : 'rows');
        return isCommand;
      case 'escape':
        if (this.#selection.count < 2) return false;
        if (active >= 0) this.select(active);
        else this.#clearSelection();
        return true;
      default:
        return false;
    }
  }

  #selectAll(): void {
    this.#selection.all(this.#source?.total ?? 0);
    this.#draw();
    this.#tellSelected();
  }

  #clearSelection(): void {
    this.#selection.clear();
    this.#draw();
    this.#tellSelected();
  }

  #openActive(beside: boolean): void {
    const file = this.#source?.at(this.#active);
    if (file !== undefined) this.#events.opened(file, beside);
  }

  #onPress(event: MouseEvent): void {
    const pressed = (event.target as Element).closest('.row');
    const index = this.#rows.find(({ node }) => node === pressed)?.index;
    if (index === undefined) return;
    const isCommand = event.ctrlKey || event.metaKey;
    // A right click on one of several selected rows is about all of them.
    if (event.button !== 0 && this.#selection.has(index)) this.#go(index, () => undefined);
    else if (event.shiftKey) {
      // Not the text between two clicks.
      event.preventDefault();
      this.node.focus();
      this.#go(index, () => this.#selection.extendTo(index, isCommand));
    } else if (isCommand && event.button === 0) this.#go(index, () => this.#selection.toggle(index));
    else this.select(index);
  }
}
