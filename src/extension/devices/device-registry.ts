/** The devices behind all usbmuxds that are watched, with what is known of each. Listens only while somebody holds it. Knows no VS Code. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DeviceRun } from '../../backup/index.ts';
import { Emitter, isCodedError, toDisposable, type Disposable, type Event, type Log } from '../../base/index.ts';
import {
  DeviceProtocolError,
  formatUsbmuxAddress,
  preferCable,
  watchDevices,
  type AttachedDevice,
  type DevicesChange,
  type DeviceWatcher,
  type UsbmuxClient,
} from '../../device-protocol/index.ts';
import { deviceName, twinMarks, type BackupJob, type DevicePrompt, type DeviceState } from '../../view/index.ts';
import type { DeviceEntry } from './device-entry.ts';
import { DeviceNotes } from './device-notes.ts';
import { DeviceReadings, type ReadingOptions } from './device-readings.ts';
import { readingState } from './device-states.ts';

/** Devices of one usbmuxd that are read at the same time. */
const MOST_READINGS = 8;

/** A reading takes some hundredths of a second over a cable. */
const SLOW_READING_MS = 2000;

interface MuxSource {
  readonly mux: UsbmuxClient;
  /** This window simulates its devices. */
  readonly own: boolean;
  watcher?: DeviceWatcher | undefined;
}

export class DeviceRegistry implements Disposable {
  readonly #log: Log;
  readonly #readings: DeviceReadings;
  readonly #changes = new Emitter<string | undefined>();
  readonly #sources: MuxSource[] = [];
  readonly #entries = new Map<string, DeviceEntry>();
  readonly #notes = new DeviceNotes();
  /** The latest reading of each device, until it has ended. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** What devices that were seen in this session are: a cable that is plugged in again shows a name at once. */
  readonly #seen = new Map<string, Pick<DeviceState, 'udid' | 'name' | 'productType' | 'productVersion'>>();
  /** What tells devices of the same name apart; absent until somebody asks after a change. */
  #marks: ReadonlyMap<string, string> | undefined;
  #holders = 0;

  /** The UDID of a device that changed, or undefined when the set of devices did. */
  readonly onDidChange: Event<string | undefined> = this.#changes.event;

  constructor(options: ReadingOptions) {
    this.#log = options.log;
    this.#readings = new DeviceReadings(options);
  }

