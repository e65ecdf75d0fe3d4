/** The page that browses one backup: asks the extension, and shows head, domains, files and details. */
import {
  checkedPageState,
  formatterFor,
  translatorFrom,
  type ColumnWidths,
  type FileRow,
  type Greeting,
  type PageAction,
  type PageState,
  type PageView,
  type Locale,
} from '../src/view/index.ts';
import { failureOf } from './failure-of.ts';
import { FileList } from './files/file-list.ts';
import { OtherViews } from './other-views.ts';
import { RequestFailed, type PageClient } from './page-client.ts';
import { PageLayout } from './page-layout.ts';
import { DatabaseView } from './pages/database/database-view.ts';
import { PreviewView } from './pages/preview/preview-view.ts';

/** After the last key of a search: the next key cancels what the one before has asked for. */
const SEARCH_REST_MS = 15;
/** After the last move through the list. */
const DETAILS_REST_MS = 80;

type PaneState = { [Name in 'tab' | 'paneWidth' | 'isFilled']?: PageState[Name] | undefined };

export class BrowserPage {
  readonly #host: PageClient;
  readonly #locale: Locale;
  readonly #layout: PageLayout;
  readonly #views: OtherViews;
  readonly #files: FileList;
  readonly #backup: string;
  #fileID: string | undefined;
  /** The file that somebody wants to see, until the list shows it. */
  #wanted: string | undefined;
  #widths: ColumnWidths = {};
  #personal: PageState['personal'];
  /** How the pane of a file stands. */
  #pane: PaneState = {};
  /** Head and domains are there. */
  #isOpen = false;
  /** Ends what is being loaded when something else is asked for. */
  #loading = new AbortController();
  #searchRest: ReturnType<typeof setTimeout> | undefined;
  #detailsRest: ReturnType<typeof setTimeout> | undefined;

