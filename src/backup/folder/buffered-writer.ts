/** Gathers the small pieces of a stream into large writes: the wire brings 16 KiB at a time, and each write of a file costs a system call. */
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';

const GATHER_BYTES = 256 * 1024;

/** Memory for gathering, used again from file to file. As a rule one file is open at a time. */
export class WriteBuffers {
  readonly #idle: Buffer[] = [];

  take(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(GATHER_BYTES);
  }

  giveBack(buffer: Buffer): void {
    if (this.#idle.length === 0) this.#idle.push(buffer);
  }
}

/** Writes to one file descriptor, whose owner closes it. A failed write shows at the latest in flush(). */
export class BufferedWriter {
  readonly #file: number;
  readonly #buffer: Buffer;
  #gathered = 0;

  constructor(file: number, buffer: Buffer) {
    this.#file = file;
    this.#buffer = buffer;
  }

  write(bytes: Uint8Array): void {
    if (this.#gathered + bytes.length > this.#buffer.length) this.flush();
    if (bytes.length >= this.#buffer.length) {
      writeWhole(this.#file, bytes, bytes.length);
    } else {
      this.#buffer.set(bytes, this.#gathered);
      this.#gathered += bytes.length;
    }
  }

  flush(): void {
    const length = this.#gathered;
    this.#gathered = 0;
    writeWhole(this.#file, this.#buffer, length);
  }
}

/** A disk that fills up takes a part first and fails on the rest. */
function writeWhole(file: number, bytes: Uint8Array, length: number): void {
  for (let at = 0; at < length;) at += writeSync(file, bytes, at, length - at);
}
