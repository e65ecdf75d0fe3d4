/** Writes the BackupKeyBag of an unencrypted backup: well-formed, but bound to the device, so that no password opens it. */
import { layOutKeybag } from './keybag-layout.ts';
import { WRAPPED_KEY_BYTES } from './key-wrap.ts';

/** In this order, unlike the bags of encrypted backups. */
const classes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

/**
 * Writes the keybag of an unencrypted backup, like one that was published from a real backup: version 5, an HMAC key of 40 zero bytes, no double
 * protection. The class keys are wrapped under a key that only the device knows. From outside they look like random bytes, so random bytes are
 * used.
 * @param randomBytes returns that many bytes
 */
export function writePlainKeybag(randomBytes: (count: number) => Uint8Array): Uint8Array {
  return layOutKeybag({
    version: 5,
    uuid: randomBytes(16),
    hmacKey: new Uint8Array(40),
    salt: randomBytes(20),
    rounds: 10_000,
    classes: classes.map((protectionClass) => ({
      protectionClass,
      uuid: randomBytes(16),
      wrappedKey: randomBytes(WRAPPED_KEY_BYTES),
    })),
  });
}
