/** The Wi-Fi of simulated devices: each gets a loopback address of its own, on which it listens like a phone. */
import { createServer, type Server, type Socket } from 'node:net';
import { systemErrorCode } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';
import { LOCKDOWN_PORT } from '../../device-protocol/index.ts';

/** Hears of a connection that came straight to the address instead of through the mux. */
type OnDirect = (socket: Socket, port: number) => void;

/** Addresses are 127.62.B.C with B and C from 1 to 254; 62 as in lockdownd's port. */
const PREFIX = '127.62';
const PER_BYTE = 254;
const ADDRESSES = PER_BYTE * PER_BYTE;

/** Where this process looks first; what it gave out before is likely to be taken still. */
let next = 0;

/** The address of one device and what listens there: lockdownd's port, and one per service that waits for its connection. */
export class WifiInterface {
  readonly address: string;
  readonly #onDirect: OnDirect;
  readonly #servers = new Map<number, Server>();

  private constructor(address: string, onDirect: OnDirect) {
    this.address = address;
    this.#onDirect = onDirect;
  }

  /** Takes the next free address. Throws `simulator-wifi-unavailable` where the system has no such addresses, `simulator-address-in-use`. */
  static async join(onDirect: OnDirect, prefix = PREFIX): Promise<WifiInterface> {
    for (let tried = 0; tried < ADDRESSES; tried++) {
      const candidate = new WifiInterface(addressNumber(prefix, next++ % ADDRESSES), onDirect);
      if (await candidate.open(LOCKDOWN_PORT)) return candidate;
    }
    const address = `${prefix}.0.0/16, port ${String(LOCKDOWN_PORT)}`;
    throw new SimulatorError('simulator-address-in-use', `${address} is already in use`, { data: { address } });
  }

  /** Listens on a port; false when another program of this computer has it. */
  async open(port: number): Promise<boolean> {
    const server = createServer((socket) => {
      this.#onDirect(socket, port);
    });
    try {
      await listening(server, this.address, port);
    } catch (error) {
      if (systemErrorCode(error) === 'EADDRINUSE') return false;
      throw unavailable(this.address, error);
    }
    this.#servers.set(port, server);
    return true;
  }

  /** Nobody else gets in there; connections that are open stay. */
  close(port: number): void {
    this.#servers.get(port)?.close();
    this.#servers.delete(port);
  }

  closeAll(): void {
    for (const port of [...this.#servers.keys()]) this.close(port);
  }
}

function addressNumber(prefix: string, number: number): string {
  return `${prefix}.${String(1 + Math.floor(number / PER_BYTE))}.${String(1 + (number % PER_BYTE))}`;
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, () => {
      // What goes wrong from now on with a socket that is being accepted must not end the process.
      server.off('error', reject).on('error', () => undefined);
      resolve();
    });
  });
}

function unavailable(address: string, cause: unknown): SimulatorError {
  return new SimulatorError('simulator-wifi-unavailable', `cannot listen on ${address}`, { data: { address }, cause });
}
