/** Sizes as rectangles that mouse and keyboard reach, and the same sizes as a table that can be sorted. Which rectangle is whose, `view` decides. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import {
  layoutTreemap,
  treemapNeighbor,
  type Locale,
  type SizeRow,
  type SizesView,
  type TreemapDirection,
  type TreemapTile,
} from '../../../src/view/index.ts';

/** A tile must have room for a word. */
const LEAST_AREA_PX = 1100;
const MOST_TILES = 60;
const HEIGHT_PX = 300;

const DIRECTIONS: Readonly<Record<string, TreemapDirection>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

type SortColumn = 'label' | 'bytes' | 'files';

export class TreemapView extends LitElement {
  #locale!: Locale;
  #sizes: SizesView | undefined;
  #width = 0;
  #active = 0;
  #asTable = false;
  #sort: SortColumn = 'bytes';
  #descending = true;
  #tiles: readonly TreemapTile[] = [];
  #onOpen: (key: string) => void = () => undefined;
  readonly #observer = new ResizeObserver(() => this.#measure());

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.#observer.disconnect();
    super.disconnectedCallback();
  }

  begin(locale: Locale, onOpen: (key: string) => void): void {
    this.#locale = locale;
    this.#onOpen = onOpen;
  }

  show(sizes: SizesView): void {
    this.#sizes = sizes;
    this.#active = 0;
    this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const sizes = this.#sizes;
    if (sizes === undefined) return nothing;
    const { translate } = this.#locale;
    return html`
      <div class="view-choice" role="group" aria-label=${translate('Show sizes as', {})}>
        <button type="button" aria-pressed=${String(!this.#asTable)} @click=${() => this.#choose(false)}>
          ${translate('Treemap', {})}
        </button>
        <button type="button" aria-pressed=${String(this.#asTable)} @click=${() => this.#choose(true)}>${translate('Table', {})}</button>
      </div>
      ${this.#asTable ? this.#table(sizes) : this.#map(sizes)} ${sizes.notes.map((note) => html`<p class="quiet">${note}</p>`)}
    `;
  }

  /** A style attribute is against the policy of the page; the same set from a script is not. */
  protected override updated(): void {
    for (const [index, node] of this.querySelectorAll<HTMLElement>('.tile').entries()) {
      const tile = this.#tiles[index];
      if (tile === undefined) continue;
      node.style.insetInlineStart = `${String(tile.x)}px`;
      node.style.insetBlockStart = `${String(tile.y)}px`;
      node.style.inlineSize = `${String(tile.width)}px`;
      node.style.blockSize = `${String(tile.height)}px`;
    }
  }

  #map({ rows, bytes }: SizesView): TemplateResult {
    const { translate } = this.#locale;
    const parts = rows.map((row) => ({ id: row.id, bytes: row.bytes }));
    const map = layoutTreemap(parts, { width: this.#width, height: HEIGHT_PX, leastArea: LEAST_AREA_PX, mostTiles: MOST_TILES });
    this.#tiles = map.tiles;
    const byId = new Map(rows.map((row) => [row.id, row]));
    if (rows.length > 0 && bytes === 0) return html`<p>${translate('No file of this backup has any bytes.', {})}</p>`;
    const label = translate('Size by app. Arrow keys move, Enter shows the files.', {});
    return html`
      <div class="treemap" role="group" aria-label=${label} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        ${map.tiles.map((tile, index) => this.#tile(tile, index, tile.id === undefined ? undefined : byId.get(tile.id), map.rest.length, bytes))}
      </div>
    `;
  }

  #tile(tile: TreemapTile, index: number, row: SizeRow | undefined, rest: number, total: number): TemplateResult {
    const { format, translate } = this.#locale;
    const label = row?.label ?? (rest === 1 ? translate('1 more app', {}) : translate('{count} more apps', { count: format.count(rest) }));
    const size = format.bytes(tile.bytes);
    const more = [row?.detail, format.percent(tile.bytes / total)].filter((each) => each !== undefined).join(', ');
    const hasRoom = tile.height >= 34 && tile.width >= 60;
    return html`
      <button
        type="button"
        class="tile"
        data-kind=${row?.kind ?? 'rest'}
        tabindex=${index === this.#active ? 0 : -1}
        title="${label}, ${size}, ${more}"
        @focus=${() => this.#activate(index)}
        @click=${() => (row === undefined ? this.#choose(true) : this.#onOpen(row.id))}
      >
        <span class="tile-name">${label}</span>
        <span class=${hasRoom ? 'tile-size' : 'unseen'}>${size}</span>
        <span class="unseen">${more}</span>
      </button>
    `;
  }

  #table({ rows, bytes }: SizesView): TemplateResult {
    const { format, translate } = this.#locale;
    const head = (column: SortColumn, words: string) => html`
      <th scope="col" aria-sort=${this.#sort === column ? (this.#descending ? 'descending' : 'ascending') : 'none'}>
        <button type="button" class="sort" @click=${() => this.#sortBy(column)}>
          ${words}<span aria-hidden="true">${this.#sort === column ? (this.#descending ? ' ↓' : ' ↑') : ''}</span>
        </button>
      </th>
    `;
    return html`
      <div class="size-table" role="region" tabindex="0" aria-label=${translate('Table', {})}>
        <table>
          <thead>
            <tr>
              ${head('label', translate('Name', {}))}${head('bytes', translate('Size', {}))}
              <th scope="col">${translate('Share', {})}</th>
              ${head('files', translate('Files', {}))}
            </tr>
          </thead>
          <tbody>
            ${this.#sorted(rows).map(
              (row) => html`
                <tr>
                  <th scope="row">
                    <button type="button" class="link" @click=${() => this.#onOpen(row.id)}>${row.label}</button>
                    <span class="quiet">${row.detail}</span>
                  </th>
                  <td>${format.bytes(row.bytes)}</td>
                  <td>${bytes === 0 ? '–' : format.percent(row.bytes / bytes)}</td>
                  <td>${format.count(row.files)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  #sorted(rows: readonly SizeRow[]): SizeRow[] {
    const column = this.#sort;
    const sign = this.#descending ? -1 : 1;
    const compare = (one: SizeRow, other: SizeRow) =>
      column === 'label' ? one.label.localeCompare(other.label) : one[column] - other[column];
    return rows.toSorted((one, other) => sign * compare(one, other));
  }

  #sortBy(column: SortColumn): void {
    this.#descending = this.#sort === column ? !this.#descending : column !== 'label';
    this.#sort = column;
    this.requestUpdate();
  }

  #choose(asTable: boolean): void {
    this.#asTable = asTable;
    this.requestUpdate();
  }

  #activate(index: number): void {
    if (index === this.#active) return;
    this.#active = index;
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    const direction = DIRECTIONS[event.key];
    const last = this.#tiles.length - 1;
    const next = direction === undefined ? { Home: 0, End: last }[event.key] : treemapNeighbor(this.#tiles, this.#active, direction);
    if (next === undefined) return;
    event.preventDefault();
    this.querySelectorAll<HTMLElement>('.tile')[next]?.focus();
  }

  #measure(): void {
    const width = Math.floor(this.clientWidth);
    if (width === this.#width) return;
    this.#width = width;
    this.requestUpdate();
  }
}

customElements.define('backup-treemap', TreemapView);
