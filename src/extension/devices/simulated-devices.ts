/** The simulated devices that this window has started: one simulator, made when the first is asked for. Knows no VS Code. */
import type { Disposable, Log } from '../../base/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../device-protocol/index.ts';
import type { SimulatedDevice, SimulatedDeviceOptions, Simulator } from '../../simulated-device/index.ts';

interface SimulatedDevicesOptions {
  readonly log: Log;
  /** Called with each new simulator's usbmuxd, until disposed. */
  addMux(mux: UsbmuxClient): Disposable;
  /** The phone shows "Trust This Computer?": somebody must play its user. */
  onTrustDialog(device: SimulatedDevice): void;
}

interface Running {
  readonly simulator: Simulator;
  readonly mux: UsbmuxClient;
  readonly added: Disposable;
}

export class SimulatedDevices {
  readonly #options: SimulatedDevicesOptions;
  #running: Promise<Running> | undefined;
  /** What the settings have asked for so far, each entry as JSON. */
  readonly #startedForSettings: string[] = [];
  #configuring: Promise<void> = Promise.resolve();

  constructor(options: SimulatedDevicesOptions) {
    this.#options = options;
  }

  /** Starts one more phone; one that trusts everybody is paired at once. */
  async start(options: SimulatedDeviceOptions): Promise<SimulatedDevice> {
    this.#running ??= this.#startSimulator().catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    const { simulator, mux } = await this.#running;
    const device = simulator.addDevice({ ...options, attached: false });
    device.onDidChange((change) => {
      if (change === 'trust-dialog') this.#options.onTrustDialog(device);
    });
    device.attach();
    if (device.trust === 'accept' && !device.locked) await (await Device.open(mux, device.udid)).pair();
    return device;
  }

  /** Starts what the settings ask for, each entry once a session: later calls start only what has come. */
  startConfigured(wanted: readonly SimulatedDeviceOptions[]): Promise<void> {
    const starting = this.#configuring.then(() => this.#startMissing(wanted));
    this.#configuring = starting.catch(() => undefined);
    return starting;
  }

  /** Empty until the first one has been started. */
  async list(): Promise<readonly SimulatedDevice[]> {
    return (await this.#running)?.simulator.devices ?? [];
  }

  async find(udid: string): Promise<SimulatedDevice | undefined> {
    return (await this.list()).find((device) => device.udid === udid);
  }

  /** Unplugs and forgets a phone; the simulator ends with the last one. */
  async stop(udid: string): Promise<void> {
    const running = await this.#running;
    running?.simulator.removeDevice(udid);
    if (running?.simulator.devices.length === 0) await this.close();
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    const { simulator, added } = (await running?.catch(() => undefined)) ?? {};
    added?.dispose();
    await simulator?.close();
  }

  async #startMissing(wanted: readonly SimulatedDeviceOptions[]): Promise<void> {
    const started = [...this.#startedForSettings];
    for (const options of wanted) {
      const key = JSON.stringify(options);
      const place = started.indexOf(key);
      if (place >= 0) {
        started.splice(place, 1);
        continue;
      }
      this.#startedForSettings.push(key);
      await this.start(options);
    }
  }

  async #startSimulator(): Promise<Running> {
    // Loaded only now: most people never need it.
    const { startSimulator } = await import('../../simulated-device/index.ts');
    const simulator = await startSimulator({ devices: [], log: this.#options.log });
    this.#options.log.info(`simulated usbmuxd at ${simulator.address}`);
    const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
    return { simulator, mux, added: this.#options.addMux(mux) };
  }
}
