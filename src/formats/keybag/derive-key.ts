/** Password → the key that wraps the class keys: one or two stages of PBKDF2, off the main thread. */
import { pbkdf2 } from 'node:crypto';
import { CancelledError } from '../../base/index.ts';
import { KEY_BYTES } from './key-wrap.ts';
import type { Derivation, Keybag } from './parse-keybag.ts';

/** What of a keybag decides the key; the tags in the bag choose one or two stages, never the version of iOS. */
export type DerivationStages = Pick<Keybag, 'salt' | 'rounds' | 'doubleProtection'>;

/** The rounds of both stages together, which is the cost of one password attempt. Today's computers do about 4 to 7 million per second. */
export function derivationRounds({ rounds, doubleProtection }: DerivationStages): number {
  return rounds + (doubleProtection?.rounds ?? 0);
}

/** What turns a password into the wrapping key; whoever keeps keys puts a function of its own in place of `deriveKey`. */
export type DeriveKey = (password: string, stages: DerivationStages, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * Derives a key with PBKDF2-HMAC-SHA256, DPSL and DPIC if the keybag has them, then PBKDF2-HMAC-SHA1, SALT and ITER.
 * @param password as it was typed; it is not normalised
 * @returns 32 bytes, which the caller wipes
 * @throws CancelledError at once; the thread finishes alone and its result is wiped
 */
export async function deriveKey(password: string, stages: DerivationStages, signal?: AbortSignal): Promise<Uint8Array> {
  const { doubleProtection } = stages;
  const typed = Buffer.from(password, 'utf8');
  try {
    if (doubleProtection === undefined) return await stretch('sha1', typed, stages, signal);
    const first = await stretch('sha256', typed, doubleProtection, signal);
    try {
      return await stretch('sha1', first, stages, signal);
    } finally {
      first.fill(0);
    }
  } finally {
    typed.fill(0);
  }
}

/** PBKDF2 takes its own copy of `secret`, so that the caller may wipe it at any time. */
export function stretch(hash: 'sha1' | 'sha256', secret: Uint8Array, { salt, rounds }: Derivation, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new CancelledError(signal?.reason));
    };
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    pbkdf2(secret, salt, rounds, KEY_BYTES, hash, (error, key) => {
      signal?.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else if (signal?.aborted) key.fill(0);
      else resolve(key);
    });
  });
}
