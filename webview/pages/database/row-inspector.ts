/** One row in full: every value, what a number can mean as a date, where it points to, and pictures. */
import { html, nothing, type TemplateResult } from 'lit';
import { cellInFull, isBlobPicture, type InspectedRow, type Jump, type Locale, type Result } from '../../../src/view/index.ts';
import { button } from '../../ui/index.ts';
import { LightElement } from '../light-element.ts';
import { PictureView } from '../preview/picture-view.ts';

type Field = InspectedRow['fields'][number];

interface InspectorEvents {
  readonly close: () => void;
  readonly jump: (jump: Jump) => void;
  /** What a BLOB is, with the picture that it is if a browser may have it. */
  readonly look: (column: string) => Promise<Result<'databaseContent'>>;
  /** What is in a BLOB, by its content. */
  readonly content: (column: string) => HTMLElement;
}

export class RowInspector extends LightElement {
  readonly #locale: Locale;
  readonly #events: InspectorEvents;
  readonly #close: HTMLElement;
  #row: InspectedRow | undefined;
  #jumps = new Map<string, { readonly jump: Jump; readonly node: HTMLElement }>();
  #pictures = new Map<string, PictureView>();
  /** Of BLOBs: a button, then what is in them. */
  #contents = new Map<string, HTMLElement>();

  constructor(locale: Locale, events: InspectorEvents) {
    super();
    this.#locale = locale;
    this.#events = events;
    this.#close = button({ label: locale.translate('Close', {}), look: 'other', onPress: () => events.close() });
    this.hidden = true;
  }

  show(row: InspectedRow, jumpOf: (field: Field) => Jump | undefined): void {
    this.#row = row;
    this.hidden = false;
    this.#pictures = new Map();
    this.#jumps = new Map(
      row.fields.flatMap((field) => {
        const jump = jumpOf(field);
        return jump === undefined ? [] : [[field.column, { jump, node: this.#jumpButton(jump) }] as const];
      }),
    );
    this.#contents = new Map();
    for (const { column, cell } of row.fields) {
      if (isBlobPicture(cell)) void this.#loadPicture(row, column);
      else if (cell.type === 'blob' && cell.bytes > 0) this.#contents.set(column, this.#contentButton(column));
    }
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.db-inspector')?.focus());
  }

  hide(): void {
    this.#row = undefined;
    this.hidden = true;
    this.requestUpdate();
  }

  #jumpButton(jump: Jump): HTMLElement {
    const { translate } = this.#locale;
    const table = jump.table;
    const label = jump.evidence === 'name' ? translate('Go to {table} (assumed)', { table }) : translate('Go to {table}', { table });
    return button({ label, look: 'other', onPress: () => this.#events.jump(jump) });
  }

  #contentButton(column: string): HTMLElement {
    const onPress = () => {
      const content = this.#events.content(column);
      this.#contents.set(column, content);
      this.requestUpdate();
      // The button is gone: what it has opened takes its place.
      content.tabIndex = -1;
      void this.updateComplete.then(() => {
        content.focus({ preventScroll: true });
        content.scrollIntoView({ block: 'start' });
      });
    };
    return button({ label: this.#locale.translate('Show Content of {column}', { column }), look: 'other', onPress });
  }

  async #loadPicture(row: InspectedRow, column: string): Promise<void> {
    const content = await this.#events.look(column).then(
      (shown) => shown.content,
      () => undefined,
    );
    if (this.#row !== row) return;
    if (content?.kind === 'facts' && content.picture !== undefined) {
      const picture = new PictureView();
      picture.show({ ...content.picture, alt: this.#locale.translate('Picture in {column}', { column }) });
      this.#pictures.set(column, picture);
    } else {
      // What is there says why it is not shown: damaged, or too large for a browser.
      this.#contents.set(column, this.#contentButton(column));
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const row = this.#row;
    if (row === undefined) return nothing;
    const { translate } = this.#locale;
    return html`<section class="db-inspector" tabindex="-1" aria-label=${translate('Row {key}', { key: row.key })}>
      <div class="db-inspector-head">
        <h3>${translate('Row {key}', { key: row.key })}</h3>
        ${this.#close}
      </div>
      <dl>${row.fields.map((field) => this.#field(field))}</dl>
    </section>`;
  }

  #field({ column, cell, dates }: Field): TemplateResult {
    const { translate, format } = this.#locale;
    const isCut = cell.type === 'text' && cell.isCut === true;
    return html`<dt>${column}</dt>
      <dd data-look=${cell.type}>
        <span class="db-full">${cellInFull(cell, this.#locale)}</span>
        ${isCut ? html`<p class="quiet">${translate('Only the beginning is shown, of {size}.', { size: format.bytes(cell.bytes) })}</p>` : nothing}
        ${this.#pictures.get(column) ?? this.#contents.get(column) ?? nothing}
        ${dates.map(({ date }) => html`<p class="quiet">${translate('As a date: {date} (assumed)', { date: format.exactDateTime(new Date(date)) })}</p>`)}
        ${this.#jumps.get(column)?.node ?? nothing}
      </dd>`;
  }
}

customElements.define('backup-row', RowInspector);
