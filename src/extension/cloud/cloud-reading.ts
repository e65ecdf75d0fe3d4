/** What is known of iCloud Backup of one device, read anew when it may have changed, and never twice at the same time. Knows no VS Code. */
import type { Disposable } from '../../base/index.ts';
import type { KnownCloud } from '../../view/index.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import type { DeviceRegistry } from '../devices/device-registry.ts';

interface CloudReadingOptions {
  readonly devices: Pick<DeviceRegistry, 'find' | 'hold' | 'onDidChange' | 'refresh'>;
  /** Reads everything that is known of a device. */
  readonly read: (entry: DeviceEntry, signal: AbortSignal) => Promise<KnownCloud>;
  /** Something was read. */
  readonly onKnown: (known: KnownCloud) => void;
  /** Nothing could be read, which is no cancellation. */
  readonly onFailure: (error: unknown) => void;
}

export class CloudReading implements Disposable {
  readonly #options: CloudReadingOptions;
  readonly #over = new AbortController();
  readonly #kept: readonly Disposable[];
  #entry: DeviceEntry;
  #seen: string;
  #reading: Promise<void> | undefined;
  /** The news for which the rows of the device were read anew. */
  #told = '';
  /** How often somebody has asked for a new reading. */
  #wanted = 0;

  /** Devices are listened to until it is disposed, whether or not their view is. */
  constructor(options: CloudReadingOptions, entry: DeviceEntry) {
    this.#options = options;
    this.#entry = entry;
    this.#seen = marksOf(entry);
    const { udid } = entry.state;
    const listener = options.devices.onDidChange((changed) => {
      if (changed === undefined || changed === udid) this.#follow();
    });
    this.#kept = [listener, options.devices.hold()];
  }

  /** As it was when it was read last; one that is gone stays known. */
  get entry(): DeviceEntry {
    return this.#entry;
  }

  /** Fires when nobody wants to know any more. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Reads everything again; what is asked for meanwhile is read once more afterwards. Never rejects. */
  async look(): Promise<void> {
    this.#wanted++;
    this.#reading ??= this.#readUntilCurrent();
    await this.#reading;
  }

  dispose(): void {
    for (const each of this.#kept) each.dispose();
    this.#over.abort();
  }

  /** The numbers of a running backup and the seconds of a prompt come many times a second, and change nothing here. */
  #follow(): void {
    const entry = this.#options.devices.find(this.#entry.state.udid);
    const marks = entry === undefined ? '' : marksOf(entry);
    if (marks === this.#seen) return;
    this.#seen = marks;
    void this.look();
  }

  /** The rows of the device are read apart from this, and would know of news only at their next look, if anybody looks at them. */
  #tellRows({ said }: KnownCloud): void {
    const { devices } = this.#options;
    const { udid } = this.#entry.state;
    const state = devices.find(udid)?.state;
    if (said === undefined || state?.condition !== 'ready') return;
    const isKnown = said.enabled === state.cloudEnabled && said.lastBackup?.getTime() === state.lastCloudBackup?.getTime();
    const news = JSON.stringify([said.enabled, said.lastBackup]);
    // Once for each news: whatever a device answers, the two do not keep each other busy.
    if (isKnown || news === this.#told) return;
    this.#told = news;
    void devices.refresh(udid);
  }

  async #readUntilCurrent(): Promise<void> {
    const { devices, read, onKnown, onFailure } = this.#options;
    const { signal } = this.#over;
    const isOver = () => signal.aborted;
    try {
      for (let done = 0; done !== this.#wanted && !isOver();) {
        done = this.#wanted;
        this.#entry = devices.find(this.#entry.state.udid) ?? this.#entry;
        const known = await read(this.#entry, signal);
        if (isOver()) return;
        onKnown(known);
        this.#tellRows(known);
      }
    } catch (error) {
      if (!isOver()) onFailure(error);
    } finally {
      // At once: whoever asks from now on starts a new one.
      this.#reading = undefined;
    }
  }
}

/** What a reading of the device depends on. */
function marksOf({ attached, state: { job: _job, prompt: _prompt, ...state } }: DeviceEntry): string {
  return JSON.stringify([attached.deviceId, state]);
}
