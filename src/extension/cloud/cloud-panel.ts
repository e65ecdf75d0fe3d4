/** One page about iCloud of one device: what it shows is read anew, and what is pressed in it is done. */
import { commands, l10n, type ExtensionContext, type WebviewPanel } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import type { BackupKeys } from '../../backup/index.ts';
import { Device, Staging, type CloudProgress, type StagedCloudChanges } from '../../device-protocol/index.ts';
import {
  checkedCloudRequest,
  cloudPage,
  methodsPage,
  stagedChoice,
  type CloudAction,
  type CloudPageRequest,
  type CloudPageShown,
  type CloudPageState,
  type DeviceCopy,
  type KnownCloud,
} from '../../view/index.ts';
import { loadPage } from '../browser/page-panel.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import type { DeviceRegistry } from '../devices/device-registry.ts';
import { COMMANDS } from '../ids.ts';
import type { Reporter } from '../reporter.ts';
import { CloudReading } from './cloud-reading.ts';
import { readCloud } from './read-cloud.ts';

export type PageKind = CloudPageState['kind'];

export interface CloudPanelOptions {
  readonly context: ExtensionContext;
  readonly reporter: Reporter;
  readonly devices: DeviceRegistry;
  readonly copyOf: (udid: string) => DeviceCopy | 'none' | undefined;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  /** The sentence that a person reads about an error. */
  readonly describe: (error: unknown) => string;
}

interface PanelListener {
  readonly onShow: () => void;
  readonly onClose: () => void;
}

/** A simulated device says nothing by itself; what another process stages is seen after so long at the latest. */
const LOOK_AGAIN_MS = 3000;

export class CloudPanel {
  readonly #options: CloudPanelOptions;
  readonly #kind: PageKind;
  readonly #panel: WebviewPanel;
  readonly #reading: CloudReading;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onShow: () => void;
  #known: KnownCloud | undefined;
  /** Of the backup that this page has begun. */
  #progress: CloudProgress | undefined;
  #shown: CloudPageShown['page'] | undefined;

  constructor(options: CloudPanelOptions, panel: WebviewPanel, kind: PageKind, entry: DeviceEntry, { onShow, onClose }: PanelListener) {
    this.#options = options;
    this.#panel = panel;
    this.#kind = kind;
    this.#onShow = onShow;
    this.#reading = new CloudReading(
      {
        devices: options.devices,
        read: (device, signal) => this.#read(device, signal),
        onKnown: (known) => {
          this.#known = known;
          this.#post();
        },
        onFailure: (error) => options.reporter.log.error(`the iCloud page: ${String(error)}`),
      },
      entry,
    );
    this.#timer = setInterval(() => {
      if (panel.visible && this.#reading.entry.attached.isSimulated === true) void this.#reading.look();
    }, LOOK_AGAIN_MS);
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      this.release();
      onClose();
    });
    loadPage(panel, options.context.extensionUri, 'cloud', l10n.t('iCloud Backup'));
  }

  /** What the page shows. */
  get shown(): CloudPageShown['page'] | undefined {
    return this.#shown;
  }

  reveal(): void {
    this.#panel.reveal();
    void this.#reading.look();
  }

  /** Listens to nothing any more. The editor stays: VS Code brings it back after a reload of the window. */
  release(): void {
    clearInterval(this.#timer);
    this.#reading.dispose();
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
    if (message.kind !== 'violation') await this.#reading.look();
  }

  get #udid(): string {
    return this.#reading.entry.state.udid;
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
        await this.#stage(stagedChoice(message.key, message.value));
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
    const { signal, entry } = this.#reading;
    const { mux, attached } = entry;
    await using staging = await Staging.open(new Device(mux, attached), signal);
    return await work(staging, signal);
  }

  async #read(device: DeviceEntry, signal: AbortSignal): Promise<KnownCloud> {
    const { copyOf, keysOf, describe } = this.#options;
    const copy = copyOf(this.#udid);
    const { path, date } = copy === undefined || copy === 'none' ? {} : copy;
    const entry = { ...device, state: { ...device.state, ...(copy === undefined ? {} : { copy }) } };
    return await readCloud({ entry, path, date, keys: keysOf, signal, describe });
  }

  #post(): void {
    if (this.#known === undefined || this.#reading.signal.aborted) return;
    const { staged } = this.#known;
    const running = this.#progress ?? staged?.running;
    const known = staged === undefined ? this.#known : { ...this.#known, staged: { ...staged, running } };
    const page = pageOf(this.#kind, known, this.#options.reporter);
    this.#shown = page;
    // The device may have got another name.
    if (this.#panel.title !== page.title) this.#panel.title = page.title;
    void this.#panel.webview.postMessage({ kind: 'show', state: { kind: this.#kind, udid: this.#udid }, page } satisfies CloudPageShown);
    this.#onShow();
  }
}

/** What a page says of what is known. */
export function pageOf(kind: PageKind, known: KnownCloud, { locale }: Reporter): CloudPageShown['page'] {
  return kind === 'cloud' ? cloudPage(known, locale) : methodsPage(known, locale);
}
