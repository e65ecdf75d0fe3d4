/** The Overview: is the backup good, is it protected, where did the room go, which others are there, how did the last run go. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { EncryptionFacts, Failure, Locale, Overview, SizesView } from '../../../src/view/index.ts';
import { button } from '../../ui/index.ts';
import { encryptionPart } from './encryption-part.ts';
import { factList, runPart } from './run-part.ts';
import { TreemapView } from './treemap-view.ts';

/** What a part shows: nothing yet, what it is about, or why that could not be had. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

const LOADING = { state: 'loading' } as const;

interface OverviewEvents {
  /** By the key of its row. */
  readonly openApp: (key: string) => void;
  readonly unlock: () => void;
}

export class OverviewView extends LitElement {
  #locale!: Locale;
  #unlock!: HTMLElement;
  readonly #treemap = new TreemapView();
  #overview: Loaded<Overview> = LOADING;
  #encryption: Loaded<EncryptionFacts> = LOADING;
  #sizes: Loaded<SizesView> = LOADING;

  protected override createRenderRoot(): this {
    return this;
  }

  begin(locale: Locale, { openApp, unlock }: OverviewEvents): void {
    this.#locale = locale;
    this.#treemap.begin(locale, openApp);
    this.#unlock = button({ label: locale.translate('Unlock…', {}), look: 'main', onPress: unlock });
    this.requestUpdate();
  }

  showOverview(overview: Loaded<Overview>): void {
    this.#overview = overview;
    this.requestUpdate();
  }

  showEncryption(encryption: Loaded<EncryptionFacts>): void {
    this.#encryption = encryption;
    this.requestUpdate();
  }

  showSizes(sizes: Loaded<SizesView>): void {
    this.#sizes = sizes;
    if (sizes.state === 'there') this.#treemap.show(sizes.value);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { translate } = this.#locale;
    return html`
      <div class="cards">
        <div class="column">
          ${this.#card(
            'state',
            translate('Is it good?', {}),
            this.#shown(this.#overview, (overview) => this.#verdict(overview)),
          )}
          ${this.#card(
            'sizes',
            translate('Size by app', {}),
            this.#shown(this.#sizes, () => html`${this.#treemap}`),
          )}
        </div>
        <div class="column">
          ${this.#card(
            'protection',
            translate('Is it protected?', {}),
            this.#shown(this.#encryption, (facts) => encryptionPart(facts, this.#locale)),
          )}
          ${this.#card(
            'run',
            translate('Last run', {}),
            this.#shown(this.#overview, ({ run }) => runPart(run, this.#locale)),
          )}
        </div>
        ${this.#card(
          'timeline',
          translate('Backups of this device', {}),
          this.#shown(this.#overview, (overview) => this.#timeline(overview)),
        )}
      </div>
    `;
  }

  #card(name: string, title: string, content: TemplateResult): TemplateResult {
    return html`<section class="card card-${name}" aria-label=${title}>
      <h2>${title}</h2>
      ${content}
    </section>`;
  }

  #shown<T>(loaded: Loaded<T>, show: (value: T) => TemplateResult): TemplateResult {
    if (loaded.state === 'there') return show(loaded.value);
    if (loaded.state === 'loading') return html`<p class="quiet" role="status">${this.#locale.translate('Reading…', {})}</p>`;
    const { code, message, action } = loaded.failure;
    return html`<p>${message} ${action}</p>
      ${code === 'backup-encrypted' && loaded === this.#sizes ? this.#unlock : nothing}`;
  }

  #verdict({ verdict, facts }: Overview): TemplateResult {
    return html`
      <p class="verdict" data-tone=${verdict.tone}>
        <strong>${verdict.title}</strong>${verdict.age === '' ? nothing : html`<span class="quiet"> ${verdict.age}</span>`}
      </p>
      <p>${verdict.sentence}</p>
      ${verdict.counts.length === 0 ? nothing : factList(verdict.counts)}
      <h3>${this.#locale.translate('About this backup', {})}</h3>
      ${factList(facts)}
    `;
  }

  #timeline({ timeline }: Overview): TemplateResult {
    const { translate } = this.#locale;
    const head = [
      translate('Made', {}),
      translate('Kind', {}),
      translate('Size', {}),
      translate('Verdict', {}),
      translate('Files received', {}),
      translate('Duration', {}),
    ];
    return html`
      <table class="plain">
        <thead>
          <tr>
            ${head.map((words) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${timeline.map(
            (row) => html`
              <tr data-this=${String(row.isThis)}>
                <th scope="row">${row.date}${row.isThis ? html` <span class="quiet">${translate('(this one)', {})}</span>` : nothing}</th>
                <td>${row.kind}</td>
                <td>${row.size === '' ? '–' : row.size}</td>
                <td data-tone=${row.tone}>${row.verdict}</td>
                <td class="count">${row.changed === '' ? '–' : row.changed}</td>
                <td>${row.duration === '' ? '–' : row.duration}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}

customElements.define('backup-overview', OverviewView);
