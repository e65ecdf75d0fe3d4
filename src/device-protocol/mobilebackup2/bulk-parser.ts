/** The bulk file stream as a push parser: fed chunks of any size, it calls back for each file, piece of data and end. */
import { Buffer } from 'node:buffer';
import { DeviceProtocolError } from '../errors.ts';
import { CHUNK_DATA, CHUNK_END } from './bulk-stream.ts';

/** Receives the files of a stream. An error that it throws ends the stream. */
export interface BulkReceiver {
  /** A file begins. `sourcePath` is set only in an upload: the path on the device, for display only. Never open it. */
  onFile(path: string, sourcePath: string | undefined): void;
  /** A piece of the file, of any size. It belongs to the chunk that was pushed, so use or copy it immediately. */
  onData(bytes: Uint8Array): void;
  /** The file is complete. */
  onEnd(): void;
  /** The file ended in error; `code` is minus a DeviceLink status. */
  onError(code: number, text: string): void;
}

/** The longest name and the longest chunk allowed in a stream of files, in bytes. */
export interface BulkLimits {
  readonly maxNameBytes: number;
  readonly maxChunkBytes: number;
}

/** The default limits: names of 4 KiB and chunks of 16 MiB. */
export const BULK_LIMITS: BulkLimits = { maxNameBytes: 4096, maxChunkBytes: 16 * 1024 * 1024 };
const MAX_ERROR_TEXT_BYTES = 16_384;

type State = 'name' | 'chunk' | 'data' | 'text' | 'done';

/**
 * Parses one answer or one batch, terminator included. File data is passed on in the pieces in which it arrives, without copying. Throws
 * 'frame-too-long' or 'protocol-violation', and then the stream cannot be used anymore. Errors of the receiver pass through.
 */
export class BulkParser {
  readonly #receiver: BulkReceiver;
  readonly #limits: BulkLimits;
  readonly #namesPerFile: 1 | 2;
  #state: State = 'name';
  /** Bytes of a length, name or text that is cut by the end of a chunk. */
  #held: Uint8Array = new Uint8Array(0);
  #sourcePath: string | undefined;
  /** Left of the present data chunk; or the whole length of the text that is due. */
  #due = 0;
  #errorCode = 0;
  /** Bytes of the stream that are consumed: where an element begins. */
  #offset = 0;

  /** `direction` from the host's point of view: an upload (device → host) names every file twice, a download once. */
  constructor(direction: 'upload' | 'download', receiver: BulkReceiver, limits: BulkLimits = BULK_LIMITS) {
    this.#namesPerFile = direction === 'upload' ? 2 : 1;
    this.#receiver = receiver;
    this.#limits = limits;
  }

  /** The terminator has been seen. */
  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Takes the next bytes. Undefined = more are needed; otherwise the bytes behind the terminator, often none. */
  push(chunk: Uint8Array): Uint8Array | undefined {
    let bytes = chunk;
    if (this.#held.length > 0) {
      bytes = Buffer.concat([this.#held, chunk]);
      this.#held = new Uint8Array(0);
    }
    let at = 0;
    while (!this.isDone) {
      const used = this.#step(bytes, at);
      if (used === 0) {
        // A copy, because the chunk's memory belongs to the reader.
        this.#held = Uint8Array.prototype.slice.call(bytes, at);
        return undefined;
      }
      at += used;
      this.#offset += used;
    }
    return bytes.subarray(at);
  }

  /** Consumes one element and says how many bytes it took; 0 = it is not all there yet. */
  #step(bytes: Uint8Array, at: number): number {
    switch (this.#state) {
      case 'name':
        return this.#name(bytes, at);
      case 'chunk':
        return this.#chunkHeader(bytes, at);
      case 'data':
        return this.#data(bytes, at);
      case 'text':
        return this.#text(bytes, at);
      case 'done':
        return 0;
    }
  }

  #name(bytes: Uint8Array, at: number): number {
    const length = u32be(bytes, at);
    if (length === undefined) return 0;
    if (length > this.#limits.maxNameBytes) throw this.#tooLong('name', length, this.#limits.maxNameBytes);
    if (length === 0) return this.#terminator();
    if (bytes.length - at < 4 + length) return 0;
    const name = utf8(bytes, at + 4, at + 4 + length);
    if (this.#namesPerFile === 2 && this.#sourcePath === undefined) {
      this.#sourcePath = name;
    } else {
      this.#receiver.onFile(name, this.#sourcePath);
      this.#sourcePath = undefined;
      this.#state = 'chunk';
    }
    return 4 + length;
  }

  #terminator(): number {
    if (this.#sourcePath !== undefined) {
      throw new DeviceProtocolError('protocol-violation', 'the bulk stream names a file of the device but no path in the backup');
    }
    this.#state = 'done';
    return 4;
  }

  #chunkHeader(bytes: Uint8Array, at: number): number {
    const length = u32be(bytes, at);
    if (length === undefined) return 0;
    if (length === 0) throw new DeviceProtocolError('protocol-violation', 'the bulk stream has a chunk without a code');
    if (length > this.#limits.maxChunkBytes + 1) throw this.#tooLong('chunk', length, this.#limits.maxChunkBytes + 1);
    const code = bytes[at + 4];
    if (code === undefined) return 0;
    this.#due = length - 1;
    if (code === CHUNK_DATA) {
      if (this.#due > 0) this.#state = 'data';
      return 5;
    }
    if (this.#due > MAX_ERROR_TEXT_BYTES) throw this.#tooLong('text', this.#due, MAX_ERROR_TEXT_BYTES);
    this.#errorCode = code;
    this.#state = 'text';
    if (this.#due === 0) this.#fileEnds('');
    return 5;
  }

  #data(bytes: Uint8Array, at: number): number {
    const piece = bytes.subarray(at, at + this.#due);
    if (piece.length === 0) return 0;
    this.#due -= piece.length;
    if (this.#due === 0) this.#state = 'chunk';
    this.#receiver.onData(piece);
    return piece.length;
  }

  #text(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < this.#due) return 0;
    this.#fileEnds(utf8(bytes, at, at + this.#due));
    return this.#due;
  }

  #tooLong(what: string, length: number, limit: number): DeviceProtocolError {
    const offset = this.#offset;
    return new DeviceProtocolError(
      'frame-too-long',
      `byte ${offset} of the bulk stream announces a ${what} of ${length} bytes, more than ${limit}`,
      {
        data: { what, length, limit, offset },
      },
    );
  }

  #fileEnds(text: string): void {
    this.#state = 'name';
    if (this.#errorCode === CHUNK_END) this.#receiver.onEnd();
    else this.#receiver.onError(this.#errorCode, text);
  }
}

function u32be(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length - at < 4) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return a * 0x1000000 + (b << 16) + (c << 8) + d;
}

/** Invalid sequences become U+FFFD: harmless in a path, which is checked where it is used, and in a text, which is only shown. */
function utf8(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end);
}
