/** The regions of the page and how they stand together: what is shown where, the live region, and the keys between regions. */
import type {
  ColumnWidths,
  EncryptionFacts,
  ExtractChoice,
  Failure,
  FileQuery,
  FileRow,
  PageAction,
  PageView,
  PaneTab,
  Locale,
} from '../src/view/index.ts';
import { DomainList } from './domain-list.ts';
import { element, fill } from './element.ts';
import { FilePane } from './file-pane.ts';
import { icon } from './icons.ts';
import { FileGrid } from './list/file-grid.ts';
import type { RowSource } from './list/row-source.ts';
import { PaneEdge } from './pane-edge.ts';
import type { PreviewView } from './pages/preview/preview-view.ts';
import type { OtherViews } from './other-views.ts';
import { StatePanel } from './state-panel.ts';
import { SummaryHeader } from './summary-header.ts';
import { ViewTabs } from './view-tabs.ts';
import { button, searchField, type SearchField } from './ui/index.ts';

interface PageEvents {
  readonly act: (action: PageAction) => void;
  readonly copy: (text: string) => void;
  readonly encryption: () => Promise<EncryptionFacts>;
  readonly extract: (choice: ExtractChoice) => void;
  readonly open: (fileID: string, beside: boolean) => void;
  readonly domain: (domain: string | undefined) => void;
  readonly search: (text: string) => void;
  readonly selected: (file: FileRow | undefined) => void;
  readonly resized: (widths: ColumnWidths) => void;
  /** The pane of a file has another tab in front, another width, or fills the page. */
  readonly pane: (change: { readonly tab?: PaneTab; readonly paneWidth?: number | undefined; readonly isFilled?: boolean }) => void;
  readonly retry: () => void;
  readonly view: (view: PageView) => void;
}

/** Other parts of the page, which ask for what they show by themselves. */
interface LayoutParts {
  readonly preview: PreviewView;
  readonly views: OtherViews;
}

export class PageLayout {
  readonly header: SummaryHeader;
  readonly tabs: ViewTabs;
  readonly domains: DomainList;
  readonly grid: FileGrid;
  readonly pane: FilePane;
  readonly edge: PaneEdge;
  readonly state: StatePanel;
  readonly search: SearchField;
  readonly #locale: Locale;
  readonly #status = element('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  readonly #extract = element('div', { class: 'toolbar-actions' });
  readonly #onExtract: (choice: ExtractChoice) => void;
  readonly #main: HTMLElement;

