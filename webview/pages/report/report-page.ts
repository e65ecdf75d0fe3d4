/** A page of rows: what is chosen, and what the extension is asked for. */
import { html, nothing, render } from 'lit';
import type { ReportButton, ReportDetail, ReportFilter, ReportHead, ReportRow } from '../../../src/view/index.ts';
import { element } from '../../element.ts';
import { RowSource } from '../../list/row-source.ts';
import type { HeadMessage, ReportClient } from './report-client.ts';
import { ReportGrid } from './report-grid.ts';
import { detailPart, groupsPart, headPart, kindsPart, statePart } from './report-parts.ts';

const NO_FILTER: ReportFilter = { text: '', kind: '', group: '' };
const TYPING_MS = 120;
const FIRST_ROWS = 100;

export class ReportPage {
  readonly #client: ReportClient;
  readonly #head = element('header');
  readonly #groups = element('nav', { class: 'left' });
  readonly #toolbar = element('div', { class: 'toolbar' });
  readonly #list = element('main', { class: 'list' });
  readonly #nothing = element('div', { class: 'nothing', hidden: true });
  readonly #details = element('aside', { class: 'details', tabindex: 0 });
  readonly #state = element('main', { class: 'state' });
  readonly #panes = element('div', { class: 'panes' });
  readonly #grid: ReportGrid;
  #shown: HeadMessage | undefined;
  #filter: ReportFilter;
  #words = '';
  #row: number | undefined;
  #detail: ReportDetail | undefined;
  /** The latest question for rows; answers to earlier ones are dropped. */
  #asked = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(body: HTMLElement, client: ReportClient) {
    this.#client = client;
    this.#filter = client.keptFilter ?? NO_FILTER;
    this.#grid = new ReportGrid({
      selected: ({ key }) => this.#select(key),
      opened: ({ key }) => this.#open(key),
    });
    this.#list.append(this.#toolbar, this.#grid.node, this.#nothing);
    this.#panes.append(this.#groups, this.#list, this.#details);
    body.append(this.#head, this.#panes, this.#state);
  }

  show(message: HeadMessage): void {
    const isOther = this.#shown?.revision !== message.revision;
    const hadRows = this.#shown !== undefined && this.#shown.head.state === undefined;
    this.#shown = message;
    const { head } = message;
    document.title = head.title;
    render(headPart(head, this.#press), this.#head);
    const hasRows = head.state === undefined;
    this.#panes.hidden = !hasRows;
    this.#state.hidden = hasRows;
    render(head.state === undefined ? nothing : statePart(head.state, this.#press), this.#state);
    this.#client.keep(message.state, this.#filter);
    if (!hasRows) {
      this.#client.forget();
      this.#grid.clear();
      return;
    }
    if (isOther) {
      this.#keepWhatIsThere(head);
      this.#row = undefined;
      this.#detail = undefined;
      this.#client.forget();
      this.#drawDetail();
    }
    if (isOther || !hadRows) this.#choose(this.#filter);
    else this.#drawChoices();
  }

  /** A kind or an app of an earlier comparison may be gone. */
  #keepWhatIsThere({ kinds, groups }: ReportHead): void {
    const { text, kind, group } = this.#filter;
    this.#filter = {
      text,
      kind: kinds.some(({ id }) => id === kind) ? kind : '',
      group: groups.some(({ id }) => id === group) ? group : '',
    };
  }

  #choose(filter: ReportFilter): void {
    this.#filter = filter;
    if (this.#shown !== undefined) this.#client.keep(this.#shown.state, filter);
    this.#drawChoices();
    void this.#load();
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const filter = this.#filter;
    const answer = await this.#client.rows(filter, 0, FIRST_ROWS);
    const head = this.#shown?.head;
    if (asked !== this.#asked || head === undefined) return;
    this.#words = answer.words;
    let first: readonly ReportRow[] | undefined = answer.rows;
    const source = new RowSource<ReportRow>(answer.total, {
      load: async (from, count) => {
        const known = from === 0 ? first : undefined;
        first = undefined;
        return known ?? (await this.#client.rows(filter, from, count)).rows;
      },
      loaded: () => this.#grid.arrived(),
      failed: () => undefined,
    });
    const { columns, nameColumn, words } = head;
    this.#grid.show(source, { label: words.rows, columns, nameColumn });
    this.#grid.node.hidden = answer.total === 0;
    this.#nothing.hidden = answer.total > 0;
    const clear = () => this.#choose(NO_FILTER);
    render(
      html`<p>${words.nothingFound}</p>
        <button type="button" class="button" @click=${clear}>${words.clearFilter}</button>`,
      this.#nothing,
    );
    this.#drawChoices();
  }

  #drawChoices(): void {
    const head = this.#shown?.head;
    if (head === undefined) return;
    const { text, kind, group } = this.#filter;
    render(
      groupsPart(head, group, (id) => this.#choose({ ...this.#filter, group: id })),
      this.#groups,
    );
    this.#groups.hidden = head.groups.length === 0;
    const onInput = (event: Event) => {
      const typed = (event.target as HTMLInputElement).value;
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#choose({ ...this.#filter, text: typed.slice(0, 1000) }), TYPING_MS);
    };
    render(
      html`${kindsPart(head, kind, (id) => this.#choose({ ...this.#filter, kind: id }))}
        <div class="find">
          <input type="search" .value=${text} placeholder=${head.words.search} aria-label=${head.words.search} @input=${onInput} />
          <span class="status" role="status">${this.#words}</span>
        </div>`,
      this.#toolbar,
    );
  }

  #select(row: number): void {
    if (row === this.#row) return;
    this.#row = row;
    this.#client.detail(this.#shown?.revision ?? 0, row, (detail) => {
      this.#detail = detail;
      this.#drawDetail();
    });
  }

  #drawDetail(): void {
    const words = this.#shown?.head.words;
    if (words === undefined) return;
    this.#details.setAttribute('aria-label', words.details);
    render(detailPart(this.#detail, words, this.#press), this.#details);
  }

  /** What the first button of the details does. */
  #open(row: number): void {
    const [button] = row === this.#row ? (this.#detail?.buttons ?? []) : [];
    if (button !== undefined) this.#press(button);
  }

  readonly #press = ({ action }: ReportButton): void => {
    this.#client.send({ kind: 'do', action, revision: this.#shown?.revision ?? 0, ...(this.#row === undefined ? {} : { row: this.#row }) });
  };
}
