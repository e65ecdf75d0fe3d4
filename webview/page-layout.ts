/** The regions of the page and how they stand together: what is shown where, the live region, and the keys between regions. */
import type {
  ColumnWidths,
  CopyForm,
  EncryptionFacts,
  ExtractChoice,
  Failure,
  FileRow,
  PageAction,
  PageView,
  PaneTab,
  PlacesMode,
  Locale,
} from '../src/view/index.ts';
import { element } from './element.ts';
import { FilePane } from './file-pane.ts';
import { FilterBar } from './files/filter-bar.ts';
import { EVERYWHERE, pathText, upFrom, type FilesPlace } from './files/files-place.ts';
import type { KnownFolders } from './files/folder-entries.ts';
import type { ExtractButton, ListLayout } from './files/list-layout.ts';
import { PathBox } from './files/path-box.ts';
import { PlacesPane } from './files/places-pane.ts';
import { FileGrid } from './list/file-grid.ts';
import type { GridView } from './list/grid-view.ts';
import type { ListOrder } from './list/list-order.ts';
import type { RowSource } from './list/row-source.ts';
import type { Stretch } from './list/row-selection.ts';
import { PaneEdge } from './pane-edge.ts';
import type { PreviewView } from './pages/preview/preview-view.ts';
import type { OtherViews } from './other-views.ts';
import { StatePanel } from './state-panel.ts';
import { SummaryHeader } from './summary-header.ts';
import { ViewTabs } from './view-tabs.ts';

interface PageEvents {
  readonly act: (action: PageAction) => void;
  readonly copy: (text: string) => void;
  readonly encryption: () => Promise<EncryptionFacts>;
  readonly extract: (choice: ExtractChoice) => void;
  readonly open: (fileID: string, beside: boolean) => void;
  readonly mode: (mode: PlacesMode) => void;
  /** Another place of the files; its filter stays. */
  readonly go: (place: Pick<FilesPlace, 'domain' | 'app' | 'folder'>) => void;
  /** A path was typed; false for none. */
  readonly goTo: (path: string) => boolean;
  readonly complete: (text: string) => Promise<readonly string[]>;
  readonly folders: (domain: string, folder: string) => Promise<KnownFolders>;
  /** The line that filters; `soon` while it is being typed. */
  readonly filter: (line: string, soon: boolean) => void;
  readonly sort: (order: ListOrder | undefined) => void;
  readonly active: (file: FileRow | undefined) => void;
  readonly selected: (stretches: readonly Stretch[], count: number) => void;
  readonly copyRows: (as: CopyForm) => void;
  readonly rested: () => void;
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

export class PageLayout implements ListLayout {
  readonly header: SummaryHeader;
  readonly tabs: ViewTabs;
  readonly places: PlacesPane;
  readonly filter: FilterBar;
  readonly path: PathBox;
  readonly grid: FileGrid;
  readonly pane: FilePane;
  readonly edge: PaneEdge;
  readonly state: StatePanel;
  readonly #locale: Locale;
  readonly #files: HTMLElement;
  #place: FilesPlace = EVERYWHERE;
  readonly #main: HTMLElement;

