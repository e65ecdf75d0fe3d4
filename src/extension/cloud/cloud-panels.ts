/** The pages about iCloud: one for each device, and one that compares both methods for it. What a page shows is read anew, never kept. */
import { ViewColumn, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import { checkedCloudState, type CloudPageShown } from '../../view/index.ts';
import { pageOptions } from '../browser/page-panel.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { CLOUD_PANEL } from '../ids.ts';
import { plainObject, window } from '../plain-window.ts';
import { CloudPanel, pageOf, type CloudPanelOptions, type PageKind } from './cloud-panel.ts';

export class CloudPanels implements Disposable, WebviewPanelSerializer {
  readonly #options: CloudPanelOptions;
  readonly #open = new Map<string, CloudPanel>();
  readonly #shows = new Emitter<undefined>();

  /** A page shows something else now. */
  readonly onDidShow: Event<undefined> = this.#shows.event;

  constructor(options: CloudPanelOptions) {
    this.#options = options;
  }

  /** Shows the page of a device, the one that is open already if there is one. */
  show(kind: PageKind, entry: DeviceEntry): void {
    const key = `${kind}/${entry.state.udid}`;
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const { title } = pageOf(kind, { state: entry.state }, this.#options.reporter);
    const panel = window.createWebviewPanel(CLOUD_PANEL, title, ViewColumn.Active, pageOptions(this.#options.context.extensionUri));
    this.#connect(panel, kind, entry);
  }

  /** After a reload of the window. The page of a device that is not connected any more is closed: nothing could be read for it. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = checkedCloudState(state);
    const entry = kept === undefined ? undefined : await this.#connected(kept.udid);
    if (kept === undefined || entry === undefined || this.#open.has(`${kept.kind}/${kept.udid}`)) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#options.context.extensionUri);
    this.#connect(plainObject(panel), kept.kind, entry);
  }

  async #connected(udid: string): Promise<DeviceEntry | undefined> {
    const { devices } = this.#options;
    const held = devices.hold();
    try {
      await devices.listNow();
      return devices.find(udid);
    } finally {
      held.dispose();
    }
  }

  #connect(panel: WebviewPanel, kind: PageKind, entry: DeviceEntry): void {
    const key = `${kind}/${entry.state.udid}`;
    this.#open.set(
      key,
      new CloudPanel(this.#options, panel, kind, entry, {
        onShow: () => this.#shows.fire(undefined),
        onClose: () => void this.#open.delete(key),
      }),
    );
  }

  /** What the page of a device shows, for tests. */
  shownIn(kind: PageKind, udid: string): CloudPageShown['page'] | undefined {
    return this.#open.get(`${kind}/${udid}`)?.shown;
  }

  /** As if the page had sent it, for tests. */
  async receive(kind: PageKind, udid: string, message: unknown): Promise<void> {
    await this.#open.get(`${kind}/${udid}`)?.receive(message);
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.release();
  }
}
