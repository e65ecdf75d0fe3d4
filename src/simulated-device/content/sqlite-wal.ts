/** A database with a write-ahead log, as on a phone while an app is running. */
import { buildTwoStages, type DatabaseRecipe, type Insert } from './sqlite-file.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface DatabaseFiles {
  /** The file as of the last checkpoint. */
  readonly database: Uint8Array;
  /** What was committed since. */
  readonly wal: Uint8Array;
  /** The index of the log, not yet filled: SQLite makes it anew from the log. */
  readonly shm: Uint8Array;
}

const PAGE_BYTES = 4096;
const SHM_BYTES = 32_768;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The low bit says that checksums run over big-endian words. */
const WAL_MAGIC = 0x377f0683;
const WAL_VERSION = 3_007_000;

/** `later` is what stands only in the log. The salts, random in nature, come from `random`. */
export function buildDatabaseWithLog(recipe: DatabaseRecipe, later: (insert: Insert) => void, random: SeededRandom): DatabaseFiles {
  const { before, after } = buildTwoStages({ ...recipe, wal: true }, later);
  return { database: before, wal: encodeWal(before, after, random), shm: new Uint8Array(SHM_BYTES) };
}

/**
 * | bytes | header | frame header, before each page |
 * |---|---|---|
 * | 0–3 | magic | page number |
 * | 4–7 | version 3007000 | pages of the database after this commit, 0 in all but the last frame |
 * | 8–11 | page size | salt 1 |
 * | 12–15 | checkpoint number | salt 2 |
 * | 16–23 | salt 1, salt 2 | checksum so far (header of 8 bytes and page) |
 * | 24–31 | checksum | |
 *
 * All big-endian; sqlite.org/fileformat.html, section 4.
 */
function encodeWal(before: Uint8Array, after: Uint8Array, random: SeededRandom): Uint8Array {
  const pages = changedPages(before, after);
  const wal = Buffer.alloc(WAL_HEADER_BYTES + pages.length * (FRAME_HEADER_BYTES + PAGE_BYTES));
  const salts = [random.uint32(), random.uint32()] as const;
  [WAL_MAGIC, WAL_VERSION, PAGE_BYTES, 0, ...salts].forEach((word, index) => wal.writeUInt32BE(word, index * 4));
  let sum = checksum(wal.subarray(0, 24), [0, 0]);
  writePair(wal, 24, sum);
  let at = WAL_HEADER_BYTES;
  for (const [index, page] of pages.entries()) {
    const isLast = index === pages.length - 1;
    wal.writeUInt32BE(page + 1, at);
    wal.writeUInt32BE(isLast ? after.length / PAGE_BYTES : 0, at + 4);
    writePair(wal, at + 8, salts);
    wal.set(after.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES), at + FRAME_HEADER_BYTES);
    sum = checksum(wal.subarray(at, at + 8), sum);
    sum = checksum(wal.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + PAGE_BYTES), sum);
    writePair(wal, at + 16, sum);
    at += FRAME_HEADER_BYTES + PAGE_BYTES;
  }
  return wal;
}

function changedPages(before: Uint8Array, after: Uint8Array): number[] {
  const pages: number[] = [];
  for (let page = 0; page * PAGE_BYTES < after.length; page++) {
    const range = [page * PAGE_BYTES, (page + 1) * PAGE_BYTES] as const;
    if (Buffer.compare(before.subarray(...range), after.subarray(...range)) !== 0) pages.push(page);
  }
  return pages;
}

/** Fibonacci-weighted sums over pairs of words. */
function checksum(bytes: Buffer, start: readonly [number, number]): readonly [number, number] {
  let [first, second] = start;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32BE(at) + second) >>> 0;
    second = (second + bytes.readUInt32BE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

function writePair(bytes: Buffer, at: number, pair: readonly [number, number]): void {
  bytes.writeUInt32BE(pair[0], at);
  bytes.writeUInt32BE(pair[1], at + 4);
}
