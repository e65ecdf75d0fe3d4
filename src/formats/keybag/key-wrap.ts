/** AES key wrap (RFC 3394) of 32-byte keys; not Node's own, which VS Code's Electron does not have. */
import { aeskw } from '@noble/ciphers/aes.js';
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';

export const KEY_BYTES = 32;
/** The key and 8 bytes that show whether the unwrapping key was right. */
export const WRAPPED_KEY_BYTES = 40;

/** @param wrappingKey 32 bytes */
export function wrapKey(wrappingKey: Uint8Array, key: Uint8Array): Uint8Array {
  return aeskw(wrappingKey).encrypt(key);
}

/**
 * The 32 bytes, which belong to the caller, who wipes them; undefined when the check value is another or `wrapped` is not 40 bytes long.
 * @param wrappingKey 32 bytes
 */
export function unwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  if (wrapped.length !== WRAPPED_KEY_BYTES) return undefined;
  try {
    return aeskw(wrappingKey).decrypt(wrapped);
  } catch {
    // With lengths that are right there is one thing that it throws for: the check value.
    return undefined;
  }
}

const BLOCK_BYTES = 16;
const HALF_BYTES = 8;
const HALVES = KEY_BYTES / HALF_BYTES;
const CHECK_BYTE = 0xa6;

/**
 * As `unwrapKey`, for many keys at once and in a tenth of the time: what one key needs in 24 steps, each step does for all of them with a single
 * call of the cipher. Step t turns the check half A of a key and one of its four halves R around (RFC 3394 2.2.2): A, R = AES⁻¹(A xor t, R).
 */
export function unwrapKeys(wrappingKey: Uint8Array, wrapped: readonly Uint8Array[]): (Uint8Array | undefined)[] {
  const decipher = createDecipheriv('aes-256-ecb', createSecretKey(wrappingKey), null).setAutoPadding(false);
  // Of each key: A and the half that is turned, as the cipher takes them; and beside that all four halves.
  const blocks = new Uint8Array(wrapped.length * BLOCK_BYTES);
  const halves = new Uint8Array(wrapped.length * KEY_BYTES);
  wrapped.forEach((key, index) => {
    if (key.length !== WRAPPED_KEY_BYTES) return;
    blocks.set(key.subarray(0, HALF_BYTES), index * BLOCK_BYTES);
    halves.set(key.subarray(HALF_BYTES), index * KEY_BYTES);
  });
  for (let step = 6 * HALVES; step > 0; step--) turn(blocks, halves, step, (all) => decipher.update(all), 'unwrap');
  const keys = wrapped.map((key, index) => {
    const check = blocks.subarray(index * BLOCK_BYTES, index * BLOCK_BYTES + HALF_BYTES);
    const isRight = key.length === WRAPPED_KEY_BYTES && check.every((byte) => byte === CHECK_BYTE);
    return isRight ? halves.slice(index * KEY_BYTES, (index + 1) * KEY_BYTES) : undefined;
  });
  halves.fill(0);
  blocks.fill(0);
  return keys;
}

/**
 * As `wrapKey` for many keys at once, and for the same reason as `unwrapKeys`: step t turns A and one of the halves around, A, R = AES(A, R),
 * A = A xor t.
 * @param keys 32 bytes each
 */
export function wrapKeys(wrappingKey: Uint8Array, keys: readonly Uint8Array[]): Uint8Array[] {
  const cipher = createCipheriv('aes-256-ecb', createSecretKey(wrappingKey), null).setAutoPadding(false);
  const blocks = new Uint8Array(keys.length * BLOCK_BYTES);
  const halves = new Uint8Array(keys.length * KEY_BYTES);
  keys.forEach((key, index) => {
    blocks.fill(CHECK_BYTE, index * BLOCK_BYTES, index * BLOCK_BYTES + HALF_BYTES);
    halves.set(key, index * KEY_BYTES);
  });
  for (let step = 1; step <= 6 * HALVES; step++) {
    turn(blocks, halves, step, (all) => cipher.update(all), 'wrap');
  }
  const wrapped = keys.map((_key, index) => {
    const result = new Uint8Array(WRAPPED_KEY_BYTES);
    result.set(blocks.subarray(index * BLOCK_BYTES, index * BLOCK_BYTES + HALF_BYTES));
    result.set(halves.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES), HALF_BYTES);
    return result;
  });
  halves.fill(0);
  blocks.fill(0);
  return wrapped;
}

/** Unwrapping puts t to A before the cipher, wrapping after it. */
function turn(
  blocks: Uint8Array,
  halves: Uint8Array,
  step: number,
  crypt: (blocks: Uint8Array) => Uint8Array,
  way: 'wrap' | 'unwrap',
): void {
  const blockWords = new Uint32Array(blocks.buffer);
  const halfWords = new Uint32Array(halves.buffer);
  const count = blocks.length / BLOCK_BYTES;
  // The first word of the half that this step turns; in a block, A takes the first two.
  const turned = ((step - 1) % HALVES) * 2;
  for (let index = 0; index < count; index++) {
    blockWords[index * 4 + 2] = halfWords[index * 8 + turned] ?? 0;
    blockWords[index * 4 + 3] = halfWords[index * 8 + turned + 1] ?? 0;
  }
  if (way === 'unwrap') markStep(blocks, step);
  const done = crypt(blocks);
  blocks.set(done);
  done.fill(0);
  if (way === 'wrap') markStep(blocks, step);
  for (let index = 0; index < count; index++) {
    halfWords[index * 8 + turned] = blockWords[index * 4 + 2] ?? 0;
    halfWords[index * 8 + turned + 1] = blockWords[index * 4 + 3] ?? 0;
  }
}

/** A xor t, for the last byte of A: there are 24 steps. */
function markStep(blocks: Uint8Array, step: number): void {
  for (let at = HALF_BYTES - 1; at < blocks.length; at += BLOCK_BYTES) blocks[at] = (blocks[at] ?? 0) ^ step;
}