  constructor(locale: Locale, language: string, root: HTMLElement, { preview, views }: LayoutParts, events: PageEvents) {
    const { translate } = locale;
    this.#locale = locale;
    this.header = new SummaryHeader(locale, events);
    this.places = new PlacesPane(locale, language, {
      mode: events.mode,
      domain: (domain) => events.go(domain === undefined ? {} : { domain }),
      app: (app) => events.go(app === undefined ? {} : { app }),
      folder: (domain, folder) => events.go({ domain, folder }),
      folders: events.folders,
    });
    this.grid = new FileGrid(locale, {
      active: (_, file) => events.active(file),
      selected: events.selected,
      opened: (file, beside) => this.#open(file, beside, events),
      resized: events.resized,
      sorted: events.sort,
      copied: events.copyRows,
      up: () => this.#goUp(events),
      rested: events.rested,
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
      clearSearch: () => this.#clearFilter(events),
    });
    this.filter = new FilterBar(locale, {
      typed: (line) => events.filter(line, true),
      chosen: (line) => events.filter(line, false),
      sorted: events.sort,
    });
    this.path = new PathBox(locale, { go: events.goTo, up: () => this.#goUp(events), complete: events.complete });
    const top = element('div', { class: 'files-top' }, ...this.filter.nodes, this.path.node);
    this.#files = element('section', { class: 'files', 'aria-label': translate('Files', {}) }, top, this.grid.node);
    this.#main = element('div', { class: 'panes' }, this.places.node, this.#files, this.pane.node, this.state.node);
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
    this.#main.append(this.state.node);
    this.state.loading();
  }

  showFiles(source: RowSource<FileRow>, view: GridView): void {
    this.#main.dataset.show = 'files';
    this.state.hide();
    this.grid.show(source, view);
  }

  /** No row: the filter leaves none, or there are none. */
  showNothing(line: string, kind: 'backup' | 'place' | Failure): void {
    this.grid.clear();
    const isAll = line === '' && kind === 'backup';
    this.#main.dataset.show = isAll ? 'state' : 'state-in-list';
    (isAll ? this.#main : this.#files).append(this.state.node);
    if (typeof kind !== 'string') this.state.notKnown(kind);
    else if (line !== '') this.state.noMatch(line);
    else if (isAll) this.state.empty();
    else this.state.emptyFolder();
  }

  /** Where the files are, and what can be extracted of them. */
  showPlace(place: FilesPlace): void {
    this.#place = place;
    this.places.show(place);
    if (this.filter.line !== place.line) this.filter.line = place.line;
    this.filter.showOrder(place.order);
    this.path.show(place.mode === 'folders' ? pathText(place) : undefined);
  }

  /** How many rows there are and are selected. */
  say(
    { items, isPart = false }: { readonly items: number; readonly isPart?: boolean },
    selected: number,
    buttons: readonly ExtractButton[],
  ): void {
    const { format, translate } = this.#locale;
    const count = format.count(items);
    const known = items === 1 ? translate('1 item', {}) : translate('{count} items', { count });
    const all = isPart ? translate('{count} items, and others that the check has not noted', { count }) : known;
    this.filter.say(selected < 2 ? all : translate('{count} of {all} selected', { count: format.count(selected), all }));
    this.filter.offer(buttons);
  }

  showFailure(failure: Failure): void {
    this.grid.clear();
    this.#main.dataset.show = 'state';
    this.#main.append(this.state.node);
    this.filter.say('');
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

  /** A folder is gone into; of one in a list of all, only the pane tells more. */
  #open(file: FileRow, beside: boolean, events: PageEvents): void {
    const { fileID, kind, domain, relativePath } = file;
    if (kind === 'file') events.open(fileID, beside);
    else if (kind === 'directory' && this.#place.mode === 'folders') events.go({ domain, folder: relativePath });
    else this.pane.node.focus();
  }

  #goUp(events: PageEvents): void {
    const above = this.#place.mode === 'folders' ? upFrom(this.#place) : undefined;
    if (above !== undefined) events.go(above);
  }

  #clearFilter(events: PageEvents): void {
    this.filter.line = '';
    events.filter('', false);
    this.filter.search.focus();
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
      this.filter.search.focus();
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
    else if (this.places.clearFilter() || this.filter.closeMenu()) return;
    else if (this.filter.line !== '') this.#clearFilter(events);
  }

  /** False behind the last region and before the first: VS Code then moves on to its next part. */
  #focusNext(step: 1 | -1): boolean {
    const { filter, path, places, grid, pane, state } = this;
    const all: HTMLElement[] = [this.tabs.node, filter.search.node, ...places.regions, path.node, grid.node, pane.node, state.node];
    // What has no room on the page now cannot take the focus.
    const regions = all.filter((region) => region.checkVisibility());
    const here = regions.findIndex((region) => region.contains(document.activeElement));
    const next = regions[here + step];
    if (next === this.tabs.node) this.tabs.focus();
    else if (next === state.node) state.focus();
    else if (next === path.node) path.focus();
    else next?.focus();
    return next !== undefined;
  }
}
