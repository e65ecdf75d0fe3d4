/** AES-256-GCM with an IV of length 0, which Node refuses. Keychain items are encrypted with it. */
import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { ghash } from './ghash.ts';

export const TAG_BYTES = 16;

const ZERO_BLOCK = new Uint8Array(16);
/** The block counter starts at 0 for the tag, so at 1 for the content. */
const FIRST_COUNTER = Uint8Array.of(...ZERO_BLOCK.subarray(1), 1);

/** The plaintext, or undefined when the tag does not fit. */
export function openGcm(key: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined {
  if (tag.length !== TAG_BYTES || !timingSafeEqual(tagOf(key, ciphertext), tag)) return undefined;
  return counterMode(key, ciphertext);
}

/** Ciphertext and, behind it, the tag. */
export function sealGcm(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const ciphertext = counterMode(key, plain);
  return Buffer.concat([ciphertext, tagOf(key, ciphertext)]);
}

/** NIST SP 800-38D: an empty IV makes the block before the counter all zero, whose encryption is also the key of GHASH. */
function tagOf(key: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const hashKey = createCipheriv('aes-256-ecb', key, null).update(ZERO_BLOCK);
  return ghash(hashKey, ciphertext).map((byte, index) => byte ^ (hashKey[index] ?? 0));
}

function counterMode(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createCipheriv('aes-256-ctr', key, FIRST_COUNTER).update(bytes);
}
