/** One byte stream to a peer, plain or TLS, with a limited buffer. The host and the simulated device use the same. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ByteQueue, abortable, throwIfAborted } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { TlsOptions } from './tls-options.ts';
import { openTls, peerCertificateOf } from './tls-upgrade.ts';

/** The socket is paused while more than this many bytes wait for a reader. */
const READ_HIGH_WATER_BYTES = 1024 * 1024;
/** How long close() lets the peer finish before the socket is torn down. */
const CLOSE_GRACE_MS = 2000;
/** How long a conversation that was cancelled may still say its goodbyes. */
const CANCELLED_GRACE_MS = 1000;

/** Who takes the bytes of a stream as they arrive, and how that ended. */
interface Sink {
  readonly take: (bytes: Uint8Array) => Uint8Array | undefined;
  outcome?: { readonly isDone: true } | { readonly thrown: unknown };
}

/** A stage between a writer and the socket, for a simulated device that sends wrongly on purpose. */
export interface OutgoingShape {
  /** Passes the bytes to `write`, at once or in parts, or throws. */
  send(bytes: Uint8Array, write: (bytes: Uint8Array) => Promise<void>): Promise<void>;
  /** Passes the bytes that were held back to `write`, because the connection is about to end. */
  release?(write: (bytes: Uint8Array) => Promise<void>): Promise<void>;
}

/** Receives every byte in plain text, even under TLS. Do not keep the bytes, because they may change. */
export type TrafficListener = (direction: 'sent' | 'received', bytes: Uint8Array) => void;

/**
 * One stream of bytes to a device or to usbmuxd, plain or TLS. The reader pulls data, which is buffered up to a limit, so a fast peer waits for
 * a slow reader. Reads and writes throw `link-lost` when the stream ends, and `cancelled` when their signal fires.
 */
export class Connection implements AsyncDisposable {
  /** Settles when the socket is closed, for whatever reason; never rejects. */
  readonly closed: Promise<void>;
  readonly #resolveClosed: () => void;
  readonly #received = new ByteQueue();
  #socket: Socket;
  #listening = false;
  #ended = false;
  #firstToLeave: 'peer' | 'this side' | undefined;
  #failure: DeviceProtocolError | undefined;
  /** Bytes that the present reader needs at once; lifts the high-water mark for a long frame. */
  #wanted = 0;
  #reader: PromiseWithResolvers<void> | undefined;
  #sink: Sink | undefined;
  #drain: PromiseWithResolvers<void> | undefined;
  #shape: OutgoingShape | undefined;
  #traffic: TrafficListener | undefined;
  /** The TCP or unix socket, under TLS as well. */
  readonly #wire: Socket;

  private constructor(socket: Socket) {
    const closed: PromiseWithResolvers<void> = Promise.withResolvers();
    this.closed = closed.promise;
    this.#resolveClosed = closed.resolve;
    this.#socket = socket;
    this.#wire = socket;
  }

  /** Takes over a connected socket. From then on, nothing else may listen to it. */
  static over(socket: Socket): Connection {
    const connection = new Connection(socket);
    socket.setNoDelay(true);
    connection.#listen();
    return connection;
  }

