/** File content of any size from a short pattern: cheap to make, different for every file, no two blocks alike. */
import type { FileContent } from './phone-content.ts';
import { SeededRandom } from './seeded-random.ts';

const BLOCK_BYTES = 65_536;

/** Random-looking bytes that all files share; made once. */
let sharedBlock: Buffer | undefined;

/**
 * `size` bytes: copies of one random block, each with `id` (u64le) in its first eight bytes and the block's number (u64le) in
 * the next eight, as far as they fit. Costs a copy of the bytes and nothing else.
 */
export function patternContent(size: number, id: number): FileContent {
  return { size, make: () => (size <= BLOCK_BYTES ? block(size, id, 0) : blocks(size, id)) };
}

function* blocks(size: number, id: number): Generator<Uint8Array> {
  for (let start = 0, number = 0; start < size; start += BLOCK_BYTES, number++) {
    yield block(Math.min(BLOCK_BYTES, size - start), id, number);
  }
}

function block(size: number, id: number, number: number): Uint8Array {
  sharedBlock ??= Buffer.from(new SeededRandom(1, 'pattern').bytes(BLOCK_BYTES));
  const bytes = Buffer.from(sharedBlock.subarray(0, size));
  const head = Buffer.alloc(16);
  head.writeBigUInt64LE(BigInt(id), 0);
  head.writeBigUInt64LE(BigInt(number), 8);
  head.copy(bytes);
  return bytes;
}
