/** Compares the bytes of one file with the digest in its record, while somebody reads them. */
import { createHash, type Hash } from 'node:crypto';
import { PayloadCipher } from '../../../formats/index.ts';

export type DigestState = 'matches' | 'differs';

/** By their length: 20 bytes in host backups; 32 in newer transfers between devices. Another cannot be checked. */
const ALGORITHMS: Readonly<Record<number, string>> = { 20: 'sha1', 32: 'sha256' };

export class RunningDigest {
  readonly #expected: Buffer;
  readonly #stored: Hash;
  readonly #sent: { readonly cipher: PayloadCipher; readonly sum: Hash } | undefined;
  readonly #isComparable: boolean;

  private constructor(expected: Uint8Array, algorithm: string, decrypted: { readonly key: Uint8Array | undefined } | undefined) {
    this.#expected = Buffer.from(expected);
    this.#stored = createHash(algorithm);
    this.#isComparable = decrypted === undefined || decrypted.key !== undefined;
    const key = decrypted?.key;
    this.#sent = key && { cipher: PayloadCipher.start(key), sum: createHash(algorithm) };
  }

  /**
   * Undefined where there is nothing to compare with. `decrypted` is for what lies in the clear, or empty, although its record has a key: the device's digest is
   * that of the encrypted bytes, which can be made again with the key (it may be wiped when this returns), and without it not be compared.
   */
  static of(digest: Uint8Array | undefined, decrypted?: { readonly key: Uint8Array | undefined }): RunningDigest | undefined {
    const algorithm = digest && ALGORITHMS[digest.length];
    return digest === undefined || algorithm === undefined ? undefined : new RunningDigest(digest, algorithm, decrypted);
  }

  /** The next bytes as they are stored. */
  update(chunk: Uint8Array): void {
    this.#stored.update(chunk);
    this.#sent?.sum.update(this.#sent.cipher.update(chunk));
  }

  finish(): DigestState | undefined {
    if (this.#stored.digest().equals(this.#expected)) return 'matches';
    if (!this.#isComparable) return undefined;
    const sent = this.#sent;
    if (sent === undefined) return 'differs';
    return sent.sum.update(sent.cipher.finish()).digest().equals(this.#expected) ? 'matches' : 'differs';
  }
}
