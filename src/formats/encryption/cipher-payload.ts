/** Encrypts payloads as a device does (see `decipher-payload.ts`). */
import { createCipheriv, type Cipheriv } from 'node:crypto';

/** Encrypts a payload chunk by chunk. */
export class PayloadCipher {
  readonly #cipher: Cipheriv;

  private constructor(cipher: Cipheriv) {
    this.#cipher = cipher;
  }

  /** @param key 32 bytes; may be wiped when this returns */
  static start(key: Uint8Array): PayloadCipher {
    return new PayloadCipher(createCipheriv('aes-256-cbc', key, new Uint8Array(16)));
  }

  update(chunk: Uint8Array): Uint8Array {
    return this.#cipher.update(chunk);
  }

  /** The last bytes, padding included: 16, or what did not fill a block and its padding. */
  finish(): Uint8Array {
    return this.#cipher.final();
  }
}

/** Encrypts a whole payload at once. The result has the next multiple of 16 bytes above the length of `plain`. */
export function encryptPayload(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = PayloadCipher.start(key);
  return Buffer.concat([cipher.update(plain), cipher.finish()]);
}