  constructor(locale: Locale, language: string, root: HTMLElement, { preview, views }: LayoutParts, events: PageEvents) {
    const { translate } = locale;
    this.#locale = locale;
    this.#onExtract = events.extract;
    this.header = new SummaryHeader(locale, events);
    this.domains = new DomainList(locale, language, events.domain);
    this.grid = new FileGrid(locale, {
      selected: (_, file) => events.selected(file),
      // A folder has nothing to open.
      opened: (file, beside) => (file.kind === 'file' ? events.open(file.fileID, beside) : this.pane.node.focus()),
      resized: events.resized,
    });
    const previewPart = { node: preview, show: (fileID: string) => preview.show(fileID), clear: () => preview.clear() };
    this.pane = new FilePane(locale, previewPart, {
      copy: events.copy,
      extract: (fileID) => events.extract({ fileID }),
      open: (fileID) => events.open(fileID, false),
      filled: (isFilled) => this.#fillByHand(isFilled, events),
      tab: (tab) => events.pane({ tab }),
    });
    this.state = new StatePanel(locale, {
      retry: events.retry,
      act: events.act,
      clearSearch: () => this.#clearSearch(events),
    });
    const label = translate('Search names, paths and domains', {});
    this.search = searchField({ label, placeholder: label, picture: icon('search'), onInput: events.search });
    const toolbar = element('div', { class: 'toolbar' }, this.#searchRegion(), this.#status, this.#extract);
    const files = element('section', { class: 'files', 'aria-label': translate('Files', {}) }, toolbar, this.grid.node);
    const left = element('nav', { class: 'left', 'aria-label': translate('Domains', {}) }, ...this.domains.nodes);
    this.#main = element('div', { class: 'panes' }, left, files, this.pane.node, this.state.node);
    this.edge = new PaneEdge(locale, this.#main, this.pane.node, (paneWidth) => events.pane({ paneWidth }));
    this.pane.node.prepend(this.edge.node);
    this.tabs = new ViewTabs(
      locale,
      { overview: views.overview, files: this.#main, personal: views.personal, findings: views.findings },
      events.view,
    );
    const main = element('main', { class: 'views' }, this.tabs.node, views.overview, this.#main, views.personal, views.findings);
    root.replaceChildren(this.header.node, main);
    root.addEventListener('keydown', (event) => this.#onKey(event, events));
  }

  /** Keeps what is shown, if anything is, until there is something newer. */
  showLoading(): void {
    if (this.#main.dataset.show === 'files') return;
    delete this.#main.dataset.show;
    this.state.loading();
  }

  showFiles(source: RowSource<FileRow>, query: FileQuery): void {
    this.#main.dataset.show = 'files';
    this.state.hide();
    const label = query.domain ?? this.#locale.translate('All domains', {});
    this.grid.show(source, { label, withDomain: query.domain === undefined });
    this.#offerExtract(query);
    this.#say(source.total);
  }

  /** No row: the search found none, or there are none. */
  showNothing(search: string | undefined): void {
    this.grid.clear();
    fill(this.#extract);
    this.#main.dataset.show = search === undefined ? 'state' : 'state-in-list';
    if (search === undefined) this.state.empty();
    else this.state.noMatch(search);
    this.#say(0);
  }

  showFailure(failure: Failure): void {
    this.grid.clear();
    this.#main.dataset.show = 'state';
    this.#status.textContent = '';
    this.state.failed(failure);
    this.#takeFocus(() => (this.tabs.shown === 'files' ? this.state.focus() : this.tabs.focus()));
  }

  /**
   * Puts the focus on the list when nobody is anywhere else in the page. A page without the focus must not take it from whatever the person
   * is doing in another editor or a quick pick: it waits until VS Code gives it.
   */
  focusList(): void {
    this.#takeFocus(() => (this.tabs.shown === 'files' ? this.grid.node.focus() : this.tabs.focus()));
  }

  #takeFocus(take: () => void): void {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    if (document.hasFocus()) take();
    else window.addEventListener('focus', () => this.#takeFocus(take), { once: true });
  }

  /** Whether the pane of a file has all of the page below its head. */
  set isFilled(isFilled: boolean) {
    this.#main.toggleAttribute('data-filled', isFilled);
    this.pane.isFilled = isFilled;
  }

  #fillByHand(isFilled: boolean, events: PageEvents): void {
    this.isFilled = isFilled;
    events.pane({ isFilled });
    if (isFilled) this.pane.node.focus();
    else this.grid.node.focus();
  }

  #searchRegion(): HTMLElement {
    return element('div', { class: 'search', role: 'search' }, this.search.node);
  }

  /** What is shown is what is extracted. */
  #offerExtract(query: FileQuery): void {
    const { translate } = this.#locale;
    const { domain, search } = query;
    const all = domain === undefined ? translate('Extract All…', {}) : translate('Extract Domain…', {});
    const label = search === undefined ? all : translate('Extract Found Items…', {});
    fill(this.#extract, button({ label, look: 'other', picture: icon('extract'), onPress: () => this.#onExtract(query) }));
  }

  #say(items: number): void {
    const { format, translate } = this.#locale;
    this.#status.textContent = items === 1 ? translate('1 item', {}) : translate('{count} items', { count: format.count(items) });
  }

  #clearSearch(events: PageEvents): void {
    this.search.text = '';
    events.search('');
    this.search.focus();
  }

  #onKey(event: KeyboardEvent, events: PageEvents): void {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'F6' && this.#focusNext(event.shiftKey ? -1 : 1)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (command && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      event.stopPropagation();
      events.view('files');
      this.search.focus();
    } else if (event.key === 'Escape') this.#escape(events);
    else if (!command && event.key.toLowerCase() === 'f' && this.#canFill(event)) {
      event.preventDefault();
      this.#fillByHand(!this.pane.isFilled, events);
    }
  }

  /** In the list and the pane, and where no text is typed. */
  #canFill({ altKey, target }: KeyboardEvent): boolean {
    const isIn = (region: HTMLElement) => region.contains(document.activeElement);
    const isTyped = target instanceof Element && target.closest('input,textarea,select') !== null;
    return !altKey && !isTyped && (isIn(this.grid.node) || isIn(this.pane.node)) && this.pane.hasFile;
  }

  /** From the pane back to the list; otherwise the search goes. */
  #escape(events: PageEvents): void {
    if (this.tabs.shown !== 'files') return;
    if (this.pane.isFilled) this.#fillByHand(false, events);
    else if (this.pane.node.contains(document.activeElement)) this.grid.node.focus();
    else if (this.domains.clearFilter()) return;
    else if (this.search.text !== '') this.#clearSearch(events);
  }

  /** False behind the last region and before the first: VS Code then moves on to its next part. */
  #focusNext(step: 1 | -1): boolean {
    const all: HTMLElement[] = [this.tabs.node, this.search.node, ...this.domains.nodes, this.grid.node, this.pane.node, this.state.node];
    // What has no room on the page now cannot take the focus.
    const regions = all.filter((region) => region.checkVisibility());
    const here = regions.findIndex((region) => region.contains(document.activeElement));
    const next = regions[here + step];
    if (next === this.tabs.node) this.tabs.focus();
    else if (next === this.state.node) this.state.focus();
    else next?.focus();
    return next !== undefined;
  }
}
