/** Two connected sockets over the loopback, and ways to put bytes between them as cruelly as a network may. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SocketPair extends Disposable {
  readonly near: Socket;
  readonly far: Socket;
}

/** `near` is the side under test, `far` the peer in the hands of the test. */
export async function socketPair(): Promise<SocketPair> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = await Promise.all([accepted, once(near, 'connect')]);
  server.close();
  far.on('error', () => undefined);
  return {
    near,
    far,
    [Symbol.dispose]: () => {
      near.destroy();
      far.destroy();
    },
  };
}

/** A listening server that hands each accepted socket to `serve`; errors of a socket are its own. */
export async function listenLocally(serve: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How bytes are put on the wire: one segment for each byte, or everything glued that comes within one turn. */
export type Segments = 'single-bytes' | 'glued';

/** Forwards to `target` and back in segments of the given kind. */
export function segmentingProxy(target: { port: number }, segments: Segments): Promise<{ port: number } & AsyncDisposable> {
  return listenLocally((near) => {
    const far = connect(target.port, '127.0.0.1');
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
    forward(near, far, segments);
    forward(far, near, segments);
  });
}

function forward(from: Socket, to: Socket, segments: Segments): void {
  to.setNoDelay(true);
  let waiting: Uint8Array[] = [];
  from.on('data', (chunk) => {
    if (segments === 'single-bytes') {
      for (const byte of chunk) to.write(Uint8Array.of(byte));
      return;
    }
    waiting.push(chunk);
    setImmediate(() => {
      if (waiting.length > 0 && to.writable) to.write(Buffer.concat(waiting));
      waiting = [];
    });
  });
  from.on('end', () => setImmediate(() => to.end()));
  from.on('close', () => setImmediate(() => to.end()));
}
