/** A list of rows of any height: the pages in sight and a few around them stand in the DOM, and others are loaded when the edges come near. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale, PersonalRows } from '../../../src/view/index.ts';
import { button } from '../../ui/index.ts';
import { LightElement } from '../light-element.ts';

const PAGE_ROWS = 60;
const MOST_ROWS = 240;
/** So far before an edge is in sight, what is behind it is asked for. */
const NEAR_PX = 600;

interface Keyed {
  readonly key: string;
}

interface ListOptions<Row> {
  readonly label: string;
  readonly load: (position: number, limit: number, signal: AbortSignal) => Promise<PersonalRows<Row>>;
  readonly row: (row: Row) => TemplateResult;
  readonly failed: (error: unknown) => void;
  /** How rows stand. */
  readonly look: string;
  readonly startsAtEnd?: boolean;
  /** As far as it is known already. */
  readonly total: number;
}

export class SlidingList<Row extends Keyed> extends LightElement {
  readonly #earlier: HTMLElement;
  readonly #later: HTMLElement;
  readonly #edges: IntersectionObserver;
  #options: ListOptions<Row> | undefined;
  #rows: readonly Row[] = [];
  #first = 0;
  #total = 0;
  #loading = new AbortController();
  #isLoading = false;

  constructor({ translate }: Locale) {
    super();
    this.#earlier = button({ label: translate('Show Earlier Rows', {}), look: 'other', onPress: () => void this.#extend(-1) });
    this.#later = button({ label: translate('Show Later Rows', {}), look: 'other', onPress: () => void this.#extend(1) });
    this.#edges = new IntersectionObserver(
      (seen) => {
        for (const { isIntersecting, target } of seen) if (isIntersecting) void this.#extend(target === this.#earlier ? -1 : 1);
      },
      { root: this, rootMargin: `${String(NEAR_PX)}px` },
    );
    this.tabIndex = 0;
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  show(options: ListOptions<Row>): void {
    this.#options = options;
    this.#total = options.total;
    this.dataset.look = options.look;
    this.setAttribute('aria-label', options.label);
    this.#rows = [];
    void this.#jump(options.startsAtEnd === true ? 'end' : 'start');
  }

  /** Nothing is shown, and what is on its way is of no use. */
  clear(): void {
    this.#loading.abort();
    this.#options = undefined;
    this.#rows = [];
    this.requestUpdate();
  }

  /** Draws the rows anew: what stands beside them has changed. */
  refresh(): void {
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    if ((event.key !== 'Home' && event.key !== 'End') || event.target !== this) return;
    const isHome = event.key === 'Home';
    if (isHome ? this.#first === 0 : this.#first + this.#rows.length >= this.#total) return;
    event.preventDefault();
    void this.#jump(isHome ? 'start' : 'end');
  }

  async #jump(to: 'start' | 'end'): Promise<void> {
    const position = to === 'start' ? 0 : Math.max(0, this.#total - PAGE_ROWS);
    const rows = await this.#load(position, true);
    if (rows === undefined) return;
    this.#rows = rows;
    this.#first = position;
    await this.#draw();
    this.scrollTop = to === 'start' ? 0 : this.scrollHeight;
    this.#observe();
  }

  /** Rows before or behind those that are here; as many go at the other end as there are too many. */
  async #extend(step: 1 | -1): Promise<void> {
    const end = this.#first + this.#rows.length;
    if (this.#isLoading || (step === 1 ? end >= this.#total : this.#first === 0)) return;
    const position = step === 1 ? end : Math.max(0, this.#first - PAGE_ROWS);
    const rows = await this.#load(position, false, step === 1 ? PAGE_ROWS : this.#first - position);
    if (rows === undefined) return;
    const kept = step === 1 ? this.#rows.slice(-(MOST_ROWS - rows.length)) : this.#rows.slice(0, MOST_ROWS - rows.length);
    const still = kept[step === 1 ? kept.length - 1 : 0];
    const before = this.#topOf(still);
    this.#rows = step === 1 ? [...kept, ...rows] : [...rows, ...kept];
    this.#first = step === 1 ? end - kept.length : position;
    await this.#draw();
    this.scrollTop += this.#topOf(still) - before;
    // An edge that is still near tells nothing by itself.
    this.#observe();
  }

  async #load(position: number, isNew: boolean, limit = PAGE_ROWS): Promise<readonly Row[] | undefined> {
    const options = this.#options;
    if (options === undefined) return undefined;
    if (isNew) this.#loading.abort();
    const mine = isNew ? new AbortController() : this.#loading;
    this.#loading = mine;
    this.#isLoading = true;
    this.ariaBusy = 'true';
    try {
      const { total, rows } = await options.load(position, limit, mine.signal);
      if (mine.signal.aborted) return undefined;
      this.#total = total;
      return rows;
    } catch (error) {
      if (!mine.signal.aborted) options.failed(error);
      return undefined;
    } finally {
      if (this.#loading === mine) {
        this.#isLoading = false;
        this.ariaBusy = null;
      }
    }
  }

  async #draw(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
  }

  #observe(): void {
    this.#edges.disconnect();
    for (const edge of [this.#earlier, this.#later]) if (edge.isConnected) this.#edges.observe(edge);
  }

  #topOf(row: Row | undefined): number {
    const index = row === undefined ? -1 : this.#rows.indexOf(row);
    return this.querySelectorAll<HTMLElement>('.sliding-row')[index]?.offsetTop ?? 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#edges.disconnect();
  }

  protected override render(): TemplateResult | typeof nothing {
    const options = this.#options;
    if (options === undefined) return nothing;
    const hasLater = this.#first + this.#rows.length < this.#total && this.#rows.length > 0;
    return html`${this.#first > 0 ? this.#earlier : nothing}
      <div class="sliding-rows" role="list" aria-label=${options.label}>
        ${this.#rows.map(
          (row, index) =>
            html`<div class="sliding-row" role="listitem" aria-setsize=${this.#total} aria-posinset=${this.#first + index + 1}>
              ${options.row(row)}
            </div>`,
        )}
      </div>
      ${hasLater ? this.#later : nothing}`;
  }
}

customElements.define('backup-sliding', SlidingList);
