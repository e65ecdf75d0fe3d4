/** The views of the page as tabs: one tab stop, arrow keys, and the panel of the one that is chosen. */
import { phrase, type Locale, type PageView } from '../src/view/index.ts';
import { element, setAttributes } from './element.ts';

const TABS: readonly (readonly [PageView, string])[] = [
  ['overview', phrase('Overview')],
  ['files', phrase('Files')],
  ['personal', phrase('Personal data')],
  ['findings', phrase('Findings')],
];

export class ViewTabs {
  readonly node: HTMLElement;
  readonly #tabs: ReadonlyMap<PageView, HTMLButtonElement>;
  readonly #panels: Readonly<Record<PageView, HTMLElement>>;
  #shown: PageView = 'overview';

  constructor({ translate }: Locale, panels: Readonly<Record<PageView, HTMLElement>>, onChosen: (view: PageView) => void) {
    this.#panels = panels;
    this.#tabs = new Map(
      TABS.map(([view, words]) => {
        const tab = element(
          'button',
          { type: 'button', role: 'tab', class: 'view-tab', id: `tab-${view}`, 'aria-controls': `view-${view}` },
          translate(words, {}),
        );
        tab.addEventListener('click', () => onChosen(view));
        setAttributes(panels[view], { id: `view-${view}`, role: 'tabpanel', 'aria-labelledby': `tab-${view}` });
        return [view, tab];
      }),
    );
    this.node = element(
      'div',
      { class: 'view-tabs', role: 'tablist', 'aria-label': translate('Views of the backup', {}) },
      ...this.#tabs.values(),
    );
    this.node.addEventListener('keydown', (event) => this.#onKey(event, onChosen));
    this.show('overview');
  }

  get shown(): PageView {
    return this.#shown;
  }

  show(shown: PageView): void {
    this.#shown = shown;
    for (const [view, tab] of this.#tabs) {
      setAttributes(tab, { 'aria-selected': String(view === shown), tabindex: view === shown ? 0 : -1 });
      this.#panels[view].hidden = view !== shown;
    }
  }

  focus(): void {
    this.#tabs.get(this.#shown)?.focus();
  }

  #onKey(event: KeyboardEvent, onChosen: (view: PageView) => void): void {
    const views = [...this.#tabs.keys()];
    const here = views.indexOf(this.#shown);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: views.length - 1 }[event.key];
    const view = next === undefined ? undefined : views[(next + views.length) % views.length];
    if (view === undefined) return;
    event.preventDefault();
    onChosen(view);
    this.focus();
  }
}