  /** Goodbyes are said on this connection, too: once `signal` fires they have a second, and whatever still waits then gets 'link-lost'. */
  endSoonAfter(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => {
        this.destroy();
      }, CANCELLED_GRACE_MS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    void this.closed.then(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  }

  /** True once the peer has gone or the connection was closed; bytes that already arrived can still be read. */
  get isOver(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  /** True when the peer ended the connection, politely or not, before this side did. */
  get wasLeftByPeer(): boolean {
    return this.#firstToLeave === 'peer';
  }

  /** The next bytes in whatever pieces they arrived, without copying; undefined when the peer has ended cleanly. Throws `link-lost`. */
  async read(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    if (!(await this.#waitFor(1, signal))) return undefined;
    return this.#took(this.#received.takeUpTo(Number.MAX_SAFE_INTEGER));
  }

  /** Exactly `count` bytes. Throws `link-lost` when the stream ends before. Keep `count` limited: that much is buffered. */
  async readExactly(count: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (!(await this.#waitFor(count, signal))) {
      throw new DeviceProtocolError('link-lost', 'the stream ended in the middle of a message');
    }
    return this.#took(this.#received.take(count)) ?? new Uint8Array(0);
  }

  /** Waits for the next byte; true when the peer has ended cleanly instead. Consumes nothing. Throws `link-lost`. */
  async atEnd(signal?: AbortSignal): Promise<boolean> {
    return !(await this.#waitFor(1, signal));
  }

  /**
   * Hands bytes on as they arrive, without a promise for each piece: for long streams. `take` answers undefined while it wants more, and
   * otherwise what it leaves. False if the peer ended cleanly before that. Throws `link-lost`, and what `take` throws.
   */
  async pump(take: Sink['take'], signal?: AbortSignal): Promise<boolean> {
    throwIfAborted(signal);
    for (let bytes = this.#received.takeUpTo(Infinity); bytes !== undefined; bytes = this.#received.takeUpTo(Infinity)) {
      const left = take(bytes);
      if (left === undefined) continue;
      this.#received.unshift(left);
      return true;
    }
    if (this.isOver) return this.#waitFor(1, signal);
    const sink: Sink = { take };
    this.#sink = sink;
    try {
      await this.#waitForReader(signal);
    } finally {
      this.#sink = undefined;
    }
    if (sink.outcome === undefined) return this.#waitFor(1, signal);
    if ('thrown' in sink.outcome) throw sink.outcome.thrown;
    return true;
  }

  /** Puts bytes back in front of what waits. */
  unread(bytes: Uint8Array): void {
    this.#received.unshift(bytes);
  }

  /**
   * Hands bytes to the socket and resolves when it can take more. Throws `link-lost`.
   * The bytes are not copied: they must not change until the connection is closed or the peer has answered them.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#shape === undefined) await this.#writeNow(bytes);
    else await this.#shape.send(bytes, (part) => this.#writeNow(part));
  }

  /** Resolves once everything that was written is in the hands of the system. Throws `link-lost`. */
  async flush(): Promise<void> {
    this.#throwIfFailed();
    const flushed: PromiseWithResolvers<void> = Promise.withResolvers();
    this.#socket.write(new Uint8Array(0), (error) => {
      if (error) flushed.reject(lost(error));
      else flushed.resolve();
    });
    await flushed.promise;
  }

  /** From here on everything that is written goes through `shape`. */
  shape(shape: OutgoingShape): void {
    this.#shape = shape;
  }

  /** From then on, `listener` receives everything that is sent and received. */
  listen(listener: TrafficListener): void {
    this.#traffic = listener;
  }

  async #writeNow(bytes: Uint8Array): Promise<void> {
    this.#throwIfFailed();
    // After a clean end of the peer there is no failure to throw; but a socket that is closed never drains.
    if (!this.#socket.writable) throw lost(undefined);
    this.#traffic?.('sent', bytes);
    if (this.#socket.write(bytes)) return;
    this.#drain ??= Promise.withResolvers();
    await this.#drain.promise;
  }

  /**
   * Stops reading and gives unread bytes back to the socket, so that a TLS handshake finds every byte of it.
   * The side that *answers* the message which triggers TLS calls this before it writes that answer; startTls() does it otherwise.
   */
  prepareTls(): void {
    if (!this.#listening) return;
    this.#unlisten();
    this.#socket.pause();
    if (this.#received.length > 0) this.#socket.unshift(this.#received.takeAll());
  }

  /** Continues with TLS on the same stream. Throws `tls-failed`, `link-lost`, `cancelled` (the connection is then destroyed). */
  async startTls(options: TlsOptions, signal?: AbortSignal): Promise<void> {
    this.#throwIfFailed();
    this.prepareTls();
    const plain = this.#socket;
    try {
      this.#socket = await openTls(plain, options, signal);
    } catch (error) {
      // A handshake that failed because the link went, or because this side ended it, says so.
      this.#throwIfFailed();
      throw error;
    }
    plain.off('close', this.#onClose);
    this.#listen();
  }

  /** The certificate that the peer presented, DER; undefined without TLS or without one. */
  peerCertificate(): Uint8Array | undefined {
    return 'getPeerCertificate' in this.#socket ? peerCertificateOf(this.#socket as TLSSocket) : undefined;
  }

  /** "TLSv1.3" and so on; undefined without TLS. */
  get tlsVersion(): string | undefined {
    return 'getProtocol' in this.#socket ? ((this.#socket as TLSSocket).getProtocol() ?? undefined) : undefined;
  }

  /**
   * Sends everything that was written, says goodbye, and gives the peer a moment to do the same. Data that it still sends is dropped. Never
   * throws.
   */
  async close(): Promise<void> {
    await this.#shape?.release?.((part) => this.#writeNow(part)).catch(() => undefined);
    this.#firstToLeave ??= 'this side';
    if (this.#failure === undefined) this.#fail(new DeviceProtocolError('link-lost', 'the connection was closed by this side'));
    this.#received.takeAll();
    this.#socket.resume();
    this.#socket.end();
    const grace = setTimeout(() => this.#socket.destroy(), CLOSE_GRACE_MS);
    await this.closed;
    clearTimeout(grace);
  }

  /** Ends at once, without a goodbye; readers and writers get `link-lost`. */
  destroy(): void {
    this.#firstToLeave ??= 'this side';
    this.#fail(new DeviceProtocolError('link-lost', 'the connection was destroyed by this side'));
    this.#socket.destroy();
  }

  /** Ends at once with a reset, as a broken computer or a firewall does; readers and writers get `link-lost`. */
  reset(): void {
    this.#firstToLeave ??= 'this side';
    this.#fail(new DeviceProtocolError('link-lost', 'the connection was reset by this side'));
    this.#wire.resetAndDestroy();
    this.#socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** True when `count` bytes wait; false when the stream has ended without them. */
  async #waitFor(count: number, signal: AbortSignal | undefined): Promise<boolean> {
    throwIfAborted(signal);
    while (this.#received.length < count) {
      this.#throwIfFailed();
      if (this.#ended) return false;
      this.#wanted = count;
      await this.#waitForReader(signal);
    }
    return true;
  }

  /** Until something has arrived that the present reader asked for, or nothing will any more. */
  async #waitForReader(signal: AbortSignal | undefined): Promise<void> {
    if (this.#reader !== undefined) throw new Error('two readers on one connection');
    this.#socket.resume();
    this.#reader = Promise.withResolvers();
    try {
      await abortable(this.#reader.promise, signal);
    } finally {
      this.#reader = undefined;
      this.#wanted = 0;
    }
  }

  #pour(bytes: Uint8Array, sink: Sink): void {
    try {
      const left = sink.take(bytes);
      if (left === undefined) return;
      this.#received.push(left);
      sink.outcome = { isDone: true };
    } catch (thrown) {
      sink.outcome = { thrown };
    }
    this.#sink = undefined;
    this.#reader?.resolve();
  }

  #took(bytes: Uint8Array | undefined): Uint8Array | undefined {
    if (this.#listening && this.#socket.isPaused() && this.#received.length <= READ_HIGH_WATER_BYTES / 2) this.#socket.resume();
    return bytes;
  }

  #listen(): void {
    this.#listening = true;
    this.#socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('drain', this.#onDrain)
      .on('error', this.#onError)
      .on('close', this.#onClose);
  }

  /** The end is still listened for, and errors too: an unheard 'error' event would end the process. */
  #unlisten(): void {
    this.#listening = false;
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('drain', this.#onDrain);
  }

  readonly #onData = (chunk: Uint8Array): void => {
    // After close() the peer is only heard out.
    if (this.#failure !== undefined) return;
    this.#traffic?.('received', chunk);
    if (this.#sink !== undefined) {
      this.#pour(chunk, this.#sink);
      return;
    }
    this.#received.push(chunk);
    if (this.#received.length > Math.max(READ_HIGH_WATER_BYTES, this.#wanted)) this.#socket.pause();
    if (this.#received.length >= this.#wanted) this.#reader?.resolve();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#firstToLeave ??= 'peer';
    this.#reader?.resolve();
  };

  readonly #onDrain = (): void => {
    this.#drain?.resolve();
    this.#drain = undefined;
  };

  readonly #onError = (error: Error): void => {
    this.#firstToLeave ??= 'peer';
    this.#fail(lost(error));
  };

  readonly #onClose = (): void => {
    this.#firstToLeave ??= 'peer';
    if (!this.#ended) this.#fail(new DeviceProtocolError('link-lost', 'the connection was closed'));
    this.#drain?.reject(lost(undefined));
    this.#drain = undefined;
    this.#reader?.resolve();
    this.#resolveClosed();
  };

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(failure: DeviceProtocolError): void {
    this.#failure ??= failure;
    this.#drain?.reject(this.#failure);
    this.#drain = undefined;
    this.#reader?.resolve();
  }
}

function lost(cause: unknown): DeviceProtocolError {
  return new DeviceProtocolError('link-lost', 'the connection to the peer was lost', { cause });
}
