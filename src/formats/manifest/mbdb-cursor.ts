/** A cursor over the bytes of Manifest.mbdb. The layout is described in `read-mbdb.ts`. */
import { isUtf8 } from 'node:buffer';
import { flagsOfMode } from './file-flags.ts';
import type { MbdbAttribute, MbdbExactNames, MbdbRecord } from './mbdb-record.ts';

/** Thrown when a value reaches past the end: one object for all, for the reader puts the place and the count to it. */
export const cutOff = new Error('past the end');

/** A length that stands for "none". */
export const NO_VALUE = 0xffff;

export class MbdbCursor {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  /** The record that begins here. @throws `cutOff` */
  record(): MbdbRecord {
    const domain = this.#value() ?? this.#bytes.subarray(0, 0);
    const path = this.#value() ?? this.#bytes.subarray(0, 0);
    const target = this.#value();
    const digest = this.#value();
    const encryptionKey = this.#value();
    return {
      domain: domain.toString('utf8'),
      path: path.toString('utf8'),
      ...exactNamesOf(domain, path, target),
      ...(target && { target: target.toString('utf8') }),
      ...(digest && { digest: plainBytes(digest) }),
      ...(encryptionKey && { encryptionKey: plainBytes(encryptionKey) }),
      mode: this.#bytes.readUInt16BE(this.#skip(2)),
      inode: this.#bytes.readBigUInt64BE(this.#skip(8)),
      userId: this.#bytes.readInt32BE(this.#skip(4)),
      groupId: this.#bytes.readInt32BE(this.#skip(4)),
      lastModified: this.unsigned32(),
      lastStatusChange: this.unsigned32(),
      birth: this.unsigned32(),
      size: Number(this.#bytes.readBigUInt64BE(this.#skip(8))),
      protectionClass: this.#bytes.readUInt8(this.#skip(1)),
      attributes: this.#attributes(),
    };
  }

  /** Whether what begins here has what every record has: a domain, a known type of file, digest and key of the right length. @throws `cutOff` */
  isRecord(): boolean {
    const { domain, mode, digest, encryptionKey } = this.record();
    const hasLengths = (digest?.length ?? 20) === 20 && (encryptionKey?.length ?? 44) === 44;
    return domain !== '' && flagsOfMode(mode) !== 0 && hasLengths;
  }

  unsigned32(): number {
    return this.#bytes.readUInt32BE(this.#skip(4));
  }

  #attributes(): MbdbAttribute[] {
    const count = this.#bytes.readUInt8(this.#skip(1));
    const attributes: MbdbAttribute[] = [];
    for (let i = 0; i < count; i++) {
      const name = this.#value()?.toString('utf8') ?? '';
      attributes.push({ name, value: plainBytes(this.#value() ?? this.#bytes.subarray(0, 0)) });
    }
    return attributes;
  }

  /** A text or data with its length; undefined for none. */
  #value(): Buffer | undefined {
    const length = this.#bytes.readUInt16BE(this.#skip(2));
    if (length === NO_VALUE) return undefined;
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Goes on by `count` bytes and returns where they begin. */
  #skip(count: number): number {
    const start = this.at;
    if (start + count > this.#bytes.length) throw cutOff;
    this.at = start + count;
    return start;
  }
}

function exactNamesOf(domain: Buffer, path: Buffer, target: Buffer | undefined): { exactNames?: MbdbExactNames } {
  if (isUtf8(domain) && isUtf8(path) && (target === undefined || isUtf8(target))) return {};
  return { exactNames: { domain: plainBytes(domain), path: plainBytes(path), ...(target && { target: plainBytes(target) }) } };
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
