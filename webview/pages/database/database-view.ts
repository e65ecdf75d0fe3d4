/** A database of the backup: its tables, their rows, one row in full, queries, and rows saved to a file. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  jumpFrom,
  tableToShow,
  type DatabaseOverview,
  type Failure,
  type Jump,
  type Locale,
  type Params,
  type Result,
  type RowFormat,
} from '../../../src/view/index.ts';
import type { PageClient } from '../../page-client.ts';
import { button, select, type Select } from '../../ui/index.ts';
import { LightElement } from '../light-element.ts';
import { PreviewView } from '../preview/preview-view.ts';
import { arraySource, columnsOf, TableReader, type Place } from './table-reader.ts';
import { QueryBox } from './query-box.ts';
import { RowInspector } from './row-inspector.ts';
import { RowsGrid, type GridRow } from './rows-grid.ts';

/** Tables of a larger database are counted when they are looked at: counting reads all of them. */
const MOST_COUNTED_BYTES = 32_000_000;
const MOST_COUNTED_TABLES = 200;
const FORMATS: readonly RowFormat[] = ['csv', 'json', 'ndjson'];

interface DatabaseViewOptions {
  readonly locale: Locale;
  readonly fileID: string;
  readonly host: Pick<PageClient, 'request'>;
  readonly failureOf: (error: unknown) => Failure;
}

export class DatabaseView extends LightElement {
  readonly #options: DatabaseViewOptions;
  readonly #tables: Select<string>;
  readonly #grid: RowsGrid;
  readonly #inspector: RowInspector;
  readonly #query: QueryBox;
  readonly #back: HTMLElement;
  readonly #toQuery: HTMLElement;
  readonly #toTables: HTMLElement;
  readonly #saves: readonly HTMLElement[];
  readonly #counts = new Map<string, Result<'databaseCount'>>();
  readonly #ending = new AbortController();
  readonly #reader: TableReader;
  #overview: DatabaseOverview | undefined;
  #place: Place | undefined;
  #places: Place[] = [];
  #isQuery = false;
  #inspected: string | undefined;
  #status = '';
  #failure: Failure | undefined;

