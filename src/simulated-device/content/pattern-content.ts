/** File content of any size from a short pattern: cheap, different for every file, no two blocks alike. */
import type { FileContent } from './phone-content.ts';
import { SeededRandom } from './seeded-random.ts';

/** As long as a chunk of an upload, so that a large file goes out in as few writes as there are chunks. */
const BLOCK_BYTES = 262_144;
const HEAD_BYTES = 16;

/** Random-looking bytes that all files share; made once. */
let sharedBlock: Buffer | undefined;

/**
 * `size` bytes: one random block again and again, each time with `id` (u64le) in its first eight bytes and the block's number (u64le) in
 * the next eight, as far as they fit. Of a large file only these are made; the rest is the shared block itself.
 */
export function patternContent(size: number, id: number): FileContent {
  return { size, make: () => (size <= BLOCK_BYTES ? whole(size, id) : blocks(size, id)) };
}

function whole(size: number, id: number): Uint8Array {
  const bytes = Buffer.from(shared().subarray(0, size));
  head(id, 0).copy(bytes);
  return bytes;
}

function* blocks(size: number, id: number): Generator<Uint8Array> {
  for (let start = 0, number = 0; start < size; start += BLOCK_BYTES, number++) {
    const length = Math.min(BLOCK_BYTES, size - start);
    yield head(id, number).subarray(0, length);
    if (length > HEAD_BYTES) yield shared().subarray(HEAD_BYTES, length);
  }
}

function head(id: number, number: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeBigUInt64LE(BigInt(id), 0);
  bytes.writeBigUInt64LE(BigInt(number), 8);
  return bytes;
}

function shared(): Buffer {
  sharedBlock ??= Buffer.from(new SeededRandom(1, 'pattern').bytes(BLOCK_BYTES));
  return sharedBlock;
}
