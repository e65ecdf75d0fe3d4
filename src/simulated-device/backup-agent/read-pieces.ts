/** Reads a file of the workspace piece by piece, to upload it without keeping it in memory. */
import { closeSync, openSync, readSync } from 'node:fs';
import { DEVICE_CHUNK_BYTES } from '../../device-protocol/index.ts';

export function* readPieces(path: string): Generator<Uint8Array> {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(DEVICE_CHUNK_BYTES);
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
