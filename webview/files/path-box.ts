/** The folder that is shown, as a path that one can type into, with names completed. */
import type { Locale } from '../../src/view/index.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { button } from '../ui/index.ts';

interface PathBoxEvents {
  /** False for a path that is none. */
  readonly go: (text: string) => boolean;
  readonly up: () => void;
  /** Whole paths that a text can be completed to. */
  readonly complete: (text: string) => Promise<readonly string[]>;
}

const MOST_COMPLETIONS = 50;

export class PathBox {
  readonly node: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #names = element('datalist', { id: 'path-names' });
  readonly #locale: Locale;
  readonly #events: PathBoxEvents;
  #shown = '';
  #lastAsked = '';

  constructor(locale: Locale, events: PathBoxEvents) {
    const { translate } = locale;
    this.#locale = locale;
    this.#events = events;
    this.#input = element('input', {
      class: 'path-input',
      type: 'text',
      list: 'path-names',
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': translate('Path', {}),
      placeholder: translate('Type a path, such as HomeDomain/Library', {}),
    });
    this.#input.addEventListener('input', () => void this.#complete());
    this.#input.addEventListener('focus', () => void this.#complete());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    const up = button({ label: translate('Folder Above', {}), look: 'icon', picture: icon('up'), onPress: events.up });
    this.node = element('div', { class: 'path-box' }, up, this.#input, this.#names);
  }

  show(path: string | undefined): void {
    this.node.hidden = path === undefined;
    this.#shown = path ?? '';
    this.#input.value = this.#shown;
    this.#mark(true);
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  async #complete(): Promise<void> {
    const text = this.#input.value;
    this.#mark(true);
    this.#lastAsked = text;
    const paths = await this.#events.complete(text).catch(() => []);
    if (this.#lastAsked !== text) return;
    fill(this.#names, ...paths.slice(0, MOST_COMPLETIONS).map((value) => element('option', { value })));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#mark(this.#events.go(this.#input.value));
    else if (event.key === 'Escape' && this.#input.value !== this.#shown) this.show(this.#shown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #mark(isKnown: boolean): void {
    setAttributes(this.#input, {
      'aria-invalid': isKnown ? undefined : 'true',
      title: isKnown ? undefined : this.#locale.translate('The backup has no such domain.', {}),
    });
  }
}
