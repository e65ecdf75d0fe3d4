/** Rows of a table as a grid: only those in sight stand in the DOM. One tab stop for the cells; headers sort, and fields below them filter. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Cell, Locale } from '../../../src/view/index.ts';
import { cellShown } from '../../../src/view/index.ts';
import { rowForKey } from '../../list/grid-keys.ts';
import { REST_MS, RowScroller } from '../../list/row-scroller.ts';
import type { RowSource } from '../../list/row-source.ts';
import { LightElement } from '../light-element.ts';

/** A row with its cells; its key where it has one. */
export interface GridRow {
  readonly key?: string;
  readonly cells: readonly Cell[];
}

export interface GridColumn {
  readonly name: string;
  readonly isNarrow: boolean;
  /** A cell of it can point to other rows; `assumed`: only the names of column and table suggest it. */
  readonly reference: 'none' | 'known' | 'assumed';
  readonly filter: string;
  readonly sort: 'ascending' | 'descending' | 'none';
}

interface GridEvents {
  /** Enter, or a double click. */
  readonly inspect: (row: GridRow) => void;
  readonly follow: (row: GridRow, column: string) => void;
  readonly sort: (column: string) => void;
  readonly filter: (column: string, typed: string) => void;
}

const FILTER_REST_MS = 250;
/** Head and fields, which stay in sight. */
const HEAD_PX = 56;
const [NARROW_PX, WIDE_PX] = [150, 190];

export class RowsGrid extends LightElement {
  readonly #locale: Locale;
  readonly #events: GridEvents;
  #columns: readonly GridColumn[] = [];
  #source: RowSource<GridRow> | undefined;
  #label = '';
  #scroll = new RowScroller();
  #active = { row: 0, column: 0 };
  #canFilter = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #firstTopPx = 0;

  constructor(locale: Locale, events: GridEvents) {
    super();
    this.#locale = locale;
    this.#events = events;
    new ResizeObserver(() => this.#measure()).observe(this);
  }

  /** Other rows; `keepPlace` when they are the same ones, better known. */
  show(shown: {
    readonly columns: readonly GridColumn[];
    readonly source: RowSource<GridRow>;
    readonly label: string;
    readonly canFilter: boolean;
    readonly keepPlace: boolean;
  }): void {
    this.#source?.close();
    this.#columns = shown.columns;
    this.#source = shown.source;
    this.#label = shown.label;
    this.#canFilter = shown.canFilter;
    if (!shown.keepPlace) {
      this.#active = { row: 0, column: 0 };
      this.#scroller?.scrollTo(0, this.#scroll.showTop(0));
    }
    this.#measure();
  }

  refresh(): void {
    this.requestUpdate();
  }

  override focus(): void {
    this.#scroller?.focus();
  }

  get #scroller(): HTMLElement | null {
    return this.querySelector('.db-grid');
  }

