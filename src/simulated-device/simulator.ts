/** A running simulator: one usbmuxd with any number of simulated phones behind it. */
import { createServer, type Server, type Socket } from 'node:net';
import { isCodedError, nullLog, type CodedError, type Log } from '../base/index.ts';
import { Connection } from '../device-protocol/index.ts';
import { Attachments } from './mux/attachments.ts';
import { SeededRandom } from './content/seeded-random.ts';
import type { SimulatedDeviceOptions } from './phone/device-options.ts';
import { standingClock, systemClock, type Clock } from './phone/clock.ts';
import type { TraceEvent, TrafficEvent } from './phone/device-port.ts';
import type { SimulatedDevice } from './phone/simulated-device.ts';
import { connectToDevice } from './mux/device-stream.ts';
import { SimulatorError } from './errors.ts';
import { listenAddressOf, listenOn, type ListenAddress } from './mux/listen-address.ts';
import { SEEDED_NOW, makeDevice } from './phone/make-device.ts';
import { MuxDaemon } from './mux/mux-daemon.ts';
import { PairRecordStore } from './mux/pair-record-store.ts';
import type { MuxClient, MuxHost } from './mux/mux-client.ts';
import { serveMuxClient } from './mux/usbmuxd.ts';
import type { PhoneAttachment } from './phone/phone-call.ts';

/** Where the simulator listens, and which phones it starts with. */
export interface SimulatorOptions {
  /** By default a free TCP port of 127.0.0.1. */
  readonly listen?: ListenAddress;
  /** By default one iPhone. */
  readonly devices?: readonly SimulatedDeviceOptions[];
  /** The same seed gives the same phones and the same backups, to the last byte. With a seed their clocks stand still. */
  readonly seed?: number;
  readonly log?: Log;
  /** Hears every message in plain text, private keys of pair records included. */
  readonly onTrace?: (event: TraceEvent) => void;
  /** Hears every byte between hosts and devices, file contents included, in plain text. */
  readonly onTraffic?: (event: TrafficEvent) => void;
  /** False for a test of tests: faults are armed and never strike. */
  readonly faultsEnabled?: boolean;
}

/** A running simulator: its own usbmuxd, and the phones behind it. Disposing it closes everything. */
export interface Simulator extends AsyncDisposable {
  /** In the form that USBMUXD_SOCKET_ADDRESS takes. */
  readonly address: string;
  readonly devices: readonly SimulatedDevice[];
  /** Requests that no real client sends, in words, oldest first. */
  readonly violations: readonly string[];
  /** What hosts have left behind on the devices, in words. Ask after `settled()`: a client that has just ended is still being seen out. */
  leftovers(): string[];
  /** Resolves when no host is connected to a device anymore, or after two seconds. */
  settled(): Promise<void>;
  /**
   * Throws `simulator-preset-unknown`, `-version-malformed`, `-udid-malformed`, `-device-exists`. A phone on Wi-Fi becomes visible there a
   * moment later: `await device.attach('network')` resolves at that time.
   */
  addDevice(options?: SimulatedDeviceOptions): SimulatedDevice;
  /** Unplugs and forgets a device; nothing happens when there is none with that UDID. */
  removeDevice(udid: string): void;
  /** Breaks every connection and stops listening; resolves when all of it has ended. */
  close(): Promise<void>;
}

const DEFAULT_SEED = 1;

