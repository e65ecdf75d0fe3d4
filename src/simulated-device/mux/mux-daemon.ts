/** Whether the simulated usbmuxd is running: a fault may stop it for a while, as if it were not installed or not started. */
import { Emitter, type Event } from '../../base/index.ts';

export class MuxDaemon {
  readonly #changes = new Emitter<boolean>();
  #isRunning = true;

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Fires with whether it runs now. */
  get onDidChange(): Event<boolean> {
    return this.#changes.event;
  }

  /** Breaks every connection to it; from now on nobody listens. */
  stop(): void {
    this.#set(false);
  }

  start(): void {
    this.#set(true);
  }

  #set(isRunning: boolean): void {
    if (this.#isRunning === isRunning) return;
    this.#isRunning = isRunning;
    this.#changes.fire(isRunning);
  }
}
