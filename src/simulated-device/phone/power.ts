/** Switches a phone off and on: it disconnects and comes back under a new DeviceID, after some time or when somebody plugs it in. */
import { isCodedError, type Log } from '../../base/index.ts';
import type { ConnectionType } from '../../device-protocol/index.ts';
import type { Clock } from './clock.ts';
import type { SayInSyslog } from './syslog.ts';

/** What a restart does to the phone around it. */
interface PoweredDevice {
  /** The ways by which hosts see it. */
  readonly connections: readonly ConnectionType[];
  attach(connection: ConnectionType): void | Promise<void>;
  detach(): void;
}

/** What a host may tell a phone to do. Who is shut down or in recovery mode stays away until somebody plugs it in or restarts it. */
export type PowerAction = 'restart' | 'sleep' | 'shut-down' | 'enter-recovery';

interface PowerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly restartSeconds: number;
  readonly say: SayInSyslog;
  /** What every restart does away with. */
  readonly whenOff: () => void;
}

interface Absence {
  readonly kind: 'off' | 'recovery';
  /** The ways by which hosts saw it. */
  readonly cameBy: readonly ConnectionType[];
}

/** How long a phone stays after its answer to a restore when the host does not leave before (assumed). */
const PATIENCE_MS = 10_000;
/** How long a phone that was told to go takes to do so when the host stays (assumed). */
const GOING_MS = 1000;

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
  readonly #say: SayInSyslog;
  readonly #off = new AbortController();
  #restarts = 0;
  #absence: Absence | undefined;
  #restarting = 0;

  constructor(device: PoweredDevice, { clock, log, restartSeconds, say, whenOff }: PowerOptions) {
    this.#device = device;
    this.#say = say;
    this.#clock = clock;
    this.#log = log;
    this.#whenOff = whenOff;
    this.#restartMs = restartSeconds * 1000;
  }

  /** How often the phone has been switched on again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Why no host can see the phone though nobody unplugged it; undefined while it runs. */
  get absence(): 'off' | 'recovery' | undefined {
    return this.#absence?.kind;
  }

  /** It is on its way back by itself: from a restart, or from sleep. */
  get isRestarting(): boolean {
    return this.#restarting > 0;
  }

  /** Resolves when hosts see the phone again as before, or at once when the simulator ends meanwhile. `whileOff` is done between. */
  async restart(whileOff?: () => void): Promise<void> {
    const connections = this.#absence?.cameBy ?? this.#device.connections;
    this.#say('kernel', 'the phone restarts');
    this.#restarting++;
    this.#goOff();
    whileOff?.();
    const isOver = await this.#sleep(this.#restartMs, this.#off.signal);
    this.#restarting--;
    if (!isOver) return;
    this.#absence = undefined;
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

  /** Does what a host asked for once that host has left; when it stays, a second later, or never where it is to be waited for. */
  obeyWhenLeft(action: PowerAction, hostHasLeft: Promise<unknown>, { waits }: { readonly waits: boolean }): void {
    const left = hostHasLeft.then(() => true);
    const either = waits ? left : Promise.race([left, this.#sleep(GOING_MS, this.#off.signal)]);
    void either.then(() => {
      if (!this.#off.signal.aborted) this.#obey(action);
    });
  }

  /** Somebody plugs the phone in: one that was off starts. */
  switchedOn(): void {
    if (this.#absence === undefined) return;
    this.#absence = undefined;
    this.#restarts++;
  }

  #obey(action: PowerAction): void {
    if (action === 'restart') this.restartSoon();
    else if (action === 'sleep') {
      this.#nap().catch((error: unknown) => {
        this.#log.error(`the phone did not wake up: ${String(error)}`);
      });
    } else {
      const { connections: cameBy } = this.#device;
      this.#say('kernel', action === 'shut-down' ? 'the phone is shut down' : 'the phone enters recovery mode');
      this.#goOff();
      this.#absence = { kind: action === 'shut-down' ? 'off' : 'recovery', cameBy };
    }
  }

  #goOff(): void {
    this.#device.detach();
    this.awaitsReboot = false;
    this.#whenOff();
  }

  /** Out of reach, and awake again as after a restart, but nothing is forgotten (assumed: nobody says what wakes it). */
  async #nap(): Promise<void> {
    const { connections } = this.#device;
    this.#say('kernel', 'the phone sleeps');
    this.#restarting++;
    this.#device.detach();
    const isOver = await this.#sleep(this.#restartMs, this.#off.signal);
    this.#restarting--;
    if (!isOver) return;
    for (const connection of connections) await this.#device.attach(connection);
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
