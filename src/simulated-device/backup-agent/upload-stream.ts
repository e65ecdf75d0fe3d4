/** Packs files for the host into large writes, so that the cost of TLS records and system calls does not matter. */
import {
  DEVICE_CHUNK_BYTES,
  END_OF_FILE,
  END_OF_FILES,
  encodeDataHeader,
  encodeFileError,
  encodeName,
  type Connection,
} from '../../device-protocol/index.ts';
import type { PlaceEffect } from '../faults/fault.ts';

interface UploadedFile {
  readonly devicePath: string;
  readonly hostPath: string;
  readonly content: Uint8Array | Iterable<Uint8Array>;
  /** Sees the bytes of the phone's file, whatever a fault makes of them on the way. */
  readonly onData?: ((bytes: Uint8Array) => void) | undefined;
}

type FileFault = Extract<PlaceEffect, { kind: 'file' }>;

/** Small pieces are collected up to this size; larger ones are written as they are. */
const WRITE_BYTES = 128 * 1024;
const COPY_BELOW_BYTES = 32 * 1024;

export class UploadStream {
  readonly #connection: Connection;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Sends one whole file, or what a fault makes of it. Returns how many bytes of content went. */
  async file({ devicePath, hostPath, content, onData }: UploadedFile, fault?: FileFault): Promise<number> {
    if (fault?.before) this.#add(fault.before);
    this.#add(encodeName(devicePath));
    this.#add(encodeName(fault?.hostPath ?? hostPath));
    let sent = 0;
    const heard = onData === undefined ? content : overheard(content, onData);
    for (const { length, pieces } of chunks(fault === undefined ? heard : altered(heard, fault))) {
      this.#add(encodeDataHeader(length));
      for (const piece of pieces) this.#add(piece);
      sent += length;
      if (this.#pendingBytes >= WRITE_BYTES) await this.flush();
    }
    this.#add(fault?.error ? encodeFileError(fault.error.code, fault.error.text) : END_OF_FILE);
    return sent;
  }

  /** Ends the batch; the host's status is due. */
  async end(): Promise<void> {
    this.#add(END_OF_FILES);
    await this.flush();
  }

  #add(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  /** The connection does not copy what it is given, so collected pieces go into a buffer of their own. */
  async flush(): Promise<void> {
    let small: Uint8Array[] = [];
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    for (const piece of pending) {
      if (piece.length < COPY_BELOW_BYTES) {
        small.push(piece);
        continue;
      }
      if (small.length > 0) await this.#connection.write(Buffer.concat(small));
      small = [];
      await this.#connection.write(piece);
    }
    if (small.length > 0) await this.#connection.write(Buffer.concat(small));
  }
}

function* overheard(content: Uint8Array | Iterable<Uint8Array>, onData: (bytes: Uint8Array) => void): Generator<Uint8Array> {
  for (const piece of content instanceof Uint8Array ? [content] : content) {
    onData(piece);
    yield piece;
  }
}

/** Reads to the end even of what is cut off: whoever listens hears the whole file. */
function* altered(content: Uint8Array | Iterable<Uint8Array>, { cutTo = Infinity, garble = false }: FileFault): Generator<Uint8Array> {
  let left = cutTo;
  for (const piece of content instanceof Uint8Array ? [content] : content) {
    const part = piece.subarray(0, left);
    left -= part.length;
    yield garble ? part.map((byte) => byte ^ 0x55) : part;
  }
}

interface Chunk {
  readonly length: number;
  readonly pieces: readonly Uint8Array[];
}

/** The content in chunks as long as a device sends them, whatever pieces it comes in. */
function* chunks(content: Uint8Array | Iterable<Uint8Array>): Generator<Chunk> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for (const given of content instanceof Uint8Array ? [content] : content) {
    for (let piece = given; piece.length > 0;) {
      const part = piece.subarray(0, DEVICE_CHUNK_BYTES - length);
      pieces.push(part);
      length += part.length;
      piece = piece.subarray(part.length);
      if (length < DEVICE_CHUNK_BYTES) continue;
      yield { length, pieces };
      pieces = [];
      length = 0;
    }
  }
  if (length > 0) yield { length, pieces };
}