/**
 * Starts a simulator and resolves as soon as it accepts connections. Throws SimulatorError.
 *
 * @example
 * ```ts
 * await using simulator = await startSimulator({ devices: [{ preset: 'ipad', trust: 'ask' }], seed: 1 });
 * console.log(`USBMUXD_SOCKET_ADDRESS=${simulator.address}`);
 * const [phone] = simulator.devices;
 * if (phone !== undefined) phone.trust = 'accept'; // the tap on Trust
 * ```
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new RunningSimulator(options);
  try {
    for (const device of options.devices ?? [{}]) simulator.addDevice(device);
    await simulator.start(options.listen ?? {});
    return simulator;
  } catch (error) {
    // Devices that are on the Wi-Fi listen already.
    await simulator.close();
    throw error;
  }
}

type Serve = (client: MuxClient) => Promise<void>;

class RunningSimulator implements Simulator {
  readonly violations: string[] = [];
  readonly #devices: SimulatedDevice[] = [];
  readonly #seed: number;
  readonly #clock: Clock;
  readonly #faultsEnabled: boolean;
  readonly #log: Log;
  readonly #host: MuxHost;
  readonly #stop = new AbortController();
  readonly #clients = new Set<Promise<void>>();
  /** Devices on their way onto the Wi-Fi when the simulator starts. */
  readonly #joining: Promise<void>[] = [];
  readonly #server: Server;
  readonly #usbmuxd = new MuxDaemon();
  /** Fires when usbmuxd stops, which it may before the simulator does. */
  #muxStop = new AbortController();
  #address = '';
  #made = 0;
  #connections = 0;

  constructor({ seed, log = nullLog, onTrace, onTraffic, faultsEnabled = true }: SimulatorOptions) {
    this.#seed = seed ?? DEFAULT_SEED;
    this.#clock = seed === undefined ? systemClock : standingClock(SEEDED_NOW);
    this.#faultsEnabled = faultsEnabled;
    this.#log = log;
    this.#host = {
      attachments: new Attachments(),
      records: new PairRecordStore(),
      buid: new SeededRandom(this.#seed, 'SystemBUID').uuid(),
      log,
      violation: (text) => {
        this.#violation(text);
      },
      trace: (event) => onTrace?.(event),
      traffic: onTraffic,
    };
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  get address(): string {
    return this.#address;
  }

  get devices(): readonly SimulatedDevice[] {
    return this.#devices;
  }

  addDevice(options: SimulatedDeviceOptions = {}): SimulatedDevice {
    const device = makeDevice(options, {
      attachments: this.#host.attachments,
      usbmuxd: this.#usbmuxd,
      serveDirect: (socket, attachment, port) => {
        this.#acceptDirect(socket, attachment, port);
      },
      // The first device has the simulator's own seed, so that one phone is the same in every simulator of that seed.
      seed: this.#seed + this.#made,
      clock: this.#clock,
      faultsEnabled: this.#faultsEnabled,
      signal: this.#stop.signal,
      log: this.#log,
      violation: this.#host.violation,
    });
    if (this.#devices.some(({ udid }) => udid === device.udid)) {
      throw new SimulatorError('simulator-device-exists', 'a device with that UDID already exists', { data: { udid: device.udid } });
    }
    this.#made++;
    this.#devices.push(device);
    if (options.attached !== false) this.#attach(device, options.connection ?? 'usb');
    return device;
  }

  leftovers(): string[] {
    return this.#devices.flatMap(({ udid, state }) => state.leftovers().map(({ text }) => `${udid}: ${text}`));
  }

  async settled(): Promise<void> {
    await Promise.all(this.#devices.map(({ state }) => state.settled()));
  }

  removeDevice(udid: string): void {
    const place = this.#devices.findIndex((device) => device.udid === udid);
    const [device] = place < 0 ? [] : this.#devices.splice(place, 1);
    device?.detach();
    device?.[Symbol.dispose]();
  }

  async start(address: ListenAddress): Promise<void> {
    this.#address = await listenOn(this.#server, address);
    await Promise.all(this.#joining);
    this.#server.on('error', (error) => {
      this.#log.error(`simulator: ${error.message}`);
    });
    this.#usbmuxd.onDidChange((isRunning) => {
      if (isRunning) void this.#startMux();
      else this.#stopMux();
    });
    if (!this.#usbmuxd.isRunning) this.#stopMux();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#stop.abort();
    for (const device of this.#devices) device.detach('network');
    await Promise.all([...this.#clients]);
    await closed;
    for (const device of this.#devices) device[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #attach(device: SimulatedDevice, connection: 'usb' | 'network' | 'both'): void {
    if (connection !== 'network') device.attach();
    if (connection === 'usb') return;
    const joining = device.attach('network');
    this.#joining.push(joining);
    // The start fails with it; whoever adds a device later waits with attach('network').
    joining.catch(() => undefined);
  }

  /** Nobody listens any more, and every connection to it breaks. */
  #stopMux(): void {
    this.#server.close();
    this.#muxStop.abort();
  }

  /** At the address where it was. */
  async #startMux(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#muxStop = new AbortController();
    try {
      await listenOn(this.#server, listenAddressOf(this.#address));
    } catch (error) {
      this.#log.error(`simulator: usbmuxd cannot start again: ${String(error)}`);
    }
  }

  #accept(socket: Socket): void {
    this.#track(Connection.over(socket), serveMuxClient, AbortSignal.any([this.#stop.signal, this.#muxStop.signal]));
  }

  /** A host that goes straight to a device on the Wi-Fi. */
  #acceptDirect(socket: Socket, attachment: PhoneAttachment, number: number): void {
    const port = attachment.device.ports.claim(number, attachment);
    if (port === undefined) socket.destroy();
    else this.#track(Connection.over(socket), (client) => connectToDevice(client, attachment, port), this.#stop.signal);
  }

  #track(connection: Connection, serve: Serve, signal: AbortSignal): void {
    const serving = this.#serve(serve, { host: this.#host, connection, number: ++this.#connections, signal }).finally(() =>
      this.#clients.delete(serving),
    );
    this.#clients.add(serving);
  }

  /** Whatever goes wrong with one client ends here. */
  async #serve(serve: Serve, client: MuxClient): Promise<void> {
    const { connection, signal } = client;
    try {
      await serve(client);
    } catch (error) {
      this.#note(error, client.number);
    }
    if (signal.aborted) connection.destroy();
    await connection.close();
  }

  #note(error: unknown, number: number): void {
    if (isGoodbye(error)) this.#log.debug(`connection ${number} ended: ${error.message}`);
    else if (isCodedError(error)) this.#violation(`connection ${number}: ${error.code}: ${error.message}`);
    else {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#violation(`connection ${number}: the simulator failed: ${detail}`);
    }
  }

  #violation(text: string): void {
    this.violations.push(text);
    this.#log.warn(`simulator: ${text}`);
  }
}

/** A host may leave whenever it likes, in the middle of a handshake as well; a certificate that nobody knows is no goodbye. */
function isGoodbye(error: unknown): error is CodedError {
  if (isCodedError(error, 'tls-failed')) return error.data.foreignCertificate !== true;
  return isCodedError(error, 'cancelled') || isCodedError(error, 'link-lost');
}
