/** The padding of an encrypted payload: how long the content is, and whether that can be trusted. */

export const BLOCK_BYTES = 16;

/** SQLite's page sizes are multiples of it. */
const SMALLEST_PAGE = 512;

/**
 * What is known beforehand about the length of the content: the Size of the catalogue row; or, for Manifest.db itself, that it is a
 * SQLite database; or nothing.
 */
export type ExpectedSize = number | 'whole-pages' | undefined;

/**
 * | kind | meaning | contentBytes |
 * |---|---|---|
 * | `ok`                | valid padding, and the length is the one expected (or none is) | yes |
 * | `size-differs`      | valid padding, another length: a file that changed while it was backed up. The padding is right | yes |
 * | `empty-quirk`       | nothing stored for an empty file, where a block of padding is due | 0 |
 * | `no-padding`        | none, and the ciphertext has just the expected length: re-encrypted by some tool | all |
 * | `size-decides`      | invalid padding, but the expected length ends inside of the last block | the expected |
 * | `bad-padding`       | invalid padding, and no length to go by: damaged, or another key | |
 * | `truncated`         | nothing stored, or less arrived than was announced | |
 * | `not-block-aligned` | not a whole number of blocks | |
 */
export interface PaddingVerdict {
  readonly kind: 'ok' | 'size-differs' | 'empty-quirk' | 'no-padding' | 'size-decides' | 'bad-padding' | 'truncated' | 'not-block-aligned';
  /** Bytes of content; undefined when the payload is not to be trusted. */
  readonly contentBytes?: number;
}

/**
 * Judges the padding of a payload. The padding decides the length, never the Size in the catalogue, because the Size is from the scan and
 * databases are copied later (backup format 4.7). Content is never extended to the Size.
 * @param lastBlock decrypted; not needed where the length alone decides
 * @param ciphertextBytes length of the payload as stored
 */
export function judgePadding(lastBlock: Uint8Array | undefined, ciphertextBytes: number, expected: ExpectedSize): PaddingVerdict {
  if (ciphertextBytes === 0) {
    return expected === 0 || expected === undefined ? { kind: 'empty-quirk', contentBytes: 0 } : { kind: 'truncated' };
  }
  if (ciphertextBytes % BLOCK_BYTES !== 0) return { kind: 'not-block-aligned' };
  if (lastBlock?.length !== BLOCK_BYTES) return { kind: 'truncated' };
  // Other tools write Manifest.db without padding; its last byte may then look like one.
  if (expected === 'whole-pages' && ciphertextBytes % SMALLEST_PAGE === 0) return { kind: 'no-padding', contentBytes: ciphertextBytes };
  const padding = paddingBytes(lastBlock);
  if (padding !== undefined) {
    const contentBytes = ciphertextBytes - padding;
    return { kind: isExpected(contentBytes, expected) ? 'ok' : 'size-differs', contentBytes };
  }
  if (typeof expected !== 'number') return { kind: 'bad-padding' };
  if (expected === ciphertextBytes) return { kind: 'no-padding', contentBytes: expected };
  const isInLastBlock = expected < ciphertextBytes && ciphertextBytes - expected < BLOCK_BYTES;
  return isInLastBlock ? { kind: 'size-decides', contentBytes: expected } : { kind: 'bad-padding' };
}

function isExpected(contentBytes: number, expected: ExpectedSize): boolean {
  if (expected === 'whole-pages') return contentBytes % SMALLEST_PAGE === 0;
  return expected === undefined || expected === contentBytes;
}

/** PKCS#7: n bytes of value n, all of them checked. */
function paddingBytes(lastBlock: Uint8Array): number | undefined {
  const count = lastBlock[BLOCK_BYTES - 1] ?? 0;
  if (count < 1 || count > BLOCK_BYTES) return undefined;
  return lastBlock.subarray(BLOCK_BYTES - count).every((byte) => byte === count) ? count : undefined;
}
