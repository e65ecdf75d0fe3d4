/** The findings of the last check that holds for this folder, gravest first: where, what it means, what to do. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { Failure, FindingRow, FindingsView, Locale } from '../../../src/view/index.ts';
import { button } from '../../ui/index.ts';

type Remedy = FindingRow['remedies'][number]['id'];

interface FindingsEvents {
  readonly openFile: (fileID: string) => void;
  readonly explain: (code: string) => void;
  readonly remedy: (action: Remedy) => void;
  readonly verify: () => void;
}

export class FindingsPage extends LitElement {
  #locale!: Locale;
  #events!: FindingsEvents;
  #verify!: HTMLElement;
  #shown: FindingsView | undefined;
  #failure: Failure | undefined;
  /** Made once: the focus stays where it is when the rest is drawn again. */
  #buttons = new Map<string, HTMLElement>();

  protected override createRenderRoot(): this {
    return this;
  }

  begin(locale: Locale, events: FindingsEvents): void {
    this.#locale = locale;
    this.#events = events;
    this.#verify = button({ label: locale.translate('Verify', {}), look: 'main', onPress: events.verify });
    this.requestUpdate();
  }

  show(findings: FindingsView | undefined): void {
    this.#shown = findings;
    this.#failure = undefined;
    this.#buttons = new Map();
    this.requestUpdate();
  }

  showFailure(failure: Failure): void {
    this.#failure = failure;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { translate } = this.#locale;
    if (this.#failure !== undefined) return html`<p role="alert">${this.#failure.message} ${this.#failure.action}</p>`;
    const shown = this.#shown;
    if (shown === undefined) return html`<p class="quiet" role="status">${translate('Reading…', {})}</p>`;
    return html`
      <h2>${shown.title}</h2>
      <p>${shown.sentence}</p>
      ${shown.needsCheck ? this.#verify : nothing}
      ${
        shown.rows.length === 0
          ? nothing
          : html`<ul class="findings">
              ${shown.rows.map((row) => this.#row(row))}
            </ul>`
      }
    `;
  }

  #row(row: FindingRow): TemplateResult {
    const { fileID } = row;
    const { translate } = this.#locale;
    const explain = this.#button(`${row.key} explain`, translate('Explain', {}), () => this.#events.explain(row.code));
    const remedies = row.remedies.map(({ id, label }) => this.#button(`${row.key} ${id}`, label, () => this.#events.remedy(id)));
    return html`
      <li data-tone=${row.tone}>
        <p><strong>${row.severity}: ${row.title}</strong> <code>${row.code}</code></p>
        <p>
          ${fileID === undefined ? row.where : html`<button type="button" class="link" @click=${() => this.#events.openFile(fileID)}>${row.where}</button>`}
        </p>
        <p>${row.action}</p>
        <div class="buttons">${explain}${remedies}</div>
      </li>
    `;
  }

  #button(key: string, label: string, onPress: () => void): HTMLElement {
    const made = this.#buttons.get(key) ?? button({ label, look: 'other', onPress });
    this.#buttons.set(key, made);
    return made;
  }
}

customElements.define('backup-findings', FindingsPage);
