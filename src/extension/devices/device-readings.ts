/** Readings of devices: of each the latest counts, and an older one that comes late is dropped. Knows no VS Code. */
import { isCodedError, type Log } from '../../base/index.ts';
import { readDeviceOverview } from '../../device-protocol/index.ts';
import type { DeviceState } from '../../view/index.ts';
import type { DeviceEntry } from './device-entry.ts';
import { errorState, overviewState } from './device-states.ts';

export interface ReadingOptions {
  readonly log: Log;
  /** The sentences that a person reads about an error. */
  readonly describe: (error: unknown) => string;
  /** The first of them: what happened. */
  readonly reasonOf?: (error: unknown) => string;
}

export class DeviceReadings {
  readonly #options: ReadingOptions;
  readonly #latest = new Map<string, AbortController>();

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  isReading(udid: string): boolean {
    return this.#latest.has(udid);
  }

  /** What the device is now, an error among it; undefined when a later reading has begun, or nobody wants to know any more. */
  async read(entry: DeviceEntry): Promise<DeviceState | undefined> {
    const { udid } = entry.attached;
    this.drop(udid);
    const reading = new AbortController();
    this.#latest.set(udid, reading);
    const state = await this.#stateOf(entry, reading.signal);
    if (reading.signal.aborted) return undefined;
    this.#latest.delete(udid);
    return state;
  }

  /** What is being read of a device does not count. */
  drop(udid: string): void {
    this.#latest.get(udid)?.abort();
    this.#latest.delete(udid);
  }

  async #stateOf({ mux, attached, state }: DeviceEntry, signal: AbortSignal): Promise<DeviceState> {
    try {
      return overviewState(await readDeviceOverview(mux, attached, signal), state.own === true);
    } catch (error) {
      const { log, describe, reasonOf = describe } = this.#options;
      if (!signal.aborted) log.warn(`cannot read a device: ${isCodedError(error) ? error.code : String(error)}`);
      return errorState(state, error, { errorMessage: describe(error), errorReason: reasonOf(error) });
    }
  }
}
