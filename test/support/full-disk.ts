/** A disk that fills up: from now on the process can write so many bytes and no more, as the kernel would have it. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The write that goes over takes a part first and the next one fails, as on a real disk. Undone by its owner. */
export function diskWithRoomFor(bytes: number): Disposable {
  const real = fs.writeSync;
  let room = bytes;
  // Only the one form is replaced that receiving files uses.
  const limited = (file: number, data: NodeJS.ArrayBufferView, offset: number, length: number): number => {
    if (room === 0 && length > 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
    }
    const written = real(file, data, offset, Math.min(length, room));
    room -= written;
    return written;
  };
  setWriteSync(limited as typeof fs.writeSync);
  return { [Symbol.dispose]: () => setWriteSync(real) };
}

function setWriteSync(replacement: typeof fs.writeSync): void {
  fs.writeSync = replacement;
  syncBuiltinESMExports();
}
