/** Decrypts a payload as it arrives, without knowing its length. */
import { createDecipheriv, type Decipheriv } from 'node:crypto';
import { judgePadding } from '../../../formats/index.ts';

const BLOCK_BYTES = 16;
const NOTHING = new Uint8Array(0);

/** AES-256-CBC, IV 0, PKCS#7. The last block so far is held back, for it may be padding. */
export class StreamDecipher {
  readonly #decipher: Decipheriv;
  readonly #size: number;
  #held: Uint8Array = NOTHING;
  #taken = 0;

  /** `key` may be wiped afterwards; `size` as the catalogue has it. */
  constructor(key: Uint8Array, size: number) {
    this.#decipher = createDecipheriv('aes-256-cbc', key, new Uint8Array(BLOCK_BYTES)).setAutoPadding(false);
    this.#size = size;
  }

  update(bytes: Uint8Array): Uint8Array {
    this.#taken += bytes.length;
    const plain = Buffer.concat([this.#held, this.#decipher.update(bytes)]);
    const certain = Math.max(0, plain.length - BLOCK_BYTES);
    this.#held = plain.subarray(certain);
    return plain.subarray(0, certain);
  }

  /** The rest of the content; undefined when the padding says that these are not the bytes of the file. */
  finish(): Uint8Array | undefined {
    const isWhole = this.#taken % BLOCK_BYTES === 0 && this.#held.length === BLOCK_BYTES;
    const { contentBytes } = judgePadding(isWhole ? this.#held : undefined, this.#taken, this.#size);
    return contentBytes === undefined ? undefined : this.#held.subarray(0, contentBytes - (this.#taken - this.#held.length));
  }
}
