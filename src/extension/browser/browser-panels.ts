/** The editors that browse backups: one panel for each backup, brought back after a reload of the window. */
import { ViewColumn, env, l10n, type ExtensionContext, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { Emitter, type Event } from '../../base/index.ts';
import { openBackup, type BackupFile, type BackupKeys, type Selection } from '../../backup/index.ts';
import {
  MESSAGE_VERSION,
  checkedPageState,
  copiedRows,
  type ActionId,
  type CopyForm,
  type ExtractChoice,
  type FileQuery,
  type PageAction,
  type Params,
  type Result,
  type RowsChoice,
} from '../../view/index.ts';
import { failureOf } from '../failure-words.ts';
import { BROWSER_PANEL } from '../ids.ts';
import { mountIdOf } from '../mount/mount-address.ts';
import type { MountedBackups } from '../mount/mounted-backups.ts';
import type { ReportAction, Reporter } from '../reporter.ts';
import { answerFindings, answerOverview, answerSizes } from './overview-answers.ts';
import { loadPage, pageOptions } from './page-panel.ts';
import { BrowserSession } from './browser-session.ts';
import { FileListAnswers } from './file-list-answers.ts';
import { PageServer, type Answers } from './page-server.ts';
import { plainObject, window } from '../plain-window.ts';

interface BrowserPanelsOptions {
  readonly context: ExtensionContext;
  readonly reporter: Reporter;
  /** A button of the page was pressed. */
  act(action: PageAction, path: string): Promise<void>;
  /** What can be done about a finding; none where nothing can. */
  remedyFor(action: ActionId, path: string): ReportAction | undefined;
  /** The page of help about a code. */
  explain(code: string): Promise<void>;
  /** Files of the page's backup are wanted in a folder. */
  extract(choice: ExtractChoice, path: string): Promise<void>;
  /** A file is to be opened in an editor; true if its page is the best one. */
  open(fileID: string, beside: boolean, path: string): Promise<boolean>;
  /** Rows of a database of the page's backup are wanted in a file. */
  exportRows(wish: Params<'databaseExport'>, path: string): Promise<Result<'databaseExport'>>;
  /** The keys of a backup while it is unlocked. */
  readonly keysOf: (path: string) => BackupKeys | undefined;
  readonly lockAfterMinutes: () => number;
  /** Whether this window makes a backup there just now. */
  readonly isRunning: (path: string) => boolean;
  readonly mounts: Pick<MountedBackups, 'mount' | 'pathOf'>;
  /** What a backup is called on its tab. */
  titleOf(path: string): string;
}

interface OpenPanel {
  readonly panel: WebviewPanel;
  readonly line: PageServer;
  readonly session: BrowserSession;
  /** The file that somebody wants to see there, until the page has asked for it. */
  wanted?: { readonly fileID: string; readonly fills: boolean } | undefined;
  /** What its list shows, and which rows are selected there. */
  shown?: FileQuery;
  selected?: RowsChoice | undefined;
}

export class BrowserPanels implements WebviewPanelSerializer {
  readonly #options: BrowserPanelsOptions;
  readonly #open = new Map<string, OpenPanel>();
  readonly #activeChanges = new Emitter<undefined>();

  /** Another page is in front, or none. */
  readonly onDidChangeActive: Event<undefined> = this.#activeChanges.event;

  constructor(options: BrowserPanelsOptions) {
    this.#options = options;
  }

  /** Shows the browser of a backup, the one that is open already if there is one, and in it the file that is wanted. */
  show(path: string, fileID?: string): void {
    this.#showPanel(path);
    const open = this.#open.get(path);
    if (open === undefined || fileID === undefined) return;
    open.wanted = { fileID, fills: false };
    // A page that is still loading, or was out of sight, asks by itself.
    open.line.wanted();
  }

  /** Shows a file in the page of its backup, which it fills. */
  fill(path: string, fileID: string): void {
    const open = this.#open.get(path);
    if (open === undefined) return;
    open.wanted = { fileID, fills: true };
    open.line.wanted();
  }

  #showPanel(path: string): void {
    const open = this.#open.get(path);
    if (open !== undefined) {
      open.panel.reveal();
      return;
    }
    const options = pageOptions(this.#options.context.extensionUri);
    const panel = window.createWebviewPanel(BROWSER_PANEL, this.#options.titleOf(path), ViewColumn.Active, options);
    this.#connect(panel, path);
  }

  /** The backup on disk is another one now; an open page reads it again. */
  changed(path: string): void {
    this.#open.get(path)?.line.changed();
  }

  /** Closes the page of a backup, and whatever it has open on disk. */
  async close(path: string): Promise<void> {
    const open = this.#open.get(path);
    open?.panel.dispose();
    await open?.session.close();
  }

  /** What the list of a page shows: a domain, what a filter leaves, or everything. */
  shownIn(path: string): RowsChoice {
    return { query: this.#open.get(path)?.shown ?? {} };
  }

  /** The rows that are selected in the list of a page, if there are any. */
  selectedIn(path: string): RowsChoice | undefined {
    return this.#open.get(path)?.selected;
  }

  /** What to extract for rows of a page. @throws as reading the list of files; BackupError 'too-many-rows' */
  async selectionOf(path: string, choice: RowsChoice): Promise<Selection> {
    const { signal } = new AbortController();
    const open = this.#open.get(path);
    if (open !== undefined) return await open.session.files.selectionOf(choice, signal);
    const { keysOf, reporter } = this.#options;
    await using backup = await openBackup(path, { keys: keysOf(path) });
    const files = new FileListAnswers({ path, locale: reporter.locale, backup: () => Promise.resolve(backup) });
    return await files.selectionOf(choice, signal);
  }

  /** A file of the backup of a page. */
  async fileIn(path: string, fileID: string): Promise<BackupFile | undefined> {
    return await (await this.#open.get(path)?.session.opened())?.getById(fileID);
  }

  /** Puts one file of a page into the clipboard. */
  async copyFile(path: string, fileID: string, as: CopyForm): Promise<void> {
    const file = await this.fileIn(path, fileID);
    if (file !== undefined) await env.clipboard.writeText(copiedRows([file], as, this.#options.reporter.locale.translate));
  }

  /** Puts rows of a page into the clipboard. @throws as `selectionOf` */
  async copy(path: string, choice: RowsChoice, as: CopyForm): Promise<void> {
    const text = await this.#open.get(path)?.session.files.copied({ ...choice, as }, new AbortController().signal);
    if (text !== undefined) await env.clipboard.writeText(text);
  }

  /** What a backup is called on its tab. */
  titleOf(path: string): string {
    return this.#options.titleOf(path);
  }

  /** Backups that are open in a page. */
  paths(): string[] {
    return [...this.#open.keys()];
  }

  /** The backup whose browser is in front. */
  activePath(): string | undefined {
    return [...this.#open].find(([, { panel }]) => panel.active)?.[0];
  }

  /** Backups may have got another date. */
  retitle(): void {
    for (const [path, { panel }] of this.#open) panel.title = this.#options.titleOf(path);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const path = this.#options.mounts.pathOf(checkedPageState(state)?.backup ?? '');
    if (path === undefined || this.#open.has(path)) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#options.context.extensionUri);
    this.#connect(plainObject(panel), path);
    return Promise.resolve();
  }

  #connect(panel: WebviewPanel, path: string): void {
    const { context, reporter, keysOf, isRunning, lockAfterMinutes } = this.#options;
    const { locale } = reporter;
    // What the page keeps over a reload is an id: every window finds its folder again.
    void this.#options.mounts.mount(path);
    const session = new BrowserSession({ path, lockAfterMinutes, locale, isRunning: () => isRunning(path), keys: () => keysOf(path) });
    const line = new PageServer({
      post: (message) => void panel.webview.postMessage(message),
      answers: this.#answers(session, path),
      describe: (error) => {
        reporter.log.warn(`browser: ${error instanceof Error ? error.message : String(error)}`);
        return failureOf(error, reporter.locale.translate);
      },
      warn: (message) => reporter.log.warn(message),
    });
    panel.webview.onDidReceiveMessage((message: unknown) => line.receive(message));
    panel.onDidDispose(() => {
      this.#open.delete(path);
      line.dispose();
      void session.close();
      this.#activeChanges.fire(undefined);
    });
    panel.onDidChangeViewState(() => this.#activeChanges.fire(undefined));
    this.#open.set(path, { panel, line, session });
    this.#activeChanges.fire(undefined);
    loadPage(panel, context.extensionUri, 'main', l10n.t('iOS Backup'));
  }

  #answers(session: BrowserSession, path: string): Answers {
    const source = { path, backup: () => session.opened(), locale: this.#options.reporter.locale };
    const remedyFor = (action: ActionId) => this.#options.remedyFor(action, path);
    return {
      ready: () => ({
        version: MESSAGE_VERSION,
        language: env.language,
        backup: mountIdOf(path),
        ...(l10n.bundle === undefined ? {} : { bundle: l10n.bundle }),
      }),
      summary: () => {
        // Its places are those of rows in a list that is read anew now.
        const open = this.#open.get(path);
        if (open !== undefined) open.selected = undefined;
        return session.summary();
      },
      domains: (_, signal) => session.domains(signal),
      count: (wish, signal) => {
        const { rows: _rows, fileID: _fileID, ...query } = wish;
        const open = this.#open.get(path);
        if (open !== undefined) open.shown = query;
        return session.files.count(wish, signal);
      },
      rows: (params, signal) => session.files.rows(params, signal),
      apps: (_, signal) => session.files.apps(signal),
      appIcons: () => session.files.appIcons(),
      folders: (params, signal) => session.files.folders(params, signal),
      selected: ({ query, places }) => {
        const open = this.#open.get(path);
        if (open !== undefined) open.selected = places === undefined || places.length === 0 ? undefined : { query, places };
        return {};
      },
      copyRows: async ({ as, ...choice }) => {
        // Keep the list: it is still useful when parts of it cannot be copied.
        await this.copy(path, choice, as).catch((error: unknown) => void this.#options.reporter.show(error));
        return {};
      },
      details: (params, signal) => session.details(params, signal),
      preview: (params, signal) => session.contents.preview(params, signal),
      database: (params, signal) => session.contents.database(params, signal),
      databaseRows: (params, signal) => session.contents.rows(params, signal),
      databaseCount: (params, signal) => session.contents.count(params, signal),
      databaseRow: (params, signal) => session.contents.row(params, signal),
      databaseContent: (params, signal) => session.contents.content(params, signal),
      databaseQuery: (params, signal) => session.contents.query(params, signal),
      personalKinds: (_, signal) => session.personal.kinds(signal),
      personal: (params, signal) => session.personal.head(params, signal),
      personalGroups: (params, signal) => session.personal.groups(params, signal),
      personalEntries: (params, signal) => session.personal.entries(params, signal),
      contactPictures: (params, signal) => session.personal.contactPictures(params, signal),
      smallPictures: (params, signal) => session.personal.pictures(params, signal),
      databaseExport: (params) => this.#options.exportRows(params, path),
      wanted: () => {
        const open = this.#open.get(path);
        const wanted = open?.wanted;
        if (open !== undefined) open.wanted = undefined;
        return wanted ?? {};
      },
      encryption: (_, signal) => session.encryption(signal),
      overview: (_, signal) => answerOverview(source, signal),
      sizes: (_, signal) => answerSizes(source, signal),
      findings: (_, signal) => answerFindings(source, (action) => remedyFor(action)?.title, signal),
      remedy: async ({ action }) => {
        await remedyFor(action)?.run();
        return {};
      },
      explain: async ({ code }) => {
        await this.#options.explain(code);
        return {};
      },
      extract: async (choice) => {
        await this.#options.extract(choice, path);
        return {};
      },
      open: async ({ fileID, beside }) => ({ fills: await this.#options.open(fileID, beside, path) }),
      act: async ({ action }) => {
        await this.#options.act(action, path);
        return {};
      },
      copy: async ({ text }) => {
        await env.clipboard.writeText(text);
        return {};
      },
    };
  }
}
