/** Decrypts payloads: as a stream of any length, in one call, or only the end. */
import { createDecipheriv, createSecretKey, type Decipheriv } from 'node:crypto';
import { BLOCK_BYTES, judgePadding, type ExpectedSize, type PaddingVerdict } from './padding.ts';

/** AES-256-CBC over the whole file, IV 0, PKCS#7 always (an empty file is 16 bytes of padding); the same for Manifest.db. */
const ALGORITHM = 'aes-256-cbc';
const ZERO_IV = new Uint8Array(BLOCK_BYTES);
const NOTHING = new Uint8Array(0);

interface PayloadLength {
  /** Bytes as stored. */
  readonly ciphertextBytes: number;
  /** The Size of the catalogue row, where one is known. */
  readonly manifestSize?: ExpectedSize;
}

/** Decrypts a payload chunk by chunk in constant memory. `update` returns only certain content. The last block waits for `finish`. */
export class PayloadDecipher {
  readonly #decipher: Decipheriv;
  readonly #length: PayloadLength;
  /** Where the last block begins; decrypted bytes from there on are held back. */
  readonly #lastBlockAt: number;
  readonly #lastBlock = new Uint8Array(BLOCK_BYTES);
  #taken = 0;
  #decrypted = 0;

  private constructor(decipher: Decipheriv, length: PayloadLength) {
    this.#decipher = decipher;
    this.#length = length;
    const isWhole = length.ciphertextBytes % BLOCK_BYTES === 0;
    this.#lastBlockAt = isWhole ? length.ciphertextBytes - BLOCK_BYTES : Infinity;
  }

  /** @param key 32 bytes; may be wiped when this returns */
  static start(key: Uint8Array, length: PayloadLength): PayloadDecipher {
    return new PayloadDecipher(decipherWith(key, ZERO_IV), length);
  }

  /** The next bytes of the payload → the next bytes of the content. What comes after the announced length is ignored. */
  update(chunk: Uint8Array): Uint8Array {
    const wanted = chunk.subarray(0, this.#length.ciphertextBytes - this.#taken);
    this.#taken += wanted.length;
    const plain = this.#decipher.update(wanted);
    const start = this.#decrypted;
    this.#decrypted += plain.length;
    if (this.#decrypted <= this.#lastBlockAt) return plain;
    const contentEnd = Math.max(0, this.#lastBlockAt - start);
    this.#lastBlock.set(plain.subarray(contentEnd), start + contentEnd - this.#lastBlockAt);
    return plain.subarray(0, contentEnd);
  }

  /** The rest of the content and the verdict. Of a payload that is not to be trusted `tail` is the last block as decrypted. */
  finish(): { tail: Uint8Array; verdict: PaddingVerdict } {
    const { ciphertextBytes, manifestSize } = this.#length;
    if (this.#taken < ciphertextBytes) return { tail: NOTHING, verdict: { kind: 'truncated' } };
    const hasLastBlock = ciphertextBytes > 0 && this.#lastBlockAt !== Infinity;
    const verdict = judgePadding(hasLastBlock ? this.#lastBlock : undefined, ciphertextBytes, manifestSize);
    if (!hasLastBlock) return { tail: NOTHING, verdict };
    return { tail: this.#lastBlock.subarray(0, (verdict.contentBytes ?? ciphertextBytes) - this.#lastBlockAt), verdict };
  }
}

/** Decrypts a whole payload at once. If it cannot be trusted, `plain` is the decrypted blocks including padding. */
export function decryptPayload(
  key: Uint8Array,
  ciphertext: Uint8Array,
  manifestSize: ExpectedSize,
): { plain: Uint8Array; verdict: PaddingVerdict } {
  const decrypted = decipherWith(key, ZERO_IV).update(ciphertext);
  const verdict = judgePadding(decrypted.subarray(-BLOCK_BYTES), ciphertext.length, manifestSize);
  return { plain: decrypted.subarray(0, verdict.contentBytes), verdict };
}

/**
 * Decrypts only the last block, in order to judge the padding without decrypting the rest.
 * @param lastTwoBlocks the last 32 bytes of the payload, or all 16 where it has no more
 * @returns 16 bytes
 */
export function decryptTail(key: Uint8Array, lastTwoBlocks: Uint8Array): Uint8Array {
  const isOnly = lastTwoBlocks.length === BLOCK_BYTES;
  const iv = isOnly ? ZERO_IV : lastTwoBlocks.subarray(0, BLOCK_BYTES);
  return decipherWith(key, iv).update(lastTwoBlocks.subarray(isOnly ? 0 : BLOCK_BYTES));
}

/** Of a key in plain bytes Node first finds out, by way of an error, that it is no key object: that takes five times as long. */
function decipherWith(key: Uint8Array, iv: Uint8Array): Decipheriv {
  return createDecipheriv(ALGORITHM, createSecretKey(key), iv).setAutoPadding(false);
}
