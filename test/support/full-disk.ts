/** A disk that fills up: what is opened in a folder from now on takes so many bytes and no more, as the kernel would have it. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The write that goes over takes a part first and the next one fails, as on a real disk. Undone by its owner. */
export function diskWithRoomFor(bytes: number, folder: string): Disposable {
  const { openSync, writeSync } = fs;
  const filling = new Set<number>();
  let room = bytes;
  const open = (path: fs.PathLike, ...rest: unknown[]): number => {
    const file = (openSync as (...args: unknown[]) => number)(path, ...rest);
    if (String(path).startsWith(folder)) filling.add(file);
    else filling.delete(file);
    return file;
  };
  const write = (file: number, data: NodeJS.ArrayBufferView | string, ...rest: unknown[]): number => {
    if (!filling.has(file)) return (writeSync as (...args: unknown[]) => number)(file, data, ...rest);
    const content = typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const [offset = 0, length = content.length - offset] = typeof data === 'string' ? [] : (rest as (number | undefined)[]);
    if (room === 0 && length > 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
    }
    const written = writeSync(file, content, offset, Math.min(length, room));
    room -= written;
    return written;
  };
  replace({ openSync: open, writeSync: write });
  return { [Symbol.dispose]: () => replace({ openSync, writeSync }) };
}

function replace(functions: Pick<typeof fs, 'openSync' | 'writeSync'>): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}