  constructor(host: PageClient, greeting: Greeting, root: HTMLElement) {
    this.#host = host;
    this.#backup = greeting.backup;
    this.#locale = { format: formatterFor(greeting.language), translate: translatorFrom(greeting.bundle) };
    const database = (fileID: string) => new DatabaseView({ locale: this.#locale, fileID, host, failureOf });
    const preview = () =>
      new PreviewView(this.#locale, { load: (wish, signal) => host.request('preview', wish, signal), failureOf, database });
    this.#views = new OtherViews(this.#locale, host, {
      openApp: (key) => {
        this.#choose('files');
        this.#ask(() => this.#files.showApp(key));
        this.#layout.grid.node.focus();
      },
      openFile: (fileID) => {
        this.#wanted = fileID;
        void this.#attempt((signal) => this.#goToWanted(signal)).then(() => this.#layout.grid.node.focus());
      },
      preview,
      database,
      moved: (place) => {
        this.#personal = place;
        this.#keep();
      },
    });
    this.#layout = new PageLayout(
      this.#locale,
      greeting.language,
      root,
      { preview: preview(), views: this.#views },
      {
        view: (view) => this.#choose(view),
        act: (action) => this.#act(action),
        encryption: () => host.request('encryption', {}),
        extract: (choice) => void host.request('extract', choice).catch((error: unknown) => this.#fail(error)),
        mode: (mode) => this.#ask(() => this.#files.changeMode(mode)),
        go: (place) => this.#ask(() => this.#files.go(place)),
        goTo: (path) => this.#goTo(path),
        complete: (text) => this.#files.complete(text),
        folders: (domain, folder) => host.request('folders', { domain, folder }),
        filter: (line, soon) => this.#filter(line, soon),
        sort: (order) => this.#ask(() => this.#files.sortBy(order)),
        active: (file) => this.#detailsSoon(file),
        selected: (stretches, count) => {
          this.#files.select(stretches, count);
          this.#keep();
        },
        copyRows: (as) => this.#files.copy(as),
        rested: () => this.#keep(),
        open: (fileID, beside) => void this.#openFile(fileID, beside),
        copy: (text) => void host.request('copy', { text }),
        resized: (widths) => {
          this.#widths = widths;
          this.#keep();
        },
        pane: (change) => {
          this.#pane = { ...this.#pane, ...change };
          this.#keep();
        },
        retry: () => this.load(),
      },
    );
    this.#files = new FileList(host, this.#locale, this.#layout, {
      fail: (error) => this.#fail(error),
      gone: () => this.#leaveFile(),
    });
    host.onChanged = () => this.load();
    // A page that is still opening asks at the end of that; one that has lost its way begins anew.
    host.onWanted = () => {
      if (this.#isOpen) void this.#attempt((signal) => this.#goToWanted(signal));
      else this.load();
    };
  }

  /** Reads the backup from the start, and goes back to where the reader was. */
  load(): void {
    const kept = checkedPageState(this.#host.state);
    this.#files.restore(kept);
    this.#fileID = kept?.fileID;
    this.#widths = kept?.widths ?? {};
    this.#layout.grid.widths = this.#widths;
    this.#showPane(kept);
    this.#layout.tabs.show(kept?.view ?? 'overview');
    this.#views.forget();
    this.#personal = kept?.personal;
    this.#views.personal.place = kept?.personal;
    this.#keep();
    void this.#attempt((signal) => this.#open(signal));
  }

  #showPane({ tab = 'preview', paneWidth, isFilled = false }: PaneState = {}): void {
    this.#pane = { tab, paneWidth, isFilled };
    this.#layout.pane.tab = tab;
    this.#layout.edge.width = paneWidth;
    this.#layout.isFilled = isFilled;
  }

  async #open(signal: AbortSignal): Promise<void> {
    this.#isOpen = false;
    this.#layout.showLoading();
    const summary = await this.#host.request('summary', {}, signal).finally(() => {
      // Also of a backup that cannot be opened there is something to say, if only why.
      if (!signal.aborted) this.#views.load(this.#layout.tabs.shown);
    });
    this.#layout.header.show(summary);
    await this.#files.begin(`${summary.udid ?? ''} ${String(summary.date ?? '')}`, signal);
    this.#isOpen = true;
    if (!(await this.#showWanted(signal))) await this.#list(signal);
    this.#layout.focusList();
  }

  async #goToWanted(signal: AbortSignal): Promise<void> {
    await this.#showWanted(signal);
  }

  /** Goes to the file that somebody wants to see: the list shows it alone, found by its path. False when there is none to be seen. */
  async #showWanted(signal: AbortSignal): Promise<boolean> {
    const { fileID = this.#wanted, fills = false } = await this.#host.request('wanted', {}, signal);
    if (fills && fileID !== undefined && fileID === this.#fileID) {
      this.#fillPage();
      return true;
    }
    if (fileID === undefined) return false;
    // It is told once: whoever reads the backup anew meanwhile still goes there.
    this.#wanted = fileID;
    const file = await this.#host.request('details', { fileID }, signal).catch(() => undefined);
    if (signal.aborted) return false;
    if (file === undefined) {
      this.#wanted = undefined;
      return false;
    }
    this.#files.showPlaceOf(file.domain, file.relativePath);
    this.#fileID = fileID;
    this.#choose('files');
    await this.#list(signal);
    this.#wanted = undefined;
    return true;
  }

  /** Lists what a change of place, filter or order leaves. */
  #ask(change: () => unknown): void {
    clearTimeout(this.#searchRest);
    if (change() === false) return;
    this.#wanted = undefined;
    void this.#attempt((signal) => this.#list(signal));
  }

  async #list(signal: AbortSignal): Promise<void> {
    await this.#files.list(this.#fileID, signal);
    this.#keep();
    if (this.#fileID !== undefined) await this.#showFile(this.#fileID);
  }

  #leaveFile(): void {
    clearTimeout(this.#detailsRest);
    this.#fileID = undefined;
    this.#layout.pane.clear();
    this.#layout.isFilled = false;
  }

  #goTo(path: string): boolean {
    const place = this.#files.typed(path);
    if (place !== undefined) this.#ask(() => this.#files.go(place));
    if (place !== undefined) this.#layout.grid.node.focus();
    return place !== undefined;
  }

  #choose(view: PageView): void {
    this.#layout.tabs.show(view);
    this.#views.load(view);
    this.#keep();
  }

  #filter(line: string, soon: boolean): void {
    clearTimeout(this.#searchRest);
    const ask = () => this.#ask(() => this.#files.filterBy(line));
    if (soon) this.#searchRest = setTimeout(ask, SEARCH_REST_MS);
    else ask();
  }

  #detailsSoon(file: FileRow | undefined): void {
    if (file === undefined || file.fileID === this.#fileID) return;
    this.#fileID = file.fileID;
    this.#keep();
    clearTimeout(this.#detailsRest);
    this.#detailsRest = setTimeout(() => void this.#showFile(file.fileID, file), DETAILS_REST_MS);
  }

  async #showFile(fileID: string, file?: FileRow): Promise<void> {
    this.#layout.pane.choose(file ?? { fileID });
    try {
      const details = await this.#host.request('details', { fileID }, this.#loading.signal);
      if (fileID === this.#fileID) this.#layout.pane.showDetails(details);
    } catch (error) {
      if (error instanceof RequestFailed) this.#layout.pane.showDetailsFailure(error.failure.message);
    }
  }

  /** In an editor of VS Code, or here, when nothing shows it better. */
  async #openFile(fileID: string, beside: boolean): Promise<void> {
    try {
      const { fills } = await this.#host.request('open', { fileID, beside });
      if (fills && fileID === this.#fileID) this.#fillPage();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fillPage(): void {
    this.#layout.isFilled = true;
    this.#pane = { ...this.#pane, isFilled: true };
    this.#keep();
    this.#layout.pane.node.focus();
  }

  #act(action: PageAction): void {
    void this.#host.request('act', { action }).catch((error: unknown) => this.#fail(error));
  }

  /** Runs one way of loading at a time; the one before is cancelled. */
  async #attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#loading.abort();
    const mine = new AbortController();
    this.#loading = mine;
    try {
      await work(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#layout.showFailure(failureOf(error));
  }

  #keep(): void {
    const state: PageState = {
      backup: this.#backup,
      ...this.#files.state,
      ...(this.#fileID === undefined ? {} : { fileID: this.#fileID }),
      widths: this.#widths,
      ...(this.#personal === undefined ? {} : { personal: this.#personal }),
      ...definedOf(this.#pane),
      view: this.#layout.tabs.shown,
    };
    this.#host.keep(state);
  }
}

/** Without what is not known: the state of a page is kept as it is sent. */
function definedOf({ tab, paneWidth, isFilled }: PaneState): Pick<PageState, 'tab' | 'paneWidth' | 'isFilled'> {
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(paneWidth === undefined ? {} : { paneWidth }),
    ...(isFilled === true ? { isFilled } : {}),
  };
}
