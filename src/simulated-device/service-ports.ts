/** The TCP ports that a device listens on: lockdownd's, always, and one per started service, for one connection each. */
import type { DevicePort } from './device-port.ts';

export const LOCKDOWN_PORT = 62078;
/** The range from which systems hand out short-lived ports. */
const FIRST_PORT = 49_152;
const LAST_PORT = 65_535;
/** Started services that nobody has connected to yet; beyond that a device says ServiceLimit. */
const MAX_WAITING = 64;

export class ServicePorts {
  readonly #lockdown: DevicePort;
  readonly #waiting = new Map<number, DevicePort>();
  #last = LAST_PORT;

  constructor(lockdown: DevicePort) {
    this.#lockdown = lockdown;
  }

  /** A port for one connection; undefined when too many wait already. */
  open(service: DevicePort): number | undefined {
    if (this.#waiting.size >= MAX_WAITING) return undefined;
    const port = this.#nextFree();
    this.#waiting.set(port, service);
    return port;
  }

  /** Who answers on that port; a service's port is closed to everybody else from now on. */
  claim(port: number): DevicePort | undefined {
    if (port === LOCKDOWN_PORT) return this.#lockdown;
    const service = this.#waiting.get(port);
    this.#waiting.delete(port);
    return service;
  }

  /** Forgets services that were started but never connected to, as when the device is unplugged. */
  clear(): void {
    this.#waiting.clear();
  }

  #nextFree(): number {
    do this.#last = this.#last >= LAST_PORT ? FIRST_PORT : this.#last + 1;
    while (this.#last === LOCKDOWN_PORT || this.#waiting.has(this.#last));
    return this.#last;
  }
}
