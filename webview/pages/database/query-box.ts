/** A query that only reads: its text, run by Ctrl+Enter, canceled, and what SQLite says against it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Failure, Locale, Result } from '../../../src/view/index.ts';
import { button } from '../../ui/index.ts';
import { LightElement } from '../light-element.ts';

interface QueryEvents {
  readonly run: (sql: string, signal: AbortSignal) => Promise<Result<'databaseQuery'>>;
  readonly result: (result: Result<'databaseQuery'>) => void;
  readonly failureOf: (error: unknown) => Failure;
}

export class QueryBox extends LightElement {
  readonly #locale: Locale;
  readonly #events: QueryEvents;
  readonly #run: HTMLElement;
  readonly #cancel: HTMLElement;
  #failure: Failure | undefined;
  #note = '';
  #running: AbortController | undefined;

  constructor(locale: Locale, events: QueryEvents) {
    super();
    this.#locale = locale;
    this.#events = events;
    const { translate } = locale;
    this.#run = button({ label: translate('Run Query', {}), look: 'main', onPress: () => void this.#start() });
    this.#cancel = button({ label: translate('Cancel', {}), look: 'other', onPress: () => this.#cancelNow() });
  }

  get sql(): string {
    return this.querySelector('textarea')?.value ?? '';
  }

  override focus(): void {
    this.querySelector('textarea')?.focus();
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.requestUpdate();
  }

  #cancelNow(): void {
    this.stop();
    this.#note = this.#locale.translate('The query was canceled.', {});
  }

  async #start(): Promise<void> {
    const { sql } = this;
    if (sql.trim() === '') return;
    this.stop();
    const mine = new AbortController();
    this.#running = mine;
    this.#failure = undefined;
    this.#note = this.#locale.translate('The query is running…', {});
    this.requestUpdate();
    try {
      const result = await this.#events.run(sql, mine.signal);
      if (mine.signal.aborted) return;
      this.#note = this.#noteOf(result);
      this.#events.result(result);
    } catch (error) {
      if (mine.signal.aborted) return;
      this.#failure = this.#events.failureOf(error);
      this.#note = '';
    }
    if (this.#running === mine) this.#running = undefined;
    this.requestUpdate();
  }

  #noteOf({ rows, hasMore, isCut }: Result<'databaseQuery'>): string {
    const { translate, format } = this.#locale;
    const count = format.count(rows.length);
    if (isCut === 'time') return translate('The query took too long. Rows found until then: {count}.', { count });
    if (isCut === 'size' || hasMore) return translate('The first rows are shown: {count}. Save the result to have all of them.', { count });
    return rows.length === 1 ? translate('1 row', {}) : translate('{count} rows', { count });
  }

  protected override render(): TemplateResult {
    const { translate } = this.#locale;
    return html`<textarea
        class="db-sql"
        rows="4"
        spellcheck="false"
        aria-label=${translate('Query (SQL)', {})}
        placeholder=${translate('SELECT …, run by Ctrl+Enter', {})}
        @keydown=${this.#onKey}
      ></textarea>
      <div class="db-actions">
        ${this.#run}${this.#running === undefined ? nothing : this.#cancel}<span role="status">${this.#note}</span>
      </div>
      ${
        this.#failure === undefined
          ? nothing
          : html`<p class="preview-note" data-level="warning" role="alert">${this.#failure.message} ${this.#failure.action}</p>`
      }`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.#running !== undefined) {
      event.stopPropagation();
      this.#cancelNow();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      void this.#start();
    }
  };
}

customElements.define('backup-query', QueryBox);
