/** The address of usbmuxd in every form that its clients accept, and the default of each system. */
import { connect, type Socket } from 'node:net';
import { systemErrorCode } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';

/** Where usbmuxd listens: a socket in the file system, or a TCP port. */
export type UsbmuxAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

const MAX_PORT = 65535;

/**
 * Reads an address: `UNIX:/path` (libusbmuxd, appium), `/path` (pymobiledevice3, go-ios), `unix:///path` and
 * `tcp://host:port` (go-ios), `host:port` and `[v6]:port` (all tools). Throws `address-malformed`.
 *
 * @example
 * ```ts
 * const mux = new UsbmuxClient(parseUsbmuxAddress('127.0.0.1:27015'));
 * ```
 */
export function parseUsbmuxAddress(text: string): UsbmuxAddress {
  const address = text.trim();
  const path = /^(?:unix:(?:\/\/)?)?(\/.+)$/i.exec(address)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const [, v6, name, digits] = /^(?:tcp:\/\/)?(?:\[([0-9a-f:.]+(?:%\w+)?)\]|([^\s:/[\]]+)):(\d{1,5})$/i.exec(address) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  if (host !== undefined && port >= 1 && port <= MAX_PORT) return { kind: 'tcp', host, port };
  throw new DeviceProtocolError('address-malformed', `not a valid usbmuxd address: ${text}`, { data: { address: text } });
}

/** `USBMUXD_SOCKET_ADDRESS` if it is set, otherwise the address of the system's own daemon. */
export function defaultUsbmuxAddress(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): UsbmuxAddress {
  const chosen = environment.USBMUXD_SOCKET_ADDRESS;
  if (chosen) return parseUsbmuxAddress(chosen);
  return platform === 'win32' ? { kind: 'tcp', host: '127.0.0.1', port: 27015 } : { kind: 'unix', path: '/var/run/usbmuxd' };
}

/** The address in the form that every tool reads for its kind. */
export function formatUsbmuxAddress(address: UsbmuxAddress): string {
  if (address.kind === 'unix') return `UNIX:${address.path}`;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Opens a socket to the daemon. Throws `usbmuxd-missing`, `usbmuxd-denied`. */
export function openUsbmuxSocket(address: UsbmuxAddress): Promise<Socket> {
  const socket = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host);
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      const data = { address: formatUsbmuxAddress(address) };
      reject(new DeviceProtocolError(openErrorCode(cause), 'no connection to usbmuxd', { data, cause }));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

/** A daemon that is not there, or one that this user may not talk to. */
export function openErrorCode(error: unknown): 'usbmuxd-denied' | 'usbmuxd-missing' {
  return ['EACCES', 'EPERM'].includes(systemErrorCode(error) ?? '') ? 'usbmuxd-denied' : 'usbmuxd-missing';
}
