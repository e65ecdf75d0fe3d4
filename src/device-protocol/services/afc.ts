/** Client of com.apple.afc: the files below /var/mobile/Media of a device. */
import { abortable, throwIfAborted } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import { AFC_STATUS, readAfcPacket, type AfcPacket } from './afc-codec.ts';
import { splitStrings } from './afc-fields.ts';
import {
  AFC_LOCK,
  AFC_OPEN_MODE,
  decodeAfcResponse,
  encodeAfcRequest,
  type AfcLock,
  type AfcOpenMode,
  type AfcRequest,
  type AfcResponse,
} from './afc-messages.ts';

/** The service for the media files of a device, below /var/mobile/Media. */
export const AFC_SERVICE = 'com.apple.afc';

const READ_STEP_BYTES = 64 * 1024;
/** A device gives as much as it is asked for: a file that comes in more pieces than this comes drop by drop. */
const MOST_PIECES = 2048;
const DEFAULT_MAX_FILE_BYTES = 8 * 1024 * 1024;
/** What a device answers beside the content of files: facts about one, or the names in a directory. */
const MAX_ANSWER_BYTES = 1024 * 1024;

interface ReadFileOptions {
  readonly maxBytes?: number;
  readonly maxMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A client of AFC, the file service of a device. Every method throws `afc-error` with `data.afcStatus` if the device refuses, `link-lost` and
 * `device-silent`.
 *
 * @example
 * ```ts
 * await using session = await device.openSession();
 * await using afc = new AfcClient(await session.startService(AFC_SERVICE));
 * console.log(await afc.readDirectory('/DCIM'));
 * ```
 */
export class AfcClient implements AsyncDisposable {
  readonly #connection: Connection;
  /** libimobiledevice counts from 1; a device repeats whatever it gets. */
  #packetNumber = 0n;
  /** Questions that were sent and have no answer yet. That of a cancelled one still comes, and is passed over. */
  readonly #unanswered = new Set<bigint>();
  /** A packet that is being read. Whoever is cancelled leaves it to the next one, so that none is cut in two. */
  #reading: Promise<AfcPacket> | undefined;
  readonly #answerLimitMs: number;

  /** Waits for each answer at most `answerLimitMs`. */
  constructor(connection: Connection, answerLimitMs = ANSWER_LIMIT_MS) {
    this.#connection = connection;
    this.#answerLimitMs = answerLimitMs;
  }

  /** A handle; modes as in C: `readWrite` is r+, which creates the file on a device. */
  async open(path: string, mode: AfcOpenMode, signal?: AbortSignal): Promise<bigint> {
    const response = await this.#ask({ operation: 'fileOpen', mode: AFC_OPEN_MODE[mode], path }, signal);
    return response.kind === 'opened' ? response.handle : unexpected(response, path);
  }

  /** Up to `length` bytes from the position of the handle; empty at the end of the file. */
  async read(handle: bigint, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#data({ operation: 'fileRead', handle, length: BigInt(length) }, signal);
  }

  async write(handle: bigint, data: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.#done({ operation: 'fileWrite', handle, data }, signal);
  }

  /** True if the lock was taken or released, false if another host holds it. Never waits. */
  async lock(handle: bigint, lock: AfcLock, signal?: AbortSignal): Promise<boolean> {
    const response = await this.#ask({ operation: 'fileLock', handle, lock: AFC_LOCK[lock] }, signal);
    if (response.kind === 'status' && response.status === AFC_STATUS.wouldBlock) return false;
    return isOk(response) || unexpected(response);
  }

  async closeFile(handle: bigint, signal?: AbortSignal): Promise<void> {
    await this.#done({ operation: 'fileClose', handle }, signal);
  }