  constructor(options: DatabaseViewOptions) {
    super();
    this.#options = options;
    const { locale, fileID, host, failureOf } = options;
    const { translate } = locale;
    this.#reader = new TableReader(host, fileID);
    this.#tables = select({ label: translate('Table', {}), onChange: (table) => this.#go({ table, filters: [] }) });
    this.#grid = new RowsGrid(locale, {
      inspect: (row) => void this.#inspect(row),
      follow: (row, column) => this.#follow(row, column),
      sort: (column) => this.#sort(column),
      filter: (column, typed) => this.#place && this.#show(this.#reader.filtered(this.#place, column, typed)),
    });
    this.#inspector = new RowInspector(locale, {
      close: () => this.#closeInspector(),
      jump: (jump) => this.#jump(jump),
      look: (column) => host.request('databaseContent', { as: 'auto', ...this.#cell(column) }, this.#ending.signal),
      content: (column) => {
        const cell = this.#cell(column);
        const load = (wish: Params<'preview'>, signal: AbortSignal) => host.request('databaseContent', { ...wish, ...cell }, signal);
        // What is in a database in a cell is not looked at: its header is.
        const view = new PreviewView(locale, { load, failureOf, database: () => document.createElement('span') });
        view.show(fileID);
        return view;
      },
    });
    this.#query = new QueryBox(locale, {
      run: (sql, signal) => host.request('databaseQuery', { fileID, sql }, signal),
      result: (result) => this.#showResult(result),
      failureOf,
    });
    this.#back = button({ label: translate('Back', {}), look: 'other', onPress: () => this.#goBack() });
    this.#toQuery = button({ label: translate('Query (SQL)', {}), look: 'other', onPress: () => this.#toggleQuery() });
    this.#toTables = button({ label: translate('Back to Tables', {}), look: 'other', onPress: () => this.#toggleQuery() });
    this.#saves = FORMATS.map((format) =>
      button({
        label: translate('Save As {format}…', { format: format.toUpperCase() }),
        look: 'other',
        onPress: () => void this.#save(format),
      }),
    );
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
    this.#reader.stop();
    this.#query.stop();
  }

  #cell(column: string): Pick<Params<'databaseContent'>, 'fileID' | 'table' | 'key' | 'column'> {
    return { fileID: this.#options.fileID, table: this.#place?.table ?? '', key: this.#inspected ?? '0', column };
  }

  async #open(): Promise<void> {
    const { host, fileID, locale } = this.#options;
    try {
      this.#overview = await host.request('database', { fileID }, this.#ending.signal);
      const first = tableToShow(this.#overview.tables);
      this.#offerTables();
      if (first === undefined) this.#say(locale.translate('This database has no tables.', {}));
      else this.#show({ table: first.name, filters: [] });
      await this.#countTables(this.#overview);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** One after the other, behind what the reader asks for. */
  async #countTables({ bytes, tables }: DatabaseOverview): Promise<void> {
    const { host, fileID } = this.#options;
    if (bytes > MOST_COUNTED_BYTES) return;
    for (const { name, kind } of tables.slice(0, MOST_COUNTED_TABLES)) {
      if (kind !== 'table' || this.#counts.has(name)) continue;
      const count = await host.request('databaseCount', { fileID, table: name }, this.#ending.signal).catch(() => undefined);
      if (this.#ending.signal.aborted) return;
      if (count !== undefined) this.#counts.set(name, count);
    }
    this.#offerTables();
  }

  #offerTables(): void {
    const { translate, format } = this.#options.locale;
    const options = (this.#overview?.tables ?? []).map(({ name, kind }) => {
      const count = this.#counts.get(name);
      const rows = count && `${count.isAtLeast ? '≥ ' : ''}${format.count(count.rows)}`;
      const note = kind === 'view' ? translate('view', {}) : rows;
      return { value: name, label: note === undefined ? name : `${name} (${note})` };
    });
    this.#tables.offer(options, this.#place?.table ?? '');
    this.requestUpdate();
  }

  #go(place: Place): void {
    if (this.#place !== undefined) this.#places.push(this.#place);
    this.#isQuery = false;
    this.#show(place);
  }

  #goBack(): void {
    const place = this.#places.pop();
    if (place === undefined) return;
    this.#show(place);
    this.#grid.focus();
  }

  #show(place: Place): void {
    const isSameTable = this.#place?.table === place.table;
    this.#place = place;
    this.#failure = undefined;
    this.#inspector.hide();
    this.#tables.node.value = place.table;
    if (!isSameTable) this.#say(this.#options.locale.translate('Reading rows…', {}));
    const facts = this.#overview?.tables.find(({ name }) => name === place.table);
    void this.#reader
      .read(place, {
        rows: (window, source, keepPlace) => {
          const columns = columnsOf(window.columns, facts, place);
          this.#grid.show({ columns, source, label: place.table, canFilter: true, keepPlace });
          this.#say(this.#rowWords(source.total, window.hasMore));
        },
        count: (count) => {
          if (place.filters.length === 0) this.#counts.set(place.table, count);
          this.#offerTables();
          this.#say(this.#rowWords(count.rows, count.isAtLeast));
        },
        loaded: () => this.#grid.refresh(),
        failed: (error) => this.#fail(error),
      })
      .catch((error: unknown) => this.#fail(error));
    this.requestUpdate();
  }

  #rowWords(rows: number, isAtLeast: boolean): string {
    const { translate, format } = this.#options.locale;
    if (isAtLeast) return translate('at least {count} rows', { count: format.count(rows) });
    return rows === 1 ? translate('1 row', {}) : translate('{count} rows', { count: format.count(rows) });
  }

  #sort(column: string): void {
    const place = this.#place;
    if (place === undefined) return;
    const order = place.order?.column !== column ? { column } : place.order.descending === true ? undefined : { column, descending: true };
    this.#show({ table: place.table, filters: place.filters, ...(order === undefined ? {} : { order }) });
  }

  #showResult(result: Result<'databaseQuery'>): void {
    const source = arraySource(
      result.rows.map((cells) => ({ cells })),
      () => this.#grid.refresh(),
    );
    const columns = columnsOf(result.columns, undefined, undefined);
    this.#grid.show({
      columns,
      source,
      label: this.#options.locale.translate('Result of the query', {}),
      canFilter: false,
      keepPlace: false,
    });
  }

  #toggleQuery(): void {
    this.#isQuery = !this.#isQuery;
    this.#reader.stop();
    this.#inspector.hide();
    if (!this.#isQuery && this.#place !== undefined) this.#show(this.#place);
    else this.#showResult({ columns: [], rows: [], hasMore: false });
    this.requestUpdate();
    if (this.#isQuery) void this.updateComplete.then(() => this.#query.focus());
  }

  async #inspect(row: GridRow): Promise<void> {
    const { host, fileID } = this.#options;
    const place = this.#place;
    const { key } = row;
    if (place === undefined || key === undefined || this.#isQuery) return;
    this.#inspected = key;
    try {
      const inspected = await host.request('databaseRow', { fileID, table: place.table, key }, this.#ending.signal);
      if (this.#place !== place || this.#inspected !== key) return;
      const valueOf = (column: string) => inspected.fields.find((field) => field.column === column)?.cell;
      this.#inspector.show(inspected, ({ column }) => jumpFrom(this.#factsOf(place.table), column, valueOf));
    } catch (error) {
      this.#fail(error);
    }
  }

  #follow(row: GridRow, column: string): void {
    const facts = this.#factsOf(this.#place?.table);
    const jump = jumpFrom(facts, column, (name) => row.cells[facts?.columns.findIndex((each) => each.name === name) ?? -1]);
    if (jump !== undefined) this.#jump(jump);
  }

  #jump({ table, filters }: Jump): void {
    this.#go({ table, filters });
    this.#grid.focus();
  }

  #closeInspector(): void {
    this.#inspector.hide();
    this.#inspected = undefined;
    this.#grid.focus();
  }

  async #save(format: RowFormat): Promise<void> {
    const { host, fileID } = this.#options;
    const { sql } = this.#query;
    if (this.#isQuery && sql.trim() === '') return;
    if (this.#place === undefined) return;
    const { table, filters, order } = this.#place;
    const rows = this.#isQuery ? { sql } : { table, filters, ...(order === undefined ? {} : { order }) };
    try {
      await host.request('databaseExport', { fileID, rows, format });
    } catch (error) {
      this.#fail(error);
    }
  }

  #factsOf(table: string | undefined): DatabaseOverview['tables'][number] | undefined {
    return this.#overview?.tables.find(({ name }) => name === table);
  }

  #say(status: string): void {
    this.#status = status;
    this.requestUpdate();
  }

  #fail(error: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#failure = this.#options.failureOf(error);
    this.#status = '';
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const failure = this.#failure;
    const tables = this.#overview?.tables.length ?? 0;
    if (this.#overview === undefined) {
      const hint = this.#options.locale.translate('Reading the file…', {});
      return failure === undefined ? html`<p class="preview-hint" aria-busy="true">${hint}</p>` : this.#alert(failure);
    }
    return html`<div class="db-actions">
        ${this.#isQuery || tables === 0 ? nothing : this.#tables.node} ${this.#places.length === 0 || this.#isQuery ? nothing : this.#back}
        ${this.#isQuery ? this.#toTables : this.#toQuery}
        <span class="quiet" role="status">${this.#isQuery ? '' : this.#status}</span>
      </div>
      ${this.#notes().map((text) => html`<p class="preview-note" data-level="warning">${text}</p>`)}
      ${failure === undefined ? nothing : this.#alert(failure)}
      <div ?hidden=${!this.#isQuery}>${this.#query}</div>
      ${this.#grid} ${this.#inspector} ${tables === 0 ? nothing : html`<div class="db-actions">${this.#saves}</div>`}`;
  }

  #alert({ message, action }: Failure): TemplateResult {
    return html`<p class="preview-note" data-level="warning" role="alert">${message} ${action}</p>`;
  }

  #notes(): string[] {
    const { translate } = this.#options.locale;
    const { isCut, isCutOff, journalIgnored, log } = this.#overview ?? {};
    return [
      ...(log === 'missing' ? [translate('The log of this database is missing from the backup, so newer rows can be missing.', {})] : []),
      ...(log === 'unused' ? [translate('Nothing in the log of this database is valid, so newer rows can be missing.', {})] : []),
      ...(isCutOff === true ? [translate('The file ends too early: rows can be missing or wrong.', {})] : []),
      ...(journalIgnored === true
        ? [
            translate(
              'The app was writing when the backup was made, and its journal is not applied: the last change can be half there.',
              {},
            ),
          ]
        : []),
      ...(isCut === true ? [translate('There are more tables than can be shown.', {})] : []),
    ];
  }
}

customElements.define('backup-database', DatabaseView);
