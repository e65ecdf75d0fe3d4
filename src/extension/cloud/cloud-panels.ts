/** The pages about iCloud: one for each device, and one that compares both methods for it. What a page shows is read anew, never kept. */
import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, commands, env, l10n, type ExtensionContext, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { Emitter, isCodedError, type Disposable, type Event } from '../../base/index.ts';
import type { BackupKeys } from '../../backup/index.ts';
import { Device, Staging, type CloudProgress, type StagedCloudChanges } from '../../device-protocol/index.ts';
import {
  checkedCloudRequest,
  checkedCloudState,
  cloudPage,
  methodsPage,
  type CloudAction,
  type CloudPageRequest,
  type CloudPageShown,
  type CloudPageState,
  type DeviceCopy,
  type KnownCloud,
} from '../../view/index.ts';
import { pageHtml } from '../browser/page-html.ts';
import type { DeviceEntry, DeviceRegistry } from '../devices/device-registry.ts';
import { CLOUD_PANEL, COMMANDS } from '../ids.ts';
import { plainObject, window } from '../plain-window.ts';
import type { Reporter } from '../reporter.ts';
import { readCloud } from './read-cloud.ts';

type PageKind = CloudPageState['kind'];

interface CloudPanelsOptions {
  readonly context: ExtensionContext;
  readonly reporter: Reporter;
  readonly devices: DeviceRegistry;
  readonly copyOf: (udid: string) => DeviceCopy | 'none' | undefined;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
}

/** A simulated device says nothing by itself; what another process stages is seen after so long at the latest. */
const LOOK_AGAIN_MS = 3000;

export class CloudPanels implements Disposable, WebviewPanelSerializer {
  readonly #options: CloudPanelsOptions;
  readonly #open = new Map<string, CloudPanel>();
  readonly #shows = new Emitter<undefined>();

  /** A page shows something else now. */
  readonly onDidShow: Event<undefined> = this.#shows.event;