  /** Watches the devices of one more usbmuxd, until disposed. */
  addMux(mux: UsbmuxClient, options: { own: boolean }): Disposable {
    const source: MuxSource = { mux, ...options };
    this.#sources.push(source);
    const refusals = mux.onDidRefuse((serial) => {
      this.#log.warn(`usbmuxd reports a device “${serial}”, which is not a valid UDID; it is left out`);
    });
    if (this.#holders > 0) this.#watch(source);
    return toDisposable(() => {
      refusals.dispose();
      this.#removeMux(source);
    });
  }

  /** Listens as long as at least one holder has not let go. */
  hold(): Disposable {
    if (this.#holders++ === 0) for (const source of this.#sources) this.#watch(source);
    let held = true;
    return toDisposable(() => {
      if (!held) return;
      held = false;
      if (--this.#holders === 0) for (const source of this.#sources) this.#unwatch(source);
    });
  }

  /** Devices on a cable before those on the network, each in the order of their names. */
  entries(): DeviceEntry[] {
    const collator = new Intl.Collator(undefined, { numeric: true });
    return [...this.#entries.values()]
      .map((entry) => this.#shown(entry))
      .sort(
        (a, b) =>
          byCable(a) - byCable(b) ||
          collator.compare(a.state.name ?? '', b.state.name ?? '') ||
          collator.compare(a.state.udid, b.state.udid),
      );
  }

  find(udid: string): DeviceEntry | undefined {
    const entry = this.#entries.get(udid);
    return entry === undefined ? undefined : this.#shown(entry);
  }

  /** Whether usbmuxd tells at present who comes and goes; otherwise entries are as old as the last listing. */
  get isListening(): boolean {
    return this.#holders > 0;
  }

  /** What a device was called when it was seen last, in this session. */
  lastNameOf(udid: string): string | undefined {
    const seen = this.#seen.get(udid);
    return seen === undefined ? undefined : deviceName(seen);
  }

  /** Why the first usbmuxd (the system's) cannot be reached; undefined while it can. */
  problem(): unknown {
    return this.#sources.find(({ own }) => !own)?.watcher?.problem();
  }

  /** Asks every usbmuxd and device now, without waiting to be told. A usbmuxd that does not answer has no devices. */
  async listNow(signal?: AbortSignal): Promise<DeviceEntry[]> {
    await Promise.all(this.#sources.map((source) => this.#list(source, signal)));
    return this.entries();
  }

  /** Asks now, and returns one device. Throws `no-such-device`. */
  async requireConnected(udid: string, signal?: AbortSignal): Promise<DeviceEntry> {
    await this.listNow(signal);
    const device = this.find(udid);
    if (device === undefined) throw new DeviceProtocolError('no-such-device', 'no such device is connected', { data: { udid } });
    return device;
  }

  /** Reads one device again; nothing happens when it is not there. */
  async refresh(udid: string): Promise<void> {
    const entry = this.#entries.get(udid);
    if (entry !== undefined) await this.#read(entry);
  }

  /**
   * Reads all devices again, one after the other: another program may have renamed one, switched its encryption, or forgotten the trust, which
   * usbmuxd does not tell. Left alone are those that are busy with a backup or with a question.
   */
  async lookAgain(signal: AbortSignal): Promise<void> {
    for (const udid of [...this.#entries.keys()]) {
      const entry = this.#entries.get(udid);
      const isBusy = this.#notes.hasJob(udid) || this.#readings.isReading(udid) || entry?.state.condition === 'trust-pending';
      // A silent phone keeps its own reading waiting, not those of the others.
      if (entry !== undefined && !isBusy) await Promise.race([this.#read(entry), delay(SLOW_READING_MS, undefined, { ref: false })]);
      if (signal.aborted) return;
    }
  }

  setJob(udid: string, job: BackupJob | undefined): void {
    this.#notes.setJob(udid, job);
    this.#changes.fire(udid);
  }

  /** What other programs do with devices now. */
  setElsewhere(runs: readonly DeviceRun[]): void {
    for (const udid of this.#notes.setElsewhere(runs)) this.#changes.fire(udid);
  }

  /** What the device asks of the person with it, which no reading shows. It goes with the device. */
  setPrompt(udid: string, prompt: DevicePrompt | undefined): void {
    if (prompt === undefined ? !this.#notes.takePrompt(udid) : !this.#entries.has(udid)) return;
    if (prompt !== undefined) this.#notes.setPrompt(udid, prompt);
    this.#changes.fire(udid);
  }

  /** Rows with a countdown say something else every second. */
  tick(): void {
    for (const udid of this.#notes.prompted()) this.#changes.fire(udid);
  }

  get hasPrompts(): boolean {
    return this.#notes.prompted().length > 0;
  }

  /** While a person is deciding about trust, which no reading shows. */
  setTrustPending(udid: string, until?: Date): void {
    const entry = this.#entries.get(udid);
    if (entry === undefined) return;
    this.#notes.setPrompt(udid, { kind: 'trust', ...(until === undefined ? {} : { until }) });
    // What is being read was true before the question.
    this.#readings.drop(udid);
    this.#put({ ...entry, state: { ...entry.state, condition: 'trust-pending' } });
  }

  dispose(): void {
    for (const source of this.#sources.splice(0)) this.#unwatch(source);
    this.#changes.dispose();
  }

  #shown(entry: DeviceEntry): DeviceEntry {
    const { udid } = entry.state;
    const mark = this.#twins().get(udid);
    const place = formatUsbmuxAddress(entry.mux.address);
    const address = entry.state.simulated ? place : undefined;
    const notes = this.#notes.of(udid, place);
    // A phone that is asking for trust says of itself only that it does not trust.
    const isAsking = notes.prompt?.kind === 'trust' && entry.state.condition === 'not-trusted';
    const more = {
      ...(isAsking && { condition: 'trust-pending' as const }),
      ...notes,
      ...(mark === undefined ? {} : { mark }),
      ...(address && { address }),
    };
    return Object.keys(more).length === 0 ? entry : { ...entry, state: { ...entry.state, ...more } };
  }

  #twins(): ReadonlyMap<string, string> {
    return (this.#marks ??= twinMarks([...this.#entries.values()].map(({ state }) => ({ id: state.udid, label: deviceName(state) }))));
  }

  #watch(source: MuxSource): void {
    source.watcher = watchDevices(source.mux, { log: this.#log });
    source.watcher.onDidChange((change) => this.#apply(source, change));
  }

  #unwatch(source: MuxSource): void {
    source.watcher?.dispose();
    source.watcher = undefined;
    for (const [udid, { mux }] of this.#entries) if (mux === source.mux) this.#forget(udid);
    this.#changes.fire(undefined);
  }

  #removeMux(source: MuxSource): void {
    const place = this.#sources.indexOf(source);
    if (place >= 0) this.#sources.splice(place, 1);
    this.#unwatch(source);
  }

  #apply(source: MuxSource, change: DevicesChange): void {
    switch (change.kind) {
      case 'attached':
        this.#attach(source, change.device);
        return;
      case 'paired':
        void this.refresh(change.device.udid);
        return;
      case 'detached':
        this.#detach(source, change.device);
        return;
      case 'available':
      case 'unavailable':
        this.#changes.fire(undefined);
    }
  }

  /** One entry for each UDID: what is on a cable goes before Wi-Fi, and what came first stays. */
  #attach(source: MuxSource, attached: AttachedDevice): void {
    const there = this.#entries.get(attached.udid);
    if (there !== undefined && (there.mux !== source.mux || preferCable([there.attached, attached])[0] === there.attached)) return;
    const entry = { mux: source.mux, attached, state: { ...readingState(attached, source.own), ...this.#seen.get(attached.udid) } };
    this.#set(entry);
    this.#changes.fire(undefined);
    void this.#read(entry);
  }

  #detach(source: MuxSource, attached: AttachedDevice): void {
    const entry = this.#entries.get(attached.udid);
    if (entry?.mux !== source.mux || entry.attached.deviceId !== attached.deviceId) return;
    this.#forget(attached.udid);
    const [other] = preferCable((source.watcher?.devices() ?? []).filter(({ udid }) => udid === attached.udid));
    if (other !== undefined) this.#attach(source, other);
    this.#changes.fire(undefined);
  }

  #forget(udid: string): void {
    this.#entries.delete(udid);
    this.#notes.takePrompt(udid);
    this.#marks = undefined;
    this.#readings.drop(udid);
  }

  async #list(source: MuxSource, signal: AbortSignal | undefined): Promise<void> {
    const listed = await source.mux.listDevices(signal).catch((error: unknown) => {
      if (isCodedError(error, 'cancelled')) throw error;
      return [];
    });
    const present = preferCable(listed);
    const gone = [...this.#entries].filter(([udid, { mux }]) => mux === source.mux && !present.some((attached) => attached.udid === udid));
    for (const [udid] of gone) this.#forget(udid);
    if (gone.length > 0) this.#changes.fire(undefined);
    const waiting = present.flatMap((attached): DeviceEntry[] => {
      const there = this.#entries.get(attached.udid);
      if (there !== undefined && there.mux !== source.mux) return [];
      return [{ mux: source.mux, attached, state: there?.state ?? readingState(attached, source.own) }];
    });
    // All are shown at once: one that is silent keeps only its own reading waiting.
    for (const entry of waiting) if (!this.#entries.has(entry.state.udid)) this.#put(entry);
    const readSome = async () => {
      for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) await this.#read(entry);
    };
    await Promise.all(Array.from({ length: MOST_READINGS }, readSome));
  }

  /** Resolves when the device is known as the latest reading has it, also when that began after this one. */
  async #read(entry: DeviceEntry): Promise<void> {
    const { udid } = entry.attached;
    const reading = this.#readOnce(entry);
    this.#underWay.set(udid, reading);
    for (let latest: Promise<void> | undefined = reading; latest !== undefined; latest = this.#underWay.get(udid)) {
      await latest;
      if (this.#underWay.get(udid) === latest) this.#underWay.delete(udid);
    }
  }

  async #readOnce(entry: DeviceEntry): Promise<void> {
    const state = await this.#readings.read(entry);
    if (state !== undefined) this.#put({ mux: entry.mux, attached: entry.attached, state });
  }

  #put(entry: DeviceEntry): void {
    const { udid } = entry.state;
    const before = this.#entries.get(udid);
    this.#set(entry);
    // Another name may make it the twin of another row, or no twin any more.
    if (before === undefined || deviceName(before.state) !== deviceName(entry.state)) this.#changes.fire(undefined);
    else if (!isSame(before.state, entry.state)) this.#changes.fire(udid);
  }

  #set(entry: DeviceEntry): void {
    this.#entries.set(entry.state.udid, entry);
    const { udid, name, productType, productVersion } = entry.state;
    // What could not be read this time was true the last time.
    this.#seen.set(udid, {
      ...{ udid, ...this.#seen.get(udid) },
      ...(name === undefined ? {} : { name }),
      ...(productType === undefined ? {} : { productType }),
      ...(productVersion === undefined ? {} : { productVersion }),
    });
    this.#marks = undefined;
  }
}

function byCable({ state }: DeviceEntry): number {
  return state.connection === 'usb' ? 0 : 1;
}

/** States are flat: texts, numbers, switches and dates. */
function isSame(one: DeviceState, other: DeviceState): boolean {
  return JSON.stringify(one, Object.keys(one).sort()) === JSON.stringify(other, Object.keys(other).sort());
}
