/** What is in a file: by what its bytes are, or in the form that the reader chose. An answer that comes too late is nothing. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  phrase,
  type Failure,
  type Locale,
  type Params,
  type PreviewFact,
  type PreviewShown,
  type PreviewWish,
  type ShownContent,
} from '../../../src/view/index.ts';
import { button, select, type Select } from '../../ui/index.ts';
import { LightElement } from '../light-element.ts';
import { ContentTreeView } from './content-tree-view.ts';
import { PictureView } from './picture-view.ts';

type Form = PreviewWish['as'];

const FORMS: Readonly<Record<Form, string>> = {
  auto: phrase('By content'),
  text: phrase('Text'),
  hex: phrase('Bytes'),
  tree: phrase('Tree'),
  plist: phrase('Property list'),
};

interface PreviewEvents {
  readonly load: (wish: Params<'preview'>, signal: AbortSignal) => Promise<PreviewShown>;
  readonly failureOf: (error: unknown) => Failure;
  /** The view of a database, for its rows. */
  readonly database: (fileID: string) => HTMLElement;
}

type State =
  | { readonly kind: 'none' | 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'shown'; readonly shown: PreviewShown };

export class PreviewView extends LightElement {
  readonly #locale: Locale;
  readonly #events: PreviewEvents;
  readonly #forms: Select<Form>;
  readonly #more: HTMLElement;
  readonly #again: HTMLElement;
  readonly #tree: ContentTreeView;
  readonly #picture = new PictureView();
  #fileID: string | undefined;
  #as: Form = 'auto';
  #state: State = { kind: 'none' };
  /** Pieces of text or bytes that are here, and where the next one begins. */
  #text = '';
  #to = 0;
  #rest = 0;
  #database: HTMLElement | undefined;
  #loading = new AbortController();