  /** `st_size`, `st_ifmt`, `st_mtime` (ns) … with the device's own names; undefined if there is no such file. */
  async info(path: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string> | undefined> {
    const response = await this.#ask({ operation: 'fileInfo', path }, signal);
    if (isNotFound(response)) return undefined;
    const words = splitStrings(response.kind === 'data' ? response.data : unexpected(response, path));
    return new Map(words.flatMap((key, at) => (at % 2 === 0 ? [[key, words[at + 1] ?? ''] as const] : [])));
  }

  /** The names in a directory, without `.` and `..`. */
  async readDirectory(path: string, signal?: AbortSignal): Promise<string[]> {
    const names = splitStrings(await this.#data({ operation: 'readDirectory', path }, signal));
    return names.filter((name) => name !== '.' && name !== '..' && name !== '');
  }

  /** Makes parents too; an existing directory is fine. */
  async makeDirectory(path: string, signal?: AbortSignal): Promise<void> {
    await this.#done({ operation: 'makeDirectory', path }, signal);
  }

  /** Removes a file or an empty directory. */
  async remove(path: string, signal?: AbortSignal): Promise<void> {
    await this.#done({ operation: 'removePath', path }, signal);
  }

  /** A whole file; undefined if there is none. Throws `frame-too-long` if it is longer than `maxBytes` or takes longer than `maxMs`. */
  async readFile(path: string, options: ReadFileOptions = {}): Promise<Uint8Array | undefined> {
    const { signal } = options;
    if ((await this.info(path, signal)) === undefined) return undefined;
    const handle = await this.open(path, 'read', signal);
    try {
      return await this.#readToEnd(handle, path, options);
    } finally {
      await this.closeFile(handle, signal);
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Pieces are put together where they come, however small they are. */
  async #readToEnd(handle: bigint, path: string, options: ReadFileOptions): Promise<Uint8Array> {
    const { maxBytes = DEFAULT_MAX_FILE_BYTES, maxMs = Infinity, signal } = options;
    const startedAt = performance.now();
    let held = Buffer.alloc(READ_STEP_BYTES);
    for (let total = 0, pieces = 1; ; pieces++) {
      const piece = await this.read(handle, READ_STEP_BYTES, signal);
      if (piece.length === 0) return held.subarray(0, total);
      if (total + piece.length > maxBytes || pieces > MOST_PIECES || performance.now() - startedAt > maxMs) {
        throw new DeviceProtocolError('frame-too-long', 'a file on the device is too long', { data: { path, maxLength: maxBytes } });
      }
      if (total + piece.length > held.length) held = Buffer.concat([held.subarray(0, total)], 2 * (total + piece.length));
      held.set(piece, total);
      total += piece.length;
    }
  }

  async #ask(request: AfcRequest, signal: AbortSignal | undefined): Promise<AfcResponse> {
    throwIfAborted(signal);
    const packetNumber = ++this.#packetNumber;
    const limit = { connection: this.#connection, question: `AFC ${request.operation}`, limitMs: this.#answerLimitMs, signal };
    const maxLength = MAX_ANSWER_BYTES + (request.operation === 'fileRead' ? Number(request.length) : 0);
    const packet = await answerWithin(limit, async (limited) => {
      this.#unanswered.add(packetNumber);
      await abortable(this.#connection.write(encodeAfcRequest(request, packetNumber)), limited);
      return await this.#answerTo(packetNumber, maxLength, limited);
    });
    return decodeAfcResponse(packet);
  }

  async #answerTo(packetNumber: bigint, maxLength: number, signal: AbortSignal): Promise<AfcPacket> {
    for (;;) {
      this.#reading ??= readAfcPacket(this.#connection, undefined, maxLength);
      const packet = await abortable(this.#reading, signal);
      this.#reading = undefined;
      const wasAsked = this.#unanswered.delete(packet.packetNumber);
      if (packet.packetNumber === packetNumber) return packet;
      if (wasAsked) continue;
      this.#connection.destroy();
      throw new DeviceProtocolError('protocol-violation', 'an AFC answer belongs to another request');
    }
  }

  async #data(request: AfcRequest, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const response = await this.#ask(request, signal);
    return response.kind === 'data' ? response.data : unexpected(response);
  }

  async #done(request: AfcRequest, signal: AbortSignal | undefined): Promise<void> {
    const response = await this.#ask(request, signal);
    if (!isOk(response)) unexpected(response, 'path' in request ? request.path : undefined);
  }
}

function isOk(response: AfcResponse): boolean {
  return response.kind === 'status' && response.status === AFC_STATUS.ok;
}

/** Old devices say "read error" for a file that is not there. */
function isNotFound(response: AfcResponse): boolean {
  return response.kind === 'status' && (response.status === AFC_STATUS.notFound || response.status === AFC_STATUS.readError);
}

function unexpected(response: AfcResponse, path?: string): never {
  const afcStatus = response.kind === 'status' ? response.status : undefined;
  throw new DeviceProtocolError('afc-error', `AFC answered ${response.kind} ${afcStatus ?? ''}`, { data: { afcStatus, path } });
}