  #measure(): void {
    const height = this.clientHeight - HEAD_PX;
    this.#scroll = this.#scroll.resized(this.#source?.total ?? 0, Math.max(0, height));
    this.requestUpdate();
  }

  protected override updated(): void {
    const grid = this.#scroller;
    if (grid === null) return;
    // Sizes are set here and not in the markup: the content security policy forbids style attributes.
    grid.style.setProperty('--columns', this.#columns.map(({ isNarrow }) => `${String(isNarrow ? NARROW_PX : WIDE_PX)}px`).join(' '));
    const content = grid.querySelector<HTMLElement>('.db-rows');
    if (content === null) return;
    content.style.height = `${String(this.#scroll.geometry.contentPx)}px`;
    for (const [place, row] of [...content.children].entries()) {
      (row as HTMLElement).style.marginBlockStart = place === 0 ? `${String(Math.round(this.#firstTopPx))}px` : '';
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const source = this.#source;
    if (source === undefined) return nothing;
    const { first, end, topPx } = this.#scroll.geometry.windowFrom(this.#scroll.top, this.#scroller?.scrollTop ?? 0);
    this.#firstTopPx = topPx;
    source.want(first, end);
    const { row, column } = this.#active;
    const isInSight = row >= first && row < end;
    return html`<div
      class="db-grid"
      role="grid"
      tabindex="0"
      aria-label=${this.#label}
      aria-rowcount=${source.total + 1}
      aria-colcount=${this.#columns.length}
      aria-activedescendant=${isInSight ? cellId(row, column) : nothing}
      @scroll=${this.#onScroll}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
      @dblclick=${this.#onDoubleClick}
    >
      <div class="db-head" role="rowgroup">
        <div class="db-row" role="row" aria-rowindex="1">${this.#columns.map((each, index) => this.#headCell(each, index))}</div>
      </div>
      <div class="db-rows" role="rowgroup">
        ${Array.from({ length: end - first }, (_, index) => this.#row(first + index, source.at(first + index)))}
      </div>
    </div>`;
  }

  #headCell({ name, filter, sort }: GridColumn, index: number): TemplateResult {
    const { translate } = this.#locale;
    const arrow = sort === 'none' ? '' : sort === 'ascending' ? ' ▲' : ' ▼';
    const words = html`${name}<span aria-hidden="true">${arrow}</span>`;
    return html`<div class="db-cell" role="columnheader" aria-colindex=${index + 1} aria-sort=${sort} title=${name}>
      ${
        this.#canFilter
          ? html`<button type="button" class="db-sort" @click=${() => this.#events.sort(name)}>${words}</button>
              <input
                type="text"
                class="db-filter"
                aria-label=${translate('Filter {column}', { column: name })}
                placeholder=${translate('Filter', {})}
                .value=${filter}
                @input=${(event: Event) => this.#onFilter(name, (event.target as HTMLInputElement).value)}
              />`
          : html`<span class="db-sort">${words}</span>`
      }
    </div>`;
  }

  #row(index: number, row: GridRow | undefined): TemplateResult {
    return html`<div
      class="db-row"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${String(index === this.#active.row)}
      data-row=${index}
    >
      ${this.#columns.map((column, at) => this.#cell(index, at, column, row))}
    </div>`;
  }

  #cell(index: number, at: number, { name, reference }: GridColumn, row: GridRow | undefined): TemplateResult {
    const cell = row?.cells[at];
    const { look, text } = cell === undefined ? { look: 'text', text: '' } : cellShown(cell, this.#locale);
    const isActive = index === this.#active.row && at === this.#active.column;
    const jump = reference !== 'none' && cell !== undefined && cell.type !== 'null' && cell.type !== 'blob';
    return html`<div
      id=${cellId(index, at)}
      class="db-cell"
      role="gridcell"
      aria-colindex=${at + 1}
      data-look=${look}
      data-column=${at}
      ?data-active=${isActive}
      title=${text}
    >
      <span class="db-text">${text}</span>${
        jump ? html`<span class="db-jump" aria-hidden="true" title=${this.#jumpWords(name, reference === 'assumed')}>→</span>` : nothing
      }
    </div>`;
  }

  #jumpWords(column: string, isAssumed: boolean): string {
    const { translate } = this.#locale;
    return isAssumed
      ? translate('Go to what {column} points to (assumed)', { column })
      : translate('Go to what {column} points to', { column });
  }

  #onFilter(column: string, typed: string): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#events.filter(column, typed), FILTER_REST_MS);
  }

  readonly #onScroll = (): void => {
    const grid = this.#scroller;
    if (grid === null) return;
    this.#scroll.movedTo(grid.scrollTop);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settle(), REST_MS);
    if (this.#scroll.mustSettle) this.#settle();
    this.requestUpdate();
  };

  #settle(): void {
    this.#scroller?.scrollTo({ top: this.#scroll.settled() });
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.#scroller) return;
    const { row, column } = this.#active;
    const place = { active: row, rows: this.#scroll.geometry.rows, rowsPerPage: this.#scroll.geometry.rowsPerPage };
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = rowForKey(event.key, place);
    if (sideways === 0 && next === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') this.#inspect(row);
    else this.#go(next ?? row, Math.max(0, Math.min(this.#columns.length - 1, column + sideways)));
  };

  #go(row: number, column: number): void {
    const grid = this.#scroller;
    this.#active = { row, column };
    if (grid === null) return;
    grid.scrollTop = this.#scroll.showRow(row);
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.querySelector(`#${cellId(row, column)}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }

  #inspect(index: number): void {
    const row = this.#source?.at(index);
    if (row !== undefined) this.#events.inspect(row);
  }

  readonly #onClick = (event: Event): void => {
    const target = event.target as Element;
    const place = placeOf(target);
    if (place === undefined) return;
    this.#active = place;
    this.requestUpdate();
    const row = this.#source?.at(place.row);
    const column = this.#columns[place.column];
    if (row !== undefined && column !== undefined && target.closest('.db-jump') !== null) this.#events.follow(row, column.name);
  };

  readonly #onDoubleClick = (event: Event): void => {
    const place = placeOf(event.target as Element);
    if (place !== undefined) this.#inspect(place.row);
  };
}

function placeOf(target: Element): { row: number; column: number } | undefined {
  const cell = target.closest<HTMLElement>('.db-cell[data-column]');
  const row = cell?.closest<HTMLElement>('.db-row');
  return cell === null || row?.dataset.row === undefined
    ? undefined
    : { row: Number(row.dataset.row), column: Number(cell.dataset.column) };
}

function cellId(row: number, column: number): string {
  return `cell-${String(row)}-${String(column)}`;
}

customElements.define('backup-rows', RowsGrid);
