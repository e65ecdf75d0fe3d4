/** Reports devices that come and go until interrupted, even if usbmuxd itself goes and comes back. */
import { CancelledError, CodedError, isCodedError } from '../base/index.ts';
import type { AttachedDevice, DevicesChange, UsbmuxClient } from '../device-protocol/index.ts';
import { isErrorCode, wordsFor } from '../view/index.ts';
import { atMost } from './at-most.ts';
import {
  ASKED_AT_ONCE,
  attachmentsByUdid,
  bareRow,
  printRow,
  readRow,
  type Attachments,
  type DeviceHappening,
  type DeviceRow,
  type RowFormat,
} from './device-row.ts';
import { EXIT } from './exit-codes.ts';
import { say, type Terminal } from './terminal.ts';

/** Changes that are not reported yet. A thousand devices that come at once are fewer. */
const MOST_PENDING = 5000;

/** Returns `good` when nobody reads any more. Throws 'cancelled' when interrupted. */
export async function watchAndTell(mux: UsbmuxClient, format: RowFormat, terminal: Terminal): Promise<number> {
  const { watchDevices } = await import('../device-protocol/index.ts');
  const teller = new Teller(mux, format, terminal);
  const watcher = watchDevices(mux);
  const subscription = watcher.onDidChange((change) => {
    teller.hear(change);
  });
  try {
    await teller.ended;
    return EXIT.good;
  } finally {
    teller.stop();
    subscription.dispose();
    watcher.dispose();
  }
}

class Teller {
  /** Resolves when the reader has gone; rejects when interrupted, or when a row cannot be written. */
  readonly ended: Promise<void>;
  readonly #end: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #mux: UsbmuxClient;
  readonly #format: RowFormat;
  readonly #terminal: Terminal;
  readonly #present = new Map<number, AttachedDevice>();
  /** The last row of each device, perhaps still being read. Changes of one device are reported in order, and no device waits for another. */
  readonly #rows = new Map<string, Promise<DeviceRow>>();
  readonly #limited = atMost(ASKED_AT_ONCE);
  readonly #stop = new AbortController();
  /** Fires when nothing more is reported. */
  readonly #signal: AbortSignal;
  #isLost = false;
  #pending = 0;

  constructor(mux: UsbmuxClient, format: RowFormat, terminal: Terminal) {
    this.#mux = mux;
    this.#format = format;
    this.#terminal = terminal;
    this.ended = this.#end.promise;
    this.#signal = AbortSignal.any([terminal.signal, this.#stop.signal]);
    const stop = () => {
      this.#end.reject(new CancelledError(terminal.signal.reason));
    };
    if (terminal.signal.aborted) stop();
    terminal.signal.addEventListener('abort', stop, { once: true });
  }

  /** Ends questions that are still open: nobody needs the answers. */
  stop(): void {
    this.#stop.abort();
  }

  hear(change: DevicesChange): void {
    switch (change.kind) {
      case 'unavailable':
        this.#isLost = true;
        say(this.#terminal, `${problemOf(change.error)} Trying again until you press Ctrl+C.`);
        return;
      case 'available':
        if (this.#isLost) say(this.#terminal, 'usbmuxd is running again.');
        this.#isLost = false;
        return;
      default:
        this.#hearOf(change.device, change.kind);
    }
  }

  #hearOf(device: AttachedDevice, event: DeviceHappening['event']): void {
    if (event === 'detached') this.#present.delete(device.deviceId);
    else this.#present.set(device.deviceId, device);
    const [all] = attachmentsByUdid([...this.#present.values()].filter(({ udid }) => udid === device.udid));
    const before = this.#rows.get(device.udid);
    if (++this.#pending > MOST_PENDING) {
      this.#end.reject(new CodedError('protocol-violation', 'usbmuxd reports more changes than can be written'));
      return;
    }
    const row = this.#tell({ device, all, before, event });
    this.#rows.set(device.udid, row);
    row
      .then(
        () => {
          // A device that has gone is forgotten.
          if (all === undefined && this.#rows.get(device.udid) === row) this.#rows.delete(device.udid);
        },
        (error: unknown) => {
          this.#end.reject(error);
        },
      )
      .finally(() => {
        this.#pending--;
      });
  }

  async #tell({ device, all, before, event }: Told): Promise<DeviceRow> {
    const reading = event === 'detached' || all === undefined ? undefined : this.#limited(() => readRow(this.#mux, all, this.#signal));
    const [known, fresh] = await Promise.all([before, reading]);
    const row = fresh ?? { ...namesIn(known), ...bareRow(all?.[0] ?? device, all ?? []) };
    if (!(await printRow(row, this.#format, this.#terminal, { event, via: device.connectionType }))) this.#end.resolve();
    return row;
  }
}

interface Told {
  readonly device: AttachedDevice;
  /** After the event; undefined when the device has gone. */
  readonly all: Attachments | undefined;
  readonly before: Promise<DeviceRow> | undefined;
  readonly event: DeviceHappening['event'];
}

function namesIn(row: DeviceRow | undefined): Pick<DeviceRow, 'name' | 'productType' | 'productVersion'> {
  return { name: row?.name, productType: row?.productType, productVersion: row?.productVersion };
}

function problemOf(error: unknown): string {
  return isCodedError(error) && isErrorCode(error.code)
    ? `${wordsFor('terminal', error.code, error.data).message} (${error.code})`
    : String(error);
}