  constructor(options: CloudPanelsOptions) {
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
    const title = titleOf(kind, entry, this.#options.reporter);
    const panel = window.createWebviewPanel(CLOUD_PANEL, title, ViewColumn.Active, this.#pageOptions());
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
    panel.webview.options = this.#pageOptions();
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

  #pageOptions(): { enableScripts: true; localResourceRoots: Uri[] } {
    return { enableScripts: true, localResourceRoots: [pageFolder(this.#options.context)] };
  }

  #connect(panel: WebviewPanel, kind: PageKind, entry: DeviceEntry): void {
    const key = `${kind}/${entry.state.udid}`;
    this.#open.set(
      key,
      new CloudPanel(this.#options, panel, kind, entry, {
        onShow: () => {
          this.#shows.fire(undefined);
        },
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
    for (const panel of [...this.#open.values()]) panel.close();
  }
}

interface PanelListener {
  readonly onShow: () => void;
  readonly onClose: () => void;
}

class CloudPanel {
  readonly #options: CloudPanelsOptions;
  readonly #kind: PageKind;
  readonly #panel: WebviewPanel;
  readonly #over = new AbortController();
  readonly #onShow: () => void;
  #entry: DeviceEntry;
  #known: KnownCloud | undefined;
  /** Of the backup that this page has begun. */
  #progress: CloudProgress | undefined;
  #reading: Promise<void> | undefined;
  /** How often somebody has asked for a new reading. */
  #wanted = 0;
  shown: CloudPageShown['page'] | undefined;

  constructor(options: CloudPanelsOptions, panel: WebviewPanel, kind: PageKind, entry: DeviceEntry, { onShow, onClose }: PanelListener) {
    this.#onShow = onShow;
    this.#options = options;
    this.#kind = kind;
    this.#entry = entry;
    const { context, devices } = options;
    this.#panel = panel;
    const folder = pageFolder(context);
    const picture = (theme: string) => Uri.joinPath(context.extensionUri, 'webview', 'assets', `tab-${theme}.svg`);
    this.#panel.iconPath = { light: picture('light'), dark: picture('dark') };
    const subscription = devices.onDidChange((udid) => {
      if (udid === undefined || udid === entry.state.udid) void this.#look();
    });
    // Devices are listened to as long as the page is open, whether or not their view is.
    const held = devices.hold();
    const timer = setInterval(() => {
      if (this.#panel.visible && this.#entry.attached.isSimulated === true) void this.#look();
    }, LOOK_AGAIN_MS);
    this.#panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    this.#panel.onDidDispose(() => {
      clearInterval(timer);
      subscription.dispose();
      held.dispose();
      this.#over.abort();
      onClose();
    });
    const { webview } = this.#panel;
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(folder, 'cloud.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(folder, 'cloud.css')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      language: env.language,
      title: l10n.t('iCloud Backup'),
    });
  }

  reveal(): void {
    this.#panel.reveal();
    void this.#look();
  }

  close(): void {
    this.#panel.dispose();
  }

  /** A message of the page. Failures are shown. */
  async receive(raw: unknown): Promise<void> {
    const { reporter } = this.#options;
    const message = checkedCloudRequest(raw);
    if (message === undefined) {
      reporter.log.warn('a message of the iCloud page was not understood');
      return;
    }
    try {
      await this.#obey(message);
    } catch (error) {
      if (!isCodedError(error, 'cancelled')) void reporter.show(error, [], { target: this.#udid });
    }
    if (message.kind !== 'violation') await this.#look();
  }

  get #udid(): string {
    return this.#entry.state.udid;
  }

  async #obey(message: CloudPageRequest): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#post();
        return;
      case 'violation':
        this.#options.reporter.log.warn(`the iCloud page broke its content security policy: ${message.directive}`);
        return;
      case 'do':
        await this.#act(message.action);
        return;
      case 'toggle':
        await this.#stage({ [message.key]: message.isOn });
        return;
      case 'choose':
        await this.#stage(chosen(message.key, message.value));
        return;
      case 'app':
        await this.#stage({ apps: { [message.id]: message.isIncluded } });
        return;
      case 'delete':
        await this.#withStaging((staging, signal) => staging.deleteCloudBackup(message.id, signal));
    }
  }

  async #act(action: CloudAction): Promise<void> {
    switch (action) {
      case 'turn-on':
        await commands.executeCommand(COMMANDS.turnOnCloudBackup, this.#udid);
        return;
      case 'turn-off':
        await commands.executeCommand(COMMANDS.turnOffCloudBackup, this.#udid);
        return;
      case 'refresh':
        return;
      case 'back-up':
        await this.#backUp();
        return;
      case 'cancel':
        await this.#withStaging((staging, signal) => staging.cancelCloudBackup(signal));
        return;
      case 'compare':
        await commands.executeCommand(COMMANDS.compareMethods, this.#udid);
        return;
      case 'open-cloud':
        await commands.executeCommand(COMMANDS.openCloud, this.#udid);
        return;
      case 'back-up-here':
        await commands.executeCommand(COMMANDS.backUpNow, this.#udid);
    }
  }

  async #stage(changes: StagedCloudChanges): Promise<void> {
    await this.#withStaging((staging, signal) => staging.stageCloud(changes, signal));
  }

  async #backUp(): Promise<void> {
    try {
      await this.#withStaging((staging, signal) =>
        staging.backUpToCloud({
          signal,
          onProgress: (progress) => {
            this.#progress = progress;
            this.#post();
          },
        }),
      );
    } finally {
      this.#progress = undefined;
    }
  }

  async #withStaging<T>(work: (staging: Staging, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#over;
    const { mux, attached } = this.#entry;
    await using staging = await Staging.open(new Device(mux, attached), signal);
    return await work(staging, signal);
  }

  /** Reads everything again; what is asked for meanwhile is read once more afterwards. Never rejects. */
  async #look(): Promise<void> {
    this.#wanted++;
    this.#reading ??= this.#readUntilCurrent();
    await this.#reading;
  }

  async #readUntilCurrent(): Promise<void> {
    try {
      for (let read = 0; read !== this.#wanted && !this.#over.signal.aborted;) {
        read = this.#wanted;
        await this.#read();
      }
    } catch (error) {
      if (!isCodedError(error, 'cancelled')) this.#options.reporter.log.error(`the iCloud page: ${String(error)}`);
    } finally {
      this.#reading = undefined;
    }
  }

  async #read(): Promise<void> {
    const { copyOf, devices, keysOf, describe } = this.#options;
    this.#entry = devices.find(this.#udid) ?? this.#entry;
    const copy = copyOf(this.#udid);
    const { path, date } = copy === undefined || copy === 'none' ? {} : copy;
    const entry = { ...this.#entry, state: { ...this.#entry.state, ...(copy === undefined ? {} : { copy }) } };
    this.#known = await readCloud({ entry, path, date, keys: keysOf, signal: this.#over.signal, describe });
    this.#post();
  }

  #post(): void {
    if (this.#known === undefined || this.#over.signal.aborted) return;
    const { staged } = this.#known;
    const running = this.#progress ?? staged?.running;
    const page = this.#page(staged === undefined ? this.#known : { ...this.#known, staged: { ...staged, running } });
    this.shown = page;
    void this.#panel.webview.postMessage({ kind: 'show', state: { kind: this.#kind, udid: this.#udid }, page } satisfies CloudPageShown);
    this.#onShow();
  }

  #page(known: KnownCloud): CloudPageShown['page'] {
    return pageOf(this.#kind, known, this.#options.reporter);
  }
}

function pageOf(kind: PageKind, known: KnownCloud, { locale }: Reporter): CloudPageShown['page'] {
  return kind === 'cloud' ? cloudPage(known, locale) : methodsPage(known, locale);
}

function titleOf(kind: PageKind, { state }: DeviceEntry, reporter: Reporter): string {
  return pageOf(kind, { state }, reporter).title;
}

function pageFolder({ extensionUri }: ExtensionContext): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** A value of a list. One that is not in it changes nothing. */
function chosen(key: 'account' | 'quota' | 'used', value: string): StagedCloudChanges {
  if (key === 'account') return value === 'none' || value === 'signed-in' || value === 'not-provisioned' ? { account: value } : {};
  const bytes = Number(value);
  if (!Number.isSafeInteger(bytes) || bytes < 0) return {};
  return key === 'quota' ? { quota: bytes } : { otherBytes: bytes };
}
