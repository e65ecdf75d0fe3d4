/** The simulated devices that this window has started: one simulator in a thread of its own, made when the first is asked for. Knows no VS Code. */
import { Emitter, toDisposable, type Disposable, type Event, type Log } from '../../base/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../device-protocol/index.ts';
import type {
  ArmedPhoneFault,
  FaultSettings,
  PhoneAction,
  PhoneDescription,
  PhoneLeftovers,
  PhoneOrder,
  PhoneQuestion,
  SimulatorThread,
} from '../../simulated-device/index.ts';

interface SimulatedDevicesOptions {
  readonly log: Log;
  /** Called with each new simulator's usbmuxd, until disposed. */
  addMux(mux: UsbmuxClient): Disposable;
  /** A phone asks its user: somebody must play that user. */
  onQuestion(phone: PhoneDescription, question: PhoneQuestion): void;
  /** The simulator has ended by itself, and its phones are gone. */
  onFailure(error: Error): void;
}

interface Running {
  readonly simulator: SimulatorThread;
  readonly mux: UsbmuxClient;
  readonly kept: Disposable;
}

export class SimulatedDevices {
  readonly #options: SimulatedDevicesOptions;
  readonly #changes = new Emitter<undefined>();
  #running: Promise<Running> | undefined;
  #phones: readonly PhoneDescription[] = [];
  /** What the settings have asked for so far, each entry as JSON. */
  readonly #startedForSettings: string[] = [];
  #configuring: Promise<unknown[]> = Promise.resolve([]);

  /** `known` has changed. */
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(options: SimulatedDevicesOptions) {
    this.#options = options;
  }

  /** Starts one more phone; one that trusts everybody is paired at once. */
  async start(order: PhoneOrder): Promise<PhoneDescription> {
    this.#running ??= this.#startSimulator().catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    const { simulator, mux } = await this.#running;
    const phone = await simulator.add(order);
    if (phone.trust === 'accept' && !phone.locked && phone.isAttached) await (await Device.open(mux, phone.udid)).pair();
    return phone;
  }

  /**
   * Starts what the settings ask for, each entry once a session: later calls start only what has come. One that cannot be started keeps no other
   * from it; why is returned.
   */
  startConfigured(wanted: readonly PhoneOrder[]): Promise<unknown[]> {
    return (this.#configuring = this.#configuring.then(() => this.#startMissing(wanted)));
  }

  /** As the simulator told of them last, unplugged ones too. */
  get known(): readonly PhoneDescription[] {
    return this.#phones;
  }

  /** As they are now. Empty until the first one has been started. */
  async list(): Promise<readonly PhoneDescription[]> {
    return (await (await this.#running)?.simulator.list()) ?? [];
  }

  async find(udid: string): Promise<PhoneDescription | undefined> {
    return (await this.list()).find((phone) => phone.udid === udid);
  }

  /** Throws `simulator-device-missing`, and what the action throws. */
  async act(udid: string, action: PhoneAction): Promise<void> {
    await (await this.#simulatorOf(udid)).act(udid, action);
  }

  /** Throws `simulator-device-missing`, `simulator-fault-unknown`, `simulator-fault-malformed`. */
  async arm(udid: string, id: string, settings: FaultSettings): Promise<ArmedPhoneFault> {
    return (await this.#simulatorOf(udid)).arm(udid, id, settings);
  }

  /** Throws `simulator-device-missing`. */
  async disarm(udid: string, number: number): Promise<void> {
    await (await this.#simulatorOf(udid)).disarm(udid, number);
  }

  /** Throws `simulator-device-missing`. */
  async leftovers(udid: string): Promise<PhoneLeftovers> {
    return (await this.#simulatorOf(udid)).leftovers(udid);
  }

  /** Unplugs and forgets a phone; the simulator ends with the last one. */
  async stop(udid: string): Promise<void> {
    const { simulator } = (await this.#running) ?? {};
    await simulator?.remove(udid);
    if ((await simulator?.list())?.length === 0) await this.close();
  }

  async close(): Promise<void> {
    const { simulator, kept } = (await this.#forget()?.catch(() => undefined)) ?? {};
    kept?.dispose();
    await simulator?.close();
  }

  /** A phone that was stopped while somebody chose what to do to it is missed aloud, also when it was the last one. */
  async #simulatorOf(udid: string): Promise<SimulatorThread> {
    const running = await this.#running;
    if (running !== undefined) return running.simulator;
    const { SimulatorError } = await import('../../simulated-device/index.ts');
    throw new SimulatorError('simulator-device-missing', 'no simulated device runs', { data: { udid } });
  }

  #forget(): Promise<Running> | undefined {
    const running = this.#running;
    this.#running = undefined;
    this.#phones = [];
    this.#changes.fire(undefined);
    return running;
  }

  async #startMissing(wanted: readonly PhoneOrder[]): Promise<unknown[]> {
    const failures: unknown[] = [];
    const started = [...this.#startedForSettings];
    for (const order of wanted) {
      const key = JSON.stringify(order);
      const place = started.indexOf(key);
      if (place >= 0) {
        started.splice(place, 1);
        continue;
      }
      this.#startedForSettings.push(key);
      await this.start(order).catch((error: unknown) => failures.push(error));
    }
    return failures;
  }

  async #startSimulator(): Promise<Running> {
    const { log } = this.#options;
    // Loaded only now: most people never need it.
    const { startSimulatorOffThread } = await import('../../simulated-device/index.ts');
    const simulator = await startSimulatorOffThread({ log });
    log.info(`simulated usbmuxd at ${simulator.address}`);
    const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
    return { simulator, mux, kept: this.#follow(simulator, this.#options.addMux(mux)) };
  }

  #follow(simulator: SimulatorThread, added: Disposable): Disposable {
    const listeners = [
      added,
      simulator.onDidChange(() => {
        this.#phones = simulator.phones;
        this.#changes.fire(undefined);
      }),
      simulator.onDidAsk(({ udid, question }) => {
        const phone = simulator.phones.find((one) => one.udid === udid);
        if (phone !== undefined) this.#options.onQuestion(phone, question);
      }),
      simulator.onDidFail((error) => {
        void this.#forget()?.then(({ kept }) => kept.dispose());
        this.#options.onFailure(error);
      }),
    ];
    return toDisposable(() => {
      for (const listener of listeners) listener.dispose();
    });
  }
}
