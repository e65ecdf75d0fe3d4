/** Keeps track of the connected devices and reports changes. Finds usbmuxd again after it went away. */
import { setTimeout as wait } from 'node:timers/promises';
import { Emitter, isCodedError, nullLog, type Disposable, type Event, type Log } from '../base/index.ts';
import { preferCable, type AttachedDevice } from './usbmux/attached-device.ts';
import { MOST_DEVICES, tooManyDevices, type UsbmuxClient, type UsbmuxEvent } from './usbmux/client.ts';

/** A device was attached, detached or paired, or usbmuxd itself started or stopped. */
export type DevicesChange =
  | { readonly kind: 'attached' | 'detached' | 'paired'; readonly device: AttachedDevice }
  /** usbmuxd has been reached; the devices that are present follow. */
  | { readonly kind: 'available' }
  /** usbmuxd cannot be reached, so no device is known. Reported once, until it can be reached again. */
  | { readonly kind: 'unavailable'; readonly error: unknown };

/** Knows which devices are attached, until it is disposed. */
export interface DeviceWatcher extends Disposable {
  /** Attached devices, one entry for each UDID. */
  devices(): AttachedDevice[];
  /** Why usbmuxd cannot be reached at present; undefined while it can, and before the first try has ended. */
  problem(): unknown;
  readonly onDidChange: Event<DevicesChange>;
}

/** How to watch for devices. */
export interface WatchOptions {
  readonly log?: Log;
  /** How long to wait before looking for usbmuxd again; the last one is repeated. */
  readonly retryAfterMs?: readonly number[];
}

const RETRY_AFTER_MS = [500, 1000, 2000, 5000];

/**
 * Watches devices until disposed. While usbmuxd is running, nothing is polled, because it reports changes. Never throws: while usbmuxd cannot be
 * reached, `problem()` says why.
 *
 * @example
 * ```ts
 * const watcher = watchDevices(mux);
 * watcher.onDidChange((change) => console.log(change.kind, watcher.devices().length));
 * process.once('SIGINT', () => watcher.dispose());
 * ```
 */
export function watchDevices(mux: UsbmuxClient, options: WatchOptions = {}): DeviceWatcher {
  const watcher = new Watcher();
  // run() never rejects: it ends when the watcher is disposed.
  void watcher.run(mux, options);
  return watcher;
}

class Watcher implements DeviceWatcher {
  readonly #changes = new Emitter<DevicesChange>();
  readonly #present = new Map<number, AttachedDevice>();
  readonly #end = new AbortController();
  #problem: unknown;
  readonly onDidChange = this.#changes.event;

  devices(): AttachedDevice[] {
    return preferCable([...this.#present.values()]);
  }

  problem(): unknown {
    return this.#problem;
  }

  dispose(): void {
    this.#changes.dispose();
    this.#end.abort();
  }

  async run(mux: UsbmuxClient, { log = nullLog, retryAfterMs = RETRY_AFTER_MS }: WatchOptions): Promise<void> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        for await (const event of mux.listen(signal)) {
          failures = 0;
          this.#apply(event);
        }
      } catch (error) {
        if (isCodedError(error, 'cancelled')) return;
        log.debug(`usbmuxd: ${error instanceof Error ? error.message : String(error)}`);
        this.#lost(error);
      }
      const pause = retryAfterMs[Math.min(failures, retryAfterMs.length - 1)];
      // Rejects only when the watcher is disposed, and then the loop ends.
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  #apply(event: UsbmuxEvent): void {
    switch (event.kind) {
      case 'listening':
        this.#problem = undefined;
        this.#changes.fire({ kind: 'available' });
        return;
      case 'attached':
        if (this.#present.size >= MOST_DEVICES && !this.#present.has(event.device.deviceId)) throw tooManyDevices();
        this.#present.set(event.device.deviceId, event.device);
        this.#changes.fire(event);
        return;
      case 'detached':
      case 'paired': {
        const device = this.#present.get(event.deviceId);
        if (device === undefined) return;
        if (event.kind === 'detached') this.#present.delete(event.deviceId);
        this.#changes.fire({ kind: event.kind, device });
      }
    }
  }

  #lost(error: unknown): void {
    const wasKnown = this.#problem !== undefined;
    this.#problem = error;
    const gone = [...this.#present.values()];
    this.#present.clear();
    for (const device of gone) this.#changes.fire({ kind: 'detached', device });
    if (!wasKnown) this.#changes.fire({ kind: 'unavailable', error });
  }
}
