/** Reads the rows of a table for the grid: the first window at once, then how many there are, then what comes into sight. Knows no DOM. */
import { filterText, typedFilter, type DatabaseOverview, type Result, type RowFilter, type RowOrder } from '../../../src/view/index.ts';
import { RowSource } from '../../list/row-source.ts';
import type { PageClient } from '../../page-client.ts';
import type { GridColumn, GridRow } from './rows-grid.ts';

/** What is looked at. */
export interface Place {
  readonly table: string;
  readonly filters: readonly RowFilter[];
  readonly order?: RowOrder;
}

interface ReadingEvents {
  /** Rows are here: first those of the first window, then (`keepPlace`) the same with as many as there are. */
  readonly rows: (window: Result<'databaseRows'>, source: RowSource<GridRow>, keepPlace: boolean) => void;
  readonly count: (count: Result<'databaseCount'>) => void;
  readonly loaded: () => void;
  readonly failed: (error: unknown) => void;
}

const FIRST_ROWS = 100;
/** A window that comes in parts is asked for this often. */
const MOST_PARTS = 20;

export class TableReader {
  readonly #host: Pick<PageClient, 'request'>;
  readonly #fileID: string;
  #reading = new AbortController();

  constructor(host: Pick<PageClient, 'request'>, fileID: string) {
    this.#host = host;
    this.#fileID = fileID;
  }

  stop(): void {
    this.#reading.abort();
  }

  /** The place with another filter for one column. */
  filtered({ table, filters, order }: Place, column: string, typed: string): Place {
    const filter = typedFilter(column, typed);
    const others = filters.filter((each) => each.column !== column);
    return { table, filters: filter === undefined ? others : [...others, filter], ...(order === undefined ? {} : { order }) };
  }

  /** What was read before is dropped. Rejects as the request does, but not for what a later call has ended. */
  async read(place: Place, events: ReadingEvents): Promise<void> {
    this.#reading.abort();
    const mine = new AbortController();
    this.#reading = mine;
    const { signal } = mine;
    const isEnded = () => signal.aborted;
    try {
      const selection = { fileID: this.#fileID, ...place };
      const window = await this.#host.request('databaseRows', { ...selection, position: 0, limit: FIRST_ROWS }, signal);
      if (isEnded()) return;
      events.rows(window, this.#source(place, window, window.rows.length, events, signal), false);
      if (!window.hasMore) {
        events.count({ rows: window.rows.length, isAtLeast: false });
        return;
      }
      const count = await this.#host.request('databaseCount', selection, signal);
      if (isEnded()) return;
      const total = Math.max(count.rows, window.rows.length);
      events.rows(window, this.#source(place, window, total, events, signal), true);
      events.count({ ...count, rows: total });
    } catch (error) {
      if (!isEnded()) throw error;
    }
  }

  #source(
    place: Place,
    first: Result<'databaseRows'>,
    total: number,
    { loaded, failed }: ReadingEvents,
    signal: AbortSignal,
  ): RowSource<GridRow> {
    return new RowSource<GridRow>(total, {
      load: async (position, count, loading) => {
        if (position === 0 && count <= first.rows.length) return first.rows.slice(0, count);
        return this.#window(place, position, count, AbortSignal.any([signal, loading]));
      },
      loaded,
      failed: (error) => {
        if (!signal.aborted) failed(error);
      },
    });
  }

  async #window(place: Place, position: number, count: number, signal: AbortSignal): Promise<GridRow[]> {
    const rows: GridRow[] = [];
    for (let part = 0; part < MOST_PARTS && rows.length < count; part++) {
      const request = { fileID: this.#fileID, ...place, position: position + rows.length, limit: count - rows.length };
      const window = await this.#host.request('databaseRows', request, signal);
      rows.push(...window.rows);
      if (window.isCut === undefined || window.rows.length === 0) break;
    }
    return rows;
  }
}

/** Rows that are all here. */
export function arraySource(rows: readonly GridRow[], loaded: () => void): RowSource<GridRow> {
  return new RowSource<GridRow>(rows.length, {
    load: (first, count) => Promise.resolve(rows.slice(first, first + count)),
    loaded,
    failed: () => undefined,
  });
}

/** The heads of the grid: from the schema where there is one. */
export function columnsOf(
  names: readonly string[],
  facts: DatabaseOverview['tables'][number] | undefined,
  place: Place | undefined,
): GridColumn[] {
  const references = (facts?.references ?? []).map(({ columns, evidence }) => ({ columns, isKnown: evidence !== 'name' }));
  return names.map((name) => {
    const filter = place?.filters.find(({ column }) => column === name);
    const sort = place?.order?.column !== name ? 'none' : place.order.descending === true ? 'descending' : 'ascending';
    const own = references.filter(({ columns }) => columns.includes(name));
    const reference = own[0] === undefined ? 'none' : own[0].isKnown ? 'known' : 'assumed';
    return {
      name,
      isNarrow: /INT|REAL|BOOL|FLOAT|DOUBLE|NUM/i.test(facts?.columns.find((column) => column.name === name)?.type ?? ''),
      reference,
      filter: filter === undefined ? '' : filterText(filter),
      sort,
    };
  });
}
