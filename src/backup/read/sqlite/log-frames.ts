/** The frames of a write-ahead log: which of them count, and where the latest version of each page is. */
import { isLogHeader, LOG_HEADER_BYTES } from '../write-ahead-log.ts';

/** Of a file that has to be copied, decrypted or searched: sparse ones can promise anything. A million files make a Manifest.db of 900 MB. */
export const MOST_DATABASE_BYTES = 2 * 1024 ** 3;

/** A database, or what its log would make of it, is larger than anything that a phone writes. */
export class DatabaseTooLarge extends Error {}

/** Fills `into` from `position` on, and returns how many bytes there were. */
type ReadAt = (into: Uint8Array, position: number) => number;

const FRAME_HEADER_BYTES = 24;

/** The last transaction of a log that is whole. */
interface Commit {
  readonly frames: number;
  /** Of the database after it. */
  readonly pages: number;
}

/**
 * A frame counts when it bears the salts of the header and its checksum, which goes on from frame to frame, is right; all behind the last commit does
 * not (SQLite file format 4.1 to 4.3).
 */
export class LogFrames {
  readonly pageBytes: number;
  readonly #readAt: ReadAt;
  readonly #header: Buffer;
  readonly #isBigEndian: boolean;
  readonly #frame: Buffer;
  #sum: Checksum = [0, 0];

  private constructor(readAt: ReadAt, header: Buffer) {
    this.#readAt = readAt;
    this.#header = header;
    this.pageBytes = header.readUInt32BE(8);
    this.#isBigEndian = (header.readUInt32BE(0) & 1) === 1;
    this.#frame = Buffer.alloc(FRAME_HEADER_BYTES + this.pageBytes);
  }

  /** Undefined when the header is none, or its checksum is wrong. */
  static of(readAt: ReadAt): LogFrames | undefined {
    const header = Buffer.alloc(LOG_HEADER_BYTES);
    if (readAt(header, 0) < header.length || !isLogHeader(header)) return undefined;
    const size = header.readUInt32BE(8);
    if (size < 512 || size > 65536 || (size & (size - 1)) !== 0) return undefined;
    const frames = new LogFrames(readAt, header);
    frames.#sum = checksum(header.subarray(0, 24), frames.#isBigEndian, [0, 0]);
    return frames.#isSum(header, 24) ? frames : undefined;
  }

  lastCommit(): Commit | undefined {
    let commit: Commit | undefined;
    const mostFrames = MOST_DATABASE_BYTES / this.pageBytes;
    for (let index = 0; this.#readValid(index); index++) {
      if (index >= mostFrames) throw new DatabaseTooLarge('a write-ahead log of gigabytes');
      const pages = this.#frame.readUInt32BE(4);
      if (pages > 0) commit = { frames: index + 1, pages };
    }
    return commit;
  }

  /** Hands out each page of the database with its number; later ones replace earlier ones of the same number. */
  eachPage({ frames, pages }: Commit, take: (page: number, content: Buffer, position: number) => void): void {
    const { length } = this.#frame;
    for (let index = 0; index < frames; index++) {
      this.#read(index);
      const page = this.#frame.readUInt32BE(0);
      if (page <= pages) take(page, this.#frame.subarray(FRAME_HEADER_BYTES), LOG_HEADER_BYTES + index * length + FRAME_HEADER_BYTES);
    }
  }

  #readValid(index: number): boolean {
    if (!this.#read(index) || this.#frame.readUInt32BE(0) === 0) return false;
    if (!this.#frame.subarray(8, 16).equals(this.#header.subarray(16, 24))) return false;
    this.#sum = checksum(this.#frame.subarray(0, 8), this.#isBigEndian, this.#sum);
    this.#sum = checksum(this.#frame.subarray(FRAME_HEADER_BYTES), this.#isBigEndian, this.#sum);
    return this.#isSum(this.#frame, 16);
  }

  #read(index: number): boolean {
    const { length } = this.#frame;
    return this.#readAt(this.#frame, LOG_HEADER_BYTES + index * length) === length;
  }

  #isSum(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#sum[0] && bytes.readUInt32BE(at + 4) === this.#sum[1];
  }
}

type Checksum = readonly [number, number];

/** Over pairs of 32-bit words, in the byte order that the header names (4.2). */
function checksum(bytes: Buffer, isBigEndian: boolean, [before, after]: Checksum): Checksum {
  let one = before;
  let two = after;
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}
