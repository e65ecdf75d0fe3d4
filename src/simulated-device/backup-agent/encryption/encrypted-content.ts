/** Encrypts content piece by piece on its way to the host. */
import { encryptPayload, PayloadCipher } from '../../../formats/index.ts';
import type { Content } from './payload-sealing.ts';

/** AES-256-CBC with padding, always: what is empty becomes 16 bytes. `key` may be wiped when the first piece was taken. */
export function encrypted(key: Uint8Array, content: Content): Content {
  return content instanceof Uint8Array ? encryptPayload(key, content) : encryptedPieces(key, content);
}

function* encryptedPieces(key: Uint8Array, content: Iterable<Uint8Array>): Generator<Uint8Array> {
  const cipher = PayloadCipher.start(key);
  for (const piece of content) {
    const bytes = cipher.update(piece);
    if (bytes.length > 0) yield bytes;
  }
  yield cipher.finish();
}
