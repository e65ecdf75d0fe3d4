/** Reads content in larger pieces: what decodes a format asks for a few bytes at a time, and each piece of an encrypted file costs a cipher. */
import type { ByteSource } from '../../formats/index.ts';

const PIECE_BYTES = 64 * 1024;

export function cachedBytes(source: ByteSource): ByteSource {
  let [start, piece] = [0, new Uint8Array(0)];
  return {
    length: source.length,
    read: (position, length) => {
      // A piece begins at most half a piece before what is asked for.
      if (length > PIECE_BYTES / 2) return source.read(position, length);
      const end = Math.min(position + length, source.length);
      if (end <= position) return new Uint8Array(0);
      if (position < start || end > start + piece.length) {
        start = position - (position % (PIECE_BYTES / 2));
        piece = Uint8Array.from(source.read(start, PIECE_BYTES));
      }
      return piece.slice(position - start, position - start + length);
    },
  };
}
