/** One page of rows: shows what its source says, and asks it for rows and details. */
import { l10n, type Uri, type WebviewPanel } from 'vscode';
import { isCodedError, type Disposable } from '../../base/index.ts';
import { checkedReportRequest, type Failure, type ReportMessage, type ReportName, type ReportRequest } from '../../view/index.ts';
import { loadPage } from '../browser/page-panel.ts';
import type { Reporter } from '../reporter.ts';
import type { ReportSource } from './report-source.ts';

interface ReportPanelOptions {
  readonly extension: Uri;
  readonly reporter: Reporter;
  readonly panel: WebviewPanel;
  readonly report: ReportName;
  readonly source: ReportSource;
  readonly describe: (error: unknown) => Failure;
  /** What the page keeps in place of a path. */
  readonly idOf: (path: string) => string;
  readonly onClose: () => void;
}

export class ReportPanel implements Disposable {
  readonly source: ReportSource;
  readonly report: ReportName;
  readonly #options: ReportPanelOptions;
  readonly #listener: Disposable;
  #details = new AbortController();
  #hasBegun = false;

  constructor(options: ReportPanelOptions) {
    this.#options = options;
    this.source = options.source;
    this.report = options.report;
    const { panel } = options;
    this.#listener = options.source.onDidChange(() => this.#postHead());
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      this.dispose();
      options.onClose();
    });
    loadPage(panel, options.extension, 'report', l10n.t('iOS Backup'));
  }

  reveal(): void {
    this.#options.panel.reveal();
  }

  close(): void {
    this.#options.panel.dispose();
  }

  dispose(): void {
    this.#details.abort();
    this.#listener.dispose();
    this.source.dispose();
  }

  /** A message of the page. Failures are shown. */
  async receive(raw: unknown): Promise<void> {
    const { reporter } = this.#options;
    const message = checkedReportRequest(raw);
    if (message === undefined) {
      reporter.log.warn('a message of a report page was not understood');
      return;
    }
    try {
      await this.#obey(message);
    } catch (error) {
      void reporter.show(error, [], { target: this.source.paths.at(-1) });
    }
  }

  async #obey(message: ReportRequest): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#postHead();
        if (this.#hasBegun) return;
        this.#hasBegun = true;
        return this.source.begin();
      case 'violation':
        this.#options.reporter.log.warn(`a report page broke its content security policy: ${message.directive}`);
        return;
      case 'do':
        // A button may be pressed while its rows are replaced: it must not do its work on another row.
        if (message.row !== undefined && message.revision !== this.source.revision) return;
        return this.source.act(message.action, message.row);
      case 'rows': {
        const chosen = this.source.choose(message.filter);
        const { total, words } = chosen;
        this.#post({ kind: 'rows', request: message.request, total, words, rows: chosen.rowsAt(message.first, message.count) });
        return;
      }
      case 'detail':
        if (message.revision === this.source.revision) await this.#answerDetail(message.request, message.row);
    }
  }

  /** Twice where a part of it takes a while. Who asks for another row no longer waits for this one. */
  async #answerDetail(request: number, row: number): Promise<void> {
    this.#details.abort();
    const asking = new AbortController();
    this.#details = asking;
    const details = this.source.details(row);
    if (details === undefined) {
      this.#post({ kind: 'detail', request });
      return;
    }
    const { now, later } = details;
    this.#post({ kind: 'detail', request, detail: now });
    if (later === undefined) return;
    try {
      const detail = await later(asking.signal);
      if (!asking.signal.aborted) this.#post({ kind: 'detail', request, detail });
    } catch (error) {
      if (asking.signal.aborted || isCodedError(error, 'cancelled')) return;
      const { message, action } = this.#options.describe(error);
      // The first one says that the rest is on its way.
      const sections = [{ title: now.sections[0]?.title ?? '', text: `${message} ${action}` }, ...now.sections.slice(1)];
      this.#post({ kind: 'detail', request, detail: { ...now, sections } });
    }
  }

  #postHead(): void {
    const { idOf, panel } = this.#options;
    const { head, revision, paths } = this.source;
    const state = { report: this.report, backups: paths.map(idOf) };
    if (panel.title !== head.title) panel.title = head.title;
    this.#post({ kind: 'head', state, revision, head });
  }

  #post(message: ReportMessage): void {
    void this.#options.panel.webview.postMessage(message);
  }
}
