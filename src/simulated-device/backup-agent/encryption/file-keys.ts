/** File keys: one per version of a file, all derived from one secret of the upload, so that a million of them need no memory. */
import { createCipheriv, type Cipheriv } from 'node:crypto';

export const SECRET_BYTES = 32;

const BLOCK_BYTES = 16;
const ID_BYTES = 20;
/** What of the id does not fit into the first block, and 8 bytes of identity; the last byte counts the blocks of the key. */
const REST_BYTES = 12;
/**
 * AES-256 (CBC-MAC) under the secret, of the file's id and the identity of its content. From outside that cannot be told from the random key that a phone
 * takes; an upload that goes on after an interruption has the keys of what was sent before by remembering the secret alone.
 */
export class FileKeys {
  readonly #cipher: Cipheriv;
  readonly #input = Buffer.alloc(2 * BLOCK_BYTES);
  readonly #id = Buffer.alloc(BLOCK_BYTES + REST_BYTES);

  /** `secret`: 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#cipher = createCipheriv('aes-256-ecb', secret, null).setAutoPadding(false);
  }

  /** 32 bytes. `fileId`: 40 hexadecimal digits. */
  keyOf(fileId: string, identity: bigint): Uint8Array {
    this.#id.write(fileId, 'hex');
    this.#id.writeBigUInt64LE(identity, ID_BYTES);
    const first = this.#cipher.update(this.#id.subarray(0, BLOCK_BYTES));
    for (let at = 0; at < REST_BYTES; at++) first[at] = (first[at] ?? 0) ^ (this.#id[BLOCK_BYTES + at] ?? 0);
    first.copy(this.#input);
    first.copy(this.#input, BLOCK_BYTES);
    this.#input.writeUInt8(this.#input.readUInt8(2 * BLOCK_BYTES - 1) ^ 1, 2 * BLOCK_BYTES - 1);
    return this.#cipher.update(this.#input);
  }
}