  constructor(locale: Locale, events: PreviewEvents) {
    super();
    this.#locale = locale;
    this.#events = events;
    const { translate } = locale;
    this.#forms = select({ label: translate('Show as', {}), onChange: (form) => this.#showAs(form) });
    this.#more = button({ label: translate('Show More', {}), look: 'other', onPress: () => void this.#loadMore() });
    this.#again = button({ label: translate('Try Again', {}), look: 'other', onPress: () => void this.#load() });
    this.#tree = new ContentTreeView(locale, {
      children: (path, from) => this.#loadChildren(path, from),
      inside: (path) => this.#loadInside(path),
    });
  }

  /** Shows a file, from the start and by its content; the one that is shown already stays. */
  show(fileID: string): void {
    if (fileID === this.#fileID) return;
    this.#fileID = fileID;
    this.#as = 'auto';
    void this.#load();
  }

  clear(): void {
    this.#loading.abort();
    this.#fileID = undefined;
    this.#set({ kind: 'none' });
  }

  #showAs(form: Form): void {
    this.#as = form;
    void this.#load();
  }

  async #load(): Promise<void> {
    const fileID = this.#fileID;
    if (fileID === undefined) return;
    this.#loading.abort();
    const mine = new AbortController();
    this.#loading = mine;
    this.#set({ kind: 'loading' });
    try {
      const shown = await this.#events.load({ fileID, as: this.#as }, mine.signal);
      if (!mine.signal.aborted) this.#take(shown);
    } catch (error) {
      if (!mine.signal.aborted) this.#set({ kind: 'failed', failure: this.#events.failureOf(error) });
    }
  }

  #take(shown: PreviewShown): void {
    const { content } = shown;
    this.#text = '';
    this.#takePiece(content);
    // Places in a keyed archive are those of what it stands for, not of the list that it is.
    if (content.kind === 'tree') this.#tree.show(content.node, this.#as !== 'plist');
    if (content.kind === 'facts' && content.picture !== undefined) this.#picture.show(content.picture);
    this.#database = content.kind === 'database' ? this.#events.database(shown.fileID) : undefined;
    this.#forms.offer(
      shown.forms.map((value) => ({ value, label: this.#locale.translate(FORMS[value], {}) })),
      this.#as,
    );
    this.#set({ kind: 'shown', shown });
  }

  #takePiece(content: ShownContent): void {
    if (content.kind === 'text') this.#text += content.text;
    else if (content.kind === 'hex') this.#text += content.lines.map((line) => `${line}\n`).join('');
    else return;
    this.#to = content.to;
    this.#rest = content.rest;
  }

  /** The next piece goes below what is here, if it is still what is shown. */
  async #loadMore(): Promise<void> {
    const { signal } = this.#loading;
    const fileID = this.#fileID;
    const before = this.#to;
    if (fileID === undefined) return;
    try {
      const shown = await this.#events.load({ fileID, as: this.#as, from: before }, signal);
      if (signal.aborted || before !== this.#to) return;
      this.#takePiece(shown.content);
      this.#takeNotes(shown);
    } catch (error) {
      if (!signal.aborted) this.#set({ kind: 'failed', failure: this.#events.failureOf(error) });
    }
  }

  /** What is said of the file now: it may have changed since the first piece. */
  #takeNotes({ notes }: PreviewShown): void {
    if (this.#state.kind === 'shown') this.#set({ kind: 'shown', shown: { ...this.#state.shown, notes } });
  }

  async #loadChildren(path: readonly number[], from: number): Promise<void> {
    const { signal } = this.#loading;
    const fileID = this.#fileID;
    if (fileID === undefined) return;
    try {
      const { inside, path: own } = this.#tree.placeOf(path);
      const place = inside.length === 0 ? { as: this.#as } : { as: 'auto' as const, inside };
      const shown = await this.#events.load({ fileID, ...place, node: { path: own, from } }, signal);
      if (signal.aborted || shown.content.kind !== 'tree') return;
      this.#tree.add({ ...shown.content, path });
      if (inside.length === 0) this.#takeNotes(shown);
    } catch (error) {
      if (!signal.aborted) this.#set({ kind: 'failed', failure: this.#events.failureOf(error) });
    }
  }

  /** What some data is: a document inside of it, a text, or its first bytes. What cannot be read leaves the rest as it is. */
  async #loadInside(path: readonly number[]): Promise<void> {
    const { signal } = this.#loading;
    const fileID = this.#fileID;
    if (fileID === undefined) return;
    const place = this.#tree.placeOf(path);
    const inside = [...place.inside, place.path];
    const load = (as: Form) => this.#events.load({ fileID, as, inside }, signal);
    try {
      const shown = await load('auto');
      const isPlain = shown.content.kind === 'tree' || shown.content.kind === 'text' || shown.content.kind === 'hex';
      const content = isPlain ? shown.content : (await load('hex')).content;
      if (!signal.aborted) this.#tree.addInside(path, { title: shown.title, content });
    } catch (error) {
      const { message } = this.#events.failureOf(error);
      if (!signal.aborted) this.#tree.addInside(path, { title: message, content: { kind: 'nothing' } });
    }
  }

  #set(state: State): void {
    this.#state = state;
    this.dataset.kind = state.kind === 'shown' ? state.shown.content.kind : state.kind;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { translate } = this.#locale;
    const state = this.#state;
    switch (state.kind) {
      case 'none':
        return html`<p class="preview-hint">${translate('Choose a file to see what is in it.', {})}</p>`;
      case 'loading':
        return html`<p class="preview-hint" aria-busy="true">${translate('Reading the file…', {})}</p>`;
      case 'failed':
        return html`<div class="preview-hint" role="alert">
          <p>${state.failure.message}</p>
          <p>${state.failure.action}</p>
          ${this.#again}
        </div>`;
      case 'shown':
        return this.#shown(state.shown);
    }
  }

  #shown({ title, notes, forms, content }: PreviewShown): TemplateResult {
    return html`<div class="preview-head">
        <p class="preview-title">${title}</p>
        ${forms.length < 2 ? nothing : html`<label class="preview-as"><span aria-hidden="true">${this.#locale.translate('Show as', {})}</span>${this.#forms.node}</label>`}
      </div>
      ${notes.map(({ level, text }) => html`<p class="preview-note" data-level=${level}>${text}</p>`)} ${this.#content(content)}`;
  }

  #content(content: ShownContent): TemplateResult | HTMLElement | typeof nothing {
    switch (content.kind) {
      case 'nothing':
        return nothing;
      case 'text':
        return html`<div class="preview-text">
            <pre class="gutter" aria-hidden="true">${lineNumbers(this.#text)}</pre>
            <pre>${this.#text}</pre>
          </div>
          ${this.#end()}`;
      case 'hex':
        return html`<div class="preview-text"><pre>${this.#text}</pre></div>
          ${this.#end()}`;
      case 'tree':
        return this.#tree;
      case 'database':
        return html`${this.#database}`;
      case 'facts':
        return html`${content.picture === undefined ? nothing : this.#picture} ${factList(content.facts)}`;
    }
  }

  #end(): TemplateResult | typeof nothing {
    if (this.#rest === 0) return nothing;
    const { translate, format } = this.#locale;
    return html`<div class="preview-more">${this.#more}<span>${translate('{size} more', { size: format.bytes(this.#rest) })}</span></div>`;
  }
}

function factList(facts: readonly PreviewFact[]): TemplateResult | typeof nothing {
  if (facts.length === 0) return nothing;
  return html`<dl class="preview-facts">
    ${facts.map(
      ({ name, value }) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function lineNumbers(text: string): string {
  const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return Array.from({ length: lines }, (_, index) => String(index + 1)).join('\n');
}

customElements.define('backup-preview', PreviewView);
