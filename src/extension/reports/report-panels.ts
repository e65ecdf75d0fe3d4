/** The pages of rows: one for each report about the same backups, brought back after a reload of the window. */
import { ViewColumn, l10n, type Uri, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import { checkedReportState, type Failure, type ReportName } from '../../view/index.ts';
import { pageOptions } from '../browser/page-panel.ts';
import { REPORT_PANEL } from '../ids.ts';
import { mountIdOf } from '../mount/mount-address.ts';
import type { MountedBackups } from '../mount/mounted-backups.ts';
import { plainObject, window } from '../plain-window.ts';
import type { Reporter } from '../reporter.ts';
import { ReportPanel } from './report-panel.ts';
import type { ReportSource } from './report-source.ts';

interface ReportPanelsOptions {
  readonly extension: Uri;
  readonly reporter: Reporter;
  readonly mounts: Pick<MountedBackups, 'mount' | 'pathOf'>;
  readonly describe: (error: unknown) => Failure;
  readonly sourceOf: (report: ReportName, paths: readonly string[]) => Promise<ReportSource>;
}

export class ReportPanels implements WebviewPanelSerializer, Disposable {
  readonly #options: ReportPanelsOptions;
  readonly #open = new Set<ReportPanel>();
  readonly #changes = new Emitter<undefined>();

  /** A page shows something else, was opened or closed. */
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(options: ReportPanelsOptions) {
    this.#options = options;
  }

  /** Shows a report, the page that is open already if there is one. */
  async show(report: ReportName, paths: readonly string[]): Promise<void> {
    const open = this.find(report, paths);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const { extension, mounts } = this.#options;
    await Promise.all(paths.map((path) => mounts.mount(path)));
    const panel = window.createWebviewPanel(REPORT_PANEL, l10n.t('iOS Backup'), ViewColumn.Active, pageOptions(extension));
    await this.#connect(panel, report, paths);
  }

  /** After a reload of the window: made anew, because nothing of it was kept. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = checkedReportState(state);
    const { report, backups } = kept ?? { report: 'compare' as const, backups: [] };
    const paths = backups.map((id) => this.#options.mounts.pathOf(id)).filter((path) => path !== undefined);
    if (paths.length === 0 || paths.length !== backups.length || this.find(report, paths) !== undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#options.extension);
    await this.#connect(plainObject(panel), report, paths);
  }

  /** The page of a report, for whoever wants to know what it shows. */
  find(report: ReportName, paths: readonly string[]): ReportPanel | undefined {
    return [...this.#open].find((panel) => panel.report === report && panel.source.paths.every((path, place) => path === paths[place]));
  }

  /** A folder is another one now, or was locked or unlocked; without a path, any of them may be. */
  changed(path?: string): void {
    for (const { source } of this.#open) if (path === undefined || source.paths.includes(path)) source.changed(path ?? '');
  }

  /** Backups that a page is about. */
  paths(): string[] {
    return [...this.#open].flatMap(({ source }) => source.paths);
  }

  dispose(): void {
    for (const panel of this.#open) panel.dispose();
  }

  async #connect(panel: WebviewPanel, report: ReportName, paths: readonly string[]): Promise<void> {
    const { extension, reporter, describe, sourceOf } = this.#options;
    const source = await sourceOf(report, paths);
    source.onDidChange(() => this.#changes.fire(undefined));
    const open: ReportPanel = new ReportPanel({
      extension,
      reporter,
      panel,
      report,
      source,
      describe,
      idOf: mountIdOf,
      onClose: () => {
        this.#open.delete(open);
        this.#changes.fire(undefined);
      },
    });
    this.#open.add(open);
    this.#changes.fire(undefined);
  }
}
