/** Rows by their place in a long list: loaded a page at a time, the latest pages kept, requests for what is no longer wanted dropped. */

export const PAGE_ROWS = 100;
const KEPT_PAGES = 40;
/** While somebody scrolls, nothing is asked for before the list rests. */
const REST_MS = 50;

interface RowLoader<Row> {
  load(first: number, count: number, signal: AbortSignal): Promise<readonly Row[]>;
  /** Rows have arrived. */
  loaded(): void;
  failed(error: unknown): void;
}

export class RowSource<Row> {
  readonly total: number;
  readonly #loader: RowLoader<Row>;
  /** In the order of their last use, oldest first. */
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #loading = new Map<number, AbortController>();
  #rest: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** Rows were asked for, and are here. */
  #hasArrived = false;

  /** @param first what is there already of the first page */
  constructor(total: number, loader: RowLoader<Row>, first: readonly Row[] = []) {
    this.total = total;
    this.#loader = loader;
    if (first.length >= Math.min(PAGE_ROWS, total)) this.#keep(0, first.slice(0, PAGE_ROWS));
  }

  /** The row, if it is here. */
  at(index: number): Row | undefined {
    const number = Math.floor(index / PAGE_ROWS);
    const page = this.#pages.get(number);
    if (page === undefined) return undefined;
    this.#pages.delete(number);
    this.#pages.set(number, page);
    return page[index - number * PAGE_ROWS];
  }

  /** Says which rows are in sight. The first rows of all are loaded at once, later ones when the scrolling rests. */
  want(first: number, end: number): void {
    const wanted = new Set<number>();
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < Math.min(end, this.total); page++) wanted.add(page);
    for (const [page, controller] of this.#loading) {
      if (!wanted.has(page)) this.#drop(page, controller);
    }
    clearTimeout(this.#rest);
    const missing = [...wanted].filter((page) => !this.#pages.has(page) && !this.#loading.has(page));
    if (missing.length === 0 || this.#closed) return;
    if (!this.#hasArrived) this.#loadAll(missing);
    else this.#rest = setTimeout(() => this.#loadAll(missing), REST_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#rest);
    for (const [page, controller] of this.#loading) this.#drop(page, controller);
  }

  #drop(page: number, controller: AbortController): void {
    this.#loading.delete(page);
    controller.abort();
  }

  #loadAll(pages: readonly number[]): void {
    for (const page of pages) void this.#load(page);
  }

  async #load(page: number): Promise<void> {
    const controller = new AbortController();
    this.#loading.set(page, controller);
    try {
      const first = page * PAGE_ROWS;
      const rows = await this.#loader.load(first, Math.min(PAGE_ROWS, this.total - first), controller.signal);
      if (controller.signal.aborted) return;
      this.#hasArrived = true;
      this.#keep(page, rows);
      this.#loader.loaded();
    } catch (error) {
      if (!controller.signal.aborted) this.#loader.failed(error);
    } finally {
      if (this.#loading.get(page) === controller) this.#loading.delete(page);
    }
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return;
      this.#pages.delete(oldest);
    }
  }
}
