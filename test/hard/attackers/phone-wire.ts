/** One connection as the malicious phone holds it: read by counting, written with patience. It shares nothing with the product but the plist codecs. */
import type { Socket } from 'node:net';
import { parsePlist, writeBinaryPlist, writeXmlPlist, type PlistDict, type PlistValue } from '../../../src/formats/index.ts';

/** The host has gone: what a phone still wanted to do with it is over. */
export class HostGone extends Error {}

export class PhoneWire {
  readonly #socket: Socket;
  #held: Buffer[] = [];
  #length = 0;
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket
      .on('data', (bytes: Buffer) => {
        this.#held.push(bytes);
        this.#length += bytes.length;
        this.#wake?.();
      })
      .on('error', () => undefined)
      .on('close', () => this.#end())
      .on('end', () => this.#end());
  }

  async take(count: number): Promise<Buffer> {
    while (this.#length < count) {
      if (this.#isOver) throw new HostGone();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const all = Buffer.concat(this.#held);
    this.#held = [all.subarray(count)];
    this.#length -= count;
    return all.subarray(0, count);
  }

  async write(...pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) {
      if (this.#isOver || !this.#socket.writable) throw new HostGone();
      if (this.#socket.write(piece)) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#socket.once('drain', resolve);
      });
    }
  }

  /** The same bytes again and again, until the host has had enough when no number is given. */
  async flood(piece: Uint8Array, times = Infinity): Promise<void> {
    const perWrite = Math.max(1, Math.min(times, Math.floor((256 * 1024) / piece.length)));
    const bundle = Buffer.alloc(perWrite * piece.length, piece);
    let left = times;
    for (; left >= perWrite; left -= perWrite) await this.write(bundle);
    if (left > 0) await this.write(bundle.subarray(0, left * piece.length));
  }

  /** Says and does nothing until the host leaves. */
  async silence(): Promise<never> {
    for (;;) await this.take(this.#length + 1);
  }

  async readPlist(): Promise<PlistValue> {
    const header = await this.take(4);
    return parsePlist(await this.take(header.readUInt32BE(0)));
  }

  async readDict(): Promise<PlistDict> {
    const value = await this.readPlist();
    return value instanceof Map ? value : new Map();
  }

  async sendPlist(value: PlistValue, format: 'xml' | 'binary' = 'xml'): Promise<void> {
    await this.write(frame(format === 'xml' ? writeXmlPlist(value) : writeBinaryPlist(value)));
  }

  close(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #end(): void {
    this.#isOver = true;
    this.#wake?.();
  }
}

/** As lockdownd and the services send property lists. */
export function frame(body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** XML around a text that no writer would make. */
export function rawXml(body: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?><plist version="1.0">'),
    Buffer.from(body),
    Buffer.from('</plist>'),
  ]);
}
