/** AES key wrap (RFC 3394) of 32-byte keys; not Node's own, which VS Code's Electron does not have. */
import { aeskw } from '@noble/ciphers/aes.js';

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
