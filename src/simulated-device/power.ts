/** Switching a phone off and on: it leaves the bus and comes back under another DeviceID, by its own clock. */
import { isCodedError, type Log } from '../base/index.ts';
import type { ConnectionType } from '../device-protocol/index.ts';
import type { Clock } from './clock.ts';

/** What a restart does to the phone around it. */
export interface PoweredDevice {
  /** The ways by which hosts see it. */
  readonly connections: readonly ConnectionType[];
  attach(connection: ConnectionType): void | Promise<void>;
  detach(): void;
}

export interface PowerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly restartSeconds: number;
  /** What every restart does away with. */
  readonly whenOff: () => void;
}

/** How long a phone stays after its answer to a restore when the host does not leave before (assumed). */
const PATIENCE_MS = 10_000;

export class Power implements Disposable {
  /** A restore has been put in place and waits for the restart: a second one would fail. */
  awaitsReboot = false;
  /** The next restart after a restore does not wait until the host has said goodbye. */
  isHasty = false;
  readonly #device: PoweredDevice;
  readonly #clock: Clock;
  readonly #restartMs: number;
  readonly #log: Log;
  readonly #whenOff: () => void;
  readonly #off = new AbortController();
  #restarts = 0;

  constructor(device: PoweredDevice, { clock, log, restartSeconds, whenOff }: PowerOptions) {
    this.#device = device;
    this.#clock = clock;
    this.#log = log;
    this.#whenOff = whenOff;
    this.#restartMs = restartSeconds * 1000;
  }

  /** How often the phone has been switched on again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when hosts see the phone again as before, or at once when the simulator ends meanwhile. `whileOff` is done between. */
  async restart(whileOff?: () => void): Promise<void> {
    const { connections } = this.#device;
    this.#device.detach();
    this.awaitsReboot = false;
    this.#whenOff();
    whileOff?.();
    if (!(await this.#sleep(this.#restartMs, this.#off.signal))) return;
    this.#restarts++;
    for (const connection of connections) await this.#device.attach(connection);
  }

  /** After a restore: when the host has left, or after ten seconds of the phone's clock. */
  restartWhenLeft(hostHasLeft: Promise<unknown>): void {
    if (this.isHasty) {
      this.isHasty = false;
      this.restartSoon();
      return;
    }
    const left = new AbortController();
    void hostHasLeft.then(() => {
      left.abort();
    });
    void this.#sleep(PATIENCE_MS, AbortSignal.any([left.signal, this.#off.signal])).then(() => {
      // A tester may have restarted it meanwhile.
      if (this.awaitsReboot && !this.#off.signal.aborted) this.restartSoon();
    });
  }

  /** As restart(), for a caller who does not wait. */
  restartSoon(whileOff?: () => void): void {
    this.restart(whileOff).catch((error: unknown) => {
      this.#log.error(`the phone did not come back: ${String(error)}`);
    });
  }

  /** The simulator ends: nobody waits any longer. */
  [Symbol.dispose](): void {
    this.#off.abort();
  }

  /** False when the wait was cut short. */
  async #sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#clock.sleep(milliseconds, signal);
      return true;
    } catch (error) {
      if (!isCodedError(error, 'cancelled')) throw error;
      return false;
    }
  }
}
