/** Where simulated devices listen: a TCP port of this computer only, or a unix socket that only this user may use. */
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, type AddressInfo, type Server } from 'node:net';
import { systemErrorCode } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';

/** Where the simulator listens: a loopback address (127.0.0.1 when absent) and port (0 or absent: any free port), or the path of a Unix socket. */
export type ListenAddress = { readonly host?: string; readonly port?: number } | { readonly path: string };

/** Whoever reaches the mux can read pair records, which hold private keys. */
const OWNER_ONLY = 0o600;
/** `sun_path` of Linux holds 108 bytes with the final zero, of macOS 104. */
const MAX_SOCKET_PATH_BYTES = 103;

/**
 * Starts listening and says where, in the form that USBMUXD_SOCKET_ADDRESS takes: `127.0.0.1:PORT` or `UNIX:/path`.
 * Throws `simulator-address-in-use`, `simulator-listen-failed`.
 */
export async function listenOn(server: Server, address: ListenAddress): Promise<string> {
  if ('path' in address) return await listenOnPath(server, address.path);
  const { host = '127.0.0.1', port = 0 } = address;
  if (!isLoopback(host)) throw failed(`${host}:${port}`, 'the address must be one of this computer');
  await listening(server, { host, port }, `${host}:${port}`);
  const bound = server.address() as AddressInfo;
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
}

/** Back from the form that `listenOn` gives. */
export function listenAddressOf(address: string): ListenAddress {
  if (address.startsWith('UNIX:')) return { path: address.slice('UNIX:'.length) };
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

async function listenOnPath(server: Server, path: string): Promise<string> {
  const name = `UNIX:${path}`;
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) throw failed(name, 'the path of a Unix socket can have at most 103 bytes');
  try {
    await listening(server, { path }, name);
  } catch (error) {
    if (!(error instanceof SimulatorError) || error.code !== 'simulator-address-in-use' || !(await isAbandoned(path))) throw error;
    // A socket that nobody answers is what a killed simulator leaves behind.
    await unlink(path);
    await listening(server, { path }, name);
  }
  await chmod(path, OWNER_ONLY);
  return name;
}

function listening(server: Server, where: { host: string; port: number } | { path: string }, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error) => {
      server.off('listening', onListening);
      const inUse = systemErrorCode(cause) === 'EADDRINUSE';
      reject(
        inUse
          ? new SimulatorError('simulator-address-in-use', `${name} is already in use`, { data: { address: name }, cause })
          : failed(name, 'listening failed', cause),
      );
    };
    const onListening = () => {
      server.off('error', onError);
      resolve();
    };
    server.once('error', onError).once('listening', onListening).listen(where);
  });
}

/** True for a socket that nobody answers. A plain file refuses connections as well, but is somebody's. */
async function isAbandoned(path: string): Promise<boolean> {
  if (!(await lstat(path)).isSocket()) return false;
  const socket = connect({ path });
  return await new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => {
      resolve(systemErrorCode(error) === 'ECONNREFUSED');
    });
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function failed(address: string, message: string, cause?: unknown): SimulatorError {
  return new SimulatorError('simulator-listen-failed', message, { data: { address }, cause });
}
