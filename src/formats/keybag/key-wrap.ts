/**
 * AES key wrap (RFC 3394) of 32-byte keys, by the plain cipher: not Node's own key wrap, which VS Code's Electron does not have, and no package, whose
 * tables every thread would compute anew. What one key needs in 24 steps, each step does for all of them with a single call of the cipher. Step t turns
 * the check half A of a key and one of its four halves R around (RFC 3394 2.2): A, R = AES(A, R), A = A xor t; and unwrapping goes all the way back.
 */
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';

export const KEY_BYTES = 32;
/** The key and 8 bytes that show whether the unwrapping key was right. */
export const WRAPPED_KEY_BYTES = 40;

const BLOCK_BYTES = 16;
const HALF_BYTES = 8;
const CHECK_BYTE = 0xa6;
/** Of each half of a key. */
const ROUNDS = 6;

/** @param wrappingKey 32 bytes */
export function wrapKey(wrappingKey: Uint8Array, key: Uint8Array): Uint8Array {
  const [wrapped = new Uint8Array(0)] = wrapKeys(wrappingKey, [key]);
  return wrapped;
}

/**
 * The 32 bytes, which belong to the caller, who wipes them; undefined when the check value is another or `wrapped` is not 40 bytes long.
 * @param wrappingKey 32 bytes
 */
export function unwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  return wrapped.length === WRAPPED_KEY_BYTES ? unwrapKeys(wrappingKey, [wrapped])[0] : undefined;
}

/** As `unwrapKey`, for many keys at once. */
export function unwrapKeys(wrappingKey: Uint8Array, wrapped: readonly Uint8Array[]): (Uint8Array | undefined)[] {
  const decipher = createDecipheriv('aes-256-ecb', createSecretKey(wrappingKey), null).setAutoPadding(false);
  const state = emptyState(wrapped.length, KEY_BYTES);
  const { blocks, halves } = state;
  wrapped.forEach((key, index) => {
    if (key.length !== WRAPPED_KEY_BYTES) return;
    blocks.set(key.subarray(0, HALF_BYTES), index * BLOCK_BYTES);
    halves.set(key.subarray(HALF_BYTES), index * KEY_BYTES);
  });
  for (let step = ROUNDS * state.halvesOfKey; step > 0; step--) turn(state, step, (all) => decipher.update(all), 'unwrap');
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
 * As `wrapKey` for many keys at once.
 * @param keys all of one length, 32 bytes wherever backups are concerned
 */
export function wrapKeys(wrappingKey: Uint8Array, keys: readonly Uint8Array[]): Uint8Array[] {
  const bits = 8 * wrappingKey.length;
  const cipher = createCipheriv(`aes-${bits.toString()}-ecb`, createSecretKey(wrappingKey), null).setAutoPadding(false);
  const size = keys[0]?.length ?? KEY_BYTES;
  const state = emptyState(keys.length, size);
  const { blocks, halves } = state;
  keys.forEach((key, index) => {
    blocks.fill(CHECK_BYTE, index * BLOCK_BYTES, index * BLOCK_BYTES + HALF_BYTES);
    halves.set(key, index * size);
  });
  for (let step = 1; step <= ROUNDS * state.halvesOfKey; step++) turn(state, step, (all) => cipher.update(all), 'wrap');
  const wrapped = keys.map((_key, index) => {
    const result = new Uint8Array(HALF_BYTES + size);
    result.set(blocks.subarray(index * BLOCK_BYTES, index * BLOCK_BYTES + HALF_BYTES));
    result.set(halves.subarray(index * size, (index + 1) * size), HALF_BYTES);
    return result;
  });
  halves.fill(0);
  blocks.fill(0);
  return wrapped;
}

/** Of each key: A and the half that is turned, as the cipher takes them; and beside that all halves. */
interface State {
  readonly blocks: Uint8Array<ArrayBuffer>;
  readonly halves: Uint8Array<ArrayBuffer>;
  readonly halvesOfKey: number;
}

function emptyState(count: number, keyBytes: number): State {
  return { blocks: new Uint8Array(count * BLOCK_BYTES), halves: new Uint8Array(count * keyBytes), halvesOfKey: keyBytes / HALF_BYTES };
}

/** Unwrapping puts t to A before the cipher, wrapping after it. */
function turn(
  { blocks, halves, halvesOfKey }: State,
  step: number,
  crypt: (blocks: Uint8Array) => Uint8Array,
  way: 'wrap' | 'unwrap',
): void {
  const blockWords = new Uint32Array(blocks.buffer);
  const halfWords = new Uint32Array(halves.buffer);
  const count = blocks.length / BLOCK_BYTES;
  const wordsOfKey = halvesOfKey * 2;
  // The first word of the half that this step turns; in a block, A takes the first two.
  const turned = ((step - 1) % halvesOfKey) * 2;
  for (let index = 0; index < count; index++) {
    blockWords[index * 4 + 2] = halfWords[index * wordsOfKey + turned] ?? 0;
    blockWords[index * 4 + 3] = halfWords[index * wordsOfKey + turned + 1] ?? 0;
  }
  if (way === 'unwrap') markStep(blocks, step);
  const done = crypt(blocks);
  blocks.set(done);
  done.fill(0);
  if (way === 'wrap') markStep(blocks, step);
  for (let index = 0; index < count; index++) {
    halfWords[index * wordsOfKey + turned] = blockWords[index * 4 + 2] ?? 0;
    halfWords[index * wordsOfKey + turned + 1] = blockWords[index * 4 + 3] ?? 0;
  }
}

/** A xor t, for the last byte of A: there are 24 steps. */
function markStep(blocks: Uint8Array, step: number): void {
  for (let at = HALF_BYTES - 1; at < blocks.length; at += BLOCK_BYTES) blocks[at] = (blocks[at] ?? 0) ^ step;
}
