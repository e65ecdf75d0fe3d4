/** The TCP ports of a device: that of lockdownd, always, and one per started service, for one connection each. */
import { LOCKDOWN_PORT } from '../../device-protocol/index.ts';
import type { AttachedDevice, Attachment } from '../mux/attachments.ts';
import type { DevicePort } from './device-port.ts';

/** The range from which systems hand out short-lived ports. */
const FIRST_PORT = 49_152;
const LAST_PORT = 65_535;
/** Started services that nobody has connected to yet; beyond that a device says ServiceLimit. */
const MAX_WAITING = 64;

interface Waiting<Device extends AttachedDevice> {
  readonly service: DevicePort<Device>;
  /** Only by the way by which it was started. */
  readonly attachment: Attachment<Device>;
}

export class ServicePorts<Device extends AttachedDevice> {
  readonly #lockdown: DevicePort<Device>;
  readonly #waiting = new Map<number, Waiting<Device>>();
  #last = LAST_PORT;

  constructor(lockdown: DevicePort<Device>) {
    this.#lockdown = lockdown;
  }

  /** A port for one connection; undefined when too many wait already. Over Wi-Fi it is really listened on. */
  async open(service: DevicePort<Device>, attachment: Attachment<Device>): Promise<number | undefined> {
    while (this.#waiting.size < MAX_WAITING && !attachment.signal.aborted) {
      const port = this.#nextFree();
      const waiting = { service, attachment };
      this.#waiting.set(port, waiting);
      const isOpen = attachment.wifi === undefined || (await attachment.wifi.open(port));
      if (isOpen && this.#waiting.get(port) === waiting) return port;
      // Another program of this computer has the port, or the device has left the Wi-Fi meanwhile.
      this.#forget(port, waiting);
    }
    return undefined;
  }

  /** Services that were started and that nobody has connected to yet. */
  waiting(): string[] {
    return [...this.#waiting.values()].map(({ service }) => service.name);
  }

  /** Who answers on that port; a service's port is closed to everybody else from now on. */
  claim(port: number, attachment: Attachment<Device>): DevicePort<Device> | undefined {
    if (port === LOCKDOWN_PORT) return this.#lockdown;
    const waiting = this.#waiting.get(port);
    if (waiting?.attachment !== attachment) return undefined;
    this.#forget(port, waiting);
    return waiting.service;
  }

  /** Forgets services that were started but never connected to, as when the device is unplugged. */
  clear(attachment: object): void {
    for (const [port, waiting] of this.#waiting) {
      if (waiting.attachment === attachment) this.#forget(port, waiting);
    }
  }

  #forget(port: number, { attachment }: Waiting<Device>): void {
    this.#waiting.delete(port);
    attachment.wifi?.close(port);
  }

  #nextFree(): number {
    do this.#last = this.#last >= LAST_PORT ? FIRST_PORT : this.#last + 1;
    while (this.#last === LOCKDOWN_PORT || this.#waiting.has(this.#last));
    return this.#last;
  }
}
