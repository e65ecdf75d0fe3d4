/** A list of any number of rows of which only those in sight stand in the DOM. One tab stop, like the list of files. */
import { html, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ReportColumn, ReportRow } from '../../../src/view/index.ts';
import { element, setAttributes } from '../../element.ts';
import { rowForKey } from '../../list/grid-keys.ts';
import type { RowSource } from '../../list/row-source.ts';
import { RowGeometry } from '../../list/row-window.ts';

const HEAD_PX = 26;

interface GridEvents {
  selected(row: ReportRow): void;
  opened(row: ReportRow): void;
}

interface GridShape {
  readonly label: string;
  readonly nameColumn: string;
  readonly columns: readonly ReportColumn[];
}

export class ReportGrid {
  /** Its own scroller. */
  readonly node = element('div', { class: 'grid', role: 'grid', tabindex: 0 });
  readonly #events: GridEvents;
  readonly #head = element('div', { class: 'grid-head', role: 'rowgroup' });
  readonly #content = element('div', { class: 'grid-content', role: 'rowgroup' });
  #shape: GridShape = { label: '', nameColumn: '', columns: [] };
  #source: RowSource<ReportRow> | undefined;
  #geometry = new RowGeometry(0, 0);
  #active = -1;

  constructor(events: GridEvents) {
    this.#events = events;
    this.node.append(this.#head, this.#content);
    this.node.addEventListener('scroll', () => this.draw(), { passive: true });
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#measure()).observe(this.node);
  }

  /** Shows other rows, from the top, with no row active. */
  show(source: RowSource<ReportRow>, shape: GridShape): void {
    this.#source?.close();
    this.#source = source;
    this.#shape = shape;
    this.#active = -1;
    const widthOf = ({ isNumber, width = isNumber === true ? 84 : 130 }: ReportColumn) => `minmax(0, ${String(width)}px)`;
    const columns = ['minmax(140px, 1fr)', ...shape.columns.map(widthOf)];
    const numbers = shape.columns.filter(({ isNumber }) => isNumber === true).map(() => '72px');
    this.node.style.setProperty('--columns', columns.join(' '));
    this.node.style.setProperty('--narrow', ['minmax(100px, 1fr)', `${String(shape.columns[0]?.width ?? 96)}px`, ...numbers].join(' '));
    setAttributes(this.node, { 'aria-label': shape.label, 'aria-rowcount': source.total + 1, 'aria-colcount': columns.length });
    render(
      html`<div class="row" role="row" aria-rowindex="1">
        <span class="cell" role="columnheader">${shape.nameColumn}</span>
        ${shape.columns.map(({ label, isNumber }, column) => html`<span class=${classOf(column, isNumber)} role="columnheader">${label}</span>`)}
      </div>`,
      this.#head,
    );
    this.node.scrollTop = 0;
    this.#measure();
  }

  clear(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#measure();
  }

  select(index: number): void {
    if (this.#source === undefined || index < 0 || index >= this.#source.total) return;
    this.#active = index;
    this.node.scrollTop = this.#geometry.scrollTopToShow(index, this.node.scrollTop);
    this.draw();
    const row = this.#source.at(index);
    if (row !== undefined) this.#events.selected(row);
  }

  /** Also when rows have arrived. */
  draw(): void {
    const source = this.#source;
    const { first, end, topPx } = this.#geometry.windowAt(this.node.scrollTop);
    const places = source === undefined ? [] : Array.from({ length: end - first }, (_, place) => first + place);
    source?.want(first, end);
    this.#content.style.setProperty('--top', `${String(Math.round(topPx))}px`);
    render(
      repeat(
        places,
        (place) => place,
        (place) => this.#row(place, source?.at(place)),
      ),
      this.#content,
    );
    const inSight = this.#active >= first && this.#active < end;
    setAttributes(this.node, { 'aria-activedescendant': inSight ? `row-${String(this.#active)}` : undefined });
  }

  /** A row that was chosen before it was here. */
  arrived(): void {
    this.draw();
    const row = this.#active < 0 ? undefined : this.#source?.at(this.#active);
    if (row !== undefined) this.#events.selected(row);
  }

  #row(place: number, row: ReportRow | undefined): TemplateResult {
    const { columns } = this.#shape;
    const press = () => this.select(place);
    const open = () => this.#open();
    return html`<div
      class="row"
      role="row"
      id="row-${place}"
      data-tone=${row?.tone ?? 'quiet'}
      aria-rowindex=${place + 2}
      aria-selected=${place === this.#active}
      @mousedown=${press}
      @dblclick=${open}
    >
      <span class="cell name" role="gridcell" title=${row === undefined ? '' : row.folder + row.name}
        ><span class="folder">${row?.folder ?? ''}</span><span class="leaf">${row?.name ?? '…'}</span></span
      >
      ${columns.map(
        ({ isNumber }, column) =>
          html`<span class=${classOf(column, isNumber)} role="gridcell" title=${row?.cells[column] ?? ''}
            >${row?.cells[column] ?? ''}</span
          >`,
      )}
    </div>`;
  }

  #measure(): void {
    this.#geometry = new RowGeometry(this.#source?.total ?? 0, Math.max(0, this.node.clientHeight - HEAD_PX));
    this.#content.style.blockSize = `${String(this.#geometry.contentPx)}px`;
    this.draw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#open();
      return;
    }
    const next = rowForKey(event.key, { active: this.#active, rows: this.#geometry.rows, rowsPerPage: this.#geometry.rowsPerPage });
    if (next === undefined) return;
    event.preventDefault();
    this.select(next);
  }

  #open(): void {
    const row = this.#source?.at(this.#active);
    if (row !== undefined) this.#events.opened(row);
  }
}

/** The first column stays where there is little room, then numbers. */
function classOf(column: number, isNumber: boolean | undefined): string {
  return `cell ${isNumber === true ? 'number' : column === 0 ? 'what' : 'extra'}`;
}
