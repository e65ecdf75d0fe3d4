/** The keys of files: one for each version of a file, all from one secret of the upload, so that nobody has to keep a million of them. */
import { createHmac } from 'node:crypto';

export const SECRET_BYTES = 32;

/**
 * HMAC-SHA256 of the file's id and the identity of its content. From outside it cannot be told from the random key that a phone takes; an
 * upload that goes on after an interruption has the keys of what was sent before by remembering the secret alone.
 * @param fileId 40 hexadecimal digits
 * @returns 32 bytes, which the caller wipes
 */
export function fileKeyOf(secret: Uint8Array, fileId: string, identity: bigint): Uint8Array {
  const input = Buffer.alloc(28);
  input.write(fileId, 'hex');
  input.writeBigUInt64LE(identity, 20);
  return createHmac('sha256', secret).update(input).digest();
}
