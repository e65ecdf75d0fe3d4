/** Notices when a device falls silent in the middle of a run, tells it, and ends the run only when the device is gone or has been silent far too long. */
import { isCodedError, type Log } from '../../base/index.ts';
import { DeviceProtocolError, type Device } from '../../device-protocol/index.ts';
import type { BackupEvent } from './backup-event.ts';
import type { BackupPhase, PasswordPhase, RestorePhase } from './run-phase.ts';
import type { WaitLimits } from './wait-limits.ts';

export interface MonitoredRun {
  readonly device: Device;
  readonly waitLimits: WaitLimits;
  readonly phase: () => MonitoredPhase;
  readonly onEvent: (event: BackupEvent) => void;
  /** Called once, with 'device-silent' or 'link-lost': nothing more will come. */
  readonly onDeviceLost: (error: DeviceProtocolError) => void;
  readonly log: Log;
}

/** `asking`: a request that has no phases. */
type MonitoredPhase = BackupPhase | RestorePhase | PasswordPhase | 'asking';

const WHILE: Readonly<Record<MonitoredPhase, string>> = {
  connecting: 'while connecting',
  'waiting-for-passcode': 'while the device waits for its passcode',
  preparing: 'while the device prepares the backup',
  receiving: 'while files are received',
  moving: 'while files are put in place',
  removing: 'while old files are removed',
  finishing: 'while the device finishes',
  verifying: 'while the backup is verified',
  'deriving-key': 'while the password is tried',
  'checking-backup': 'while the device checks the backup',
  'copying-backup': 'while the backup is copied',
  sending: 'while files are sent',
  'finishing-restore': 'while the device puts files in place',
  'changing-password': 'while the device changes its backup password',
  asking: 'while the device is asked',
};

export class SilenceMonitor implements Disposable {
  readonly #run: MonitoredRun;
  readonly #end = new AbortController();
  #lastActivityAt = performance.now();
  /** The last activity when the device was asked for a sign of life. */
  #askedAfter: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: MonitoredRun) {
    this.#run = run;
    this.#checkIn(run.waitLimits.quietMs);
    void this.#watchCable();
  }

  /** Something has come from the device. */
  onActivity(): void {
    this.#lastActivityAt = performance.now();
  }

  [Symbol.dispose](): void {
    this.#end.abort();
    clearTimeout(this.#timer);
  }

  #checkIn(milliseconds: number): void {
    if (this.#end.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#check(), Math.max(1, milliseconds));
  }

  async #check(): Promise<void> {
    const { quietMs, silenceMs } = this.#run.waitLimits;
    const quiet = performance.now() - this.#lastActivityAt;
    // A computer that was asleep or busy has heard nothing either: nobody counts as gone who was not asked.
    const isOver = quiet >= silenceMs && this.#askedAfter === this.#lastActivityAt;
    if (quiet < quietMs) this.#checkIn(quietMs - quiet);
    else if (isOver || !(await this.#showsLife(quiet))) this.#die(deviceSilent(performance.now() - this.#lastActivityAt));
    else this.#checkIn(quietMs);
  }

  /** Tells the silence, and asks the device over a connection of its own. */
  async #showsLife(quiet: number): Promise<boolean> {
    const { device, waitLimits, phase, onEvent, log } = this.#run;
    const limit = AbortSignal.any([this.#end.signal, AbortSignal.timeout(waitLimits.signOfLifeMs)]);
    onEvent({
      kind: 'retry',
      code: 'device-quiet',
      message: `No data for ${seconds(quiet)} s ${WHILE[phase()]}. Waiting up to ${seconds(waitLimits.silenceMs)} s.`,
    });
    const lastActivityAt = this.#lastActivityAt;
    this.#askedAfter = lastActivityAt;
    try {
      await device.getPublicValues(undefined, limit);
      return true;
    } catch (error) {
      log.warn(`the device does not answer: ${String(error)}`);
      // What came meanwhile is a sign of life as well, and a run that has ended needs none.
      return this.#lastActivityAt !== lastActivityAt || this.#end.signal.aborted;
    }
  }

  /** A pulled cable need not break a link; usbmuxd tells it. */
  async #watchCable(): Promise<void> {
    const { device, log } = this.#run;
    try {
      for await (const event of device.mux.listen(this.#end.signal)) {
        if (event.kind !== 'detached' || event.deviceId !== device.attached.deviceId) continue;
        this.#die(new DeviceProtocolError('link-lost', 'the device was unplugged', { data: { unplugged: true, udid: device.udid } }));
      }
    } catch (error) {
      if (!isCodedError(error, 'cancelled')) log.debug(`cannot tell whether the device stays connected: ${String(error)}`);
    }
  }

  #die(error: DeviceProtocolError): void {
    if (this.#end.signal.aborted) return;
    this[Symbol.dispose]();
    this.#run.onDeviceLost(error);
  }
}

function deviceSilent(quiet: number): DeviceProtocolError {
  return new DeviceProtocolError('device-silent', 'the device stopped responding', { data: { seconds: seconds(quiet) } });
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
