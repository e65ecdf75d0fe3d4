/** Files on their way from the device to the disk: written at their place when nothing stands there, else beside it and swapped in when whole. */
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';
import type { IncomingFile } from '../../device-protocol/index.ts';
import { BufferedWriter, type WriteBuffers } from './buffered-writer.ts';
import { putInPlace } from './put-in-place.ts';

/** Fails with EEXIST on anything that stands there, links included. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

interface Receiving {
  /** Where the file belongs. */
  readonly path: string;
  /** Where it is written when something stands there. */
  readonly beside: string;
  readonly buffers: WriteBuffers;
}

/** What stands there must have been kept. Nothing is forced to the disk: see the journal for what guards against a power failure. */
export function receiveInto({ path, beside, buffers }: Receiving): IncomingFile {
  try {
    return new OpenFile(openSync(path, NEW_FILE), path, buffers);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  rmSync(beside, { force: true });
  return new OpenFile(openSync(beside, NEW_FILE), beside, buffers, () => {
    putInPlace(beside, path);
  });
}

class OpenFile implements IncomingFile {
  readonly #file: number;
  readonly #path: string;
  readonly #putInPlace: (() => void) | undefined;
  readonly #writes: BufferedWriter;
  readonly #release: () => void;
  #isOpen = true;

  constructor(file: number, path: string, buffers: WriteBuffers, putInPlace?: () => void) {
    const buffer = buffers.take();
    this.#file = file;
    this.#path = path;
    this.#putInPlace = putInPlace;
    this.#writes = new BufferedWriter(file, buffer);
    this.#release = () => {
      buffers.giveBack(buffer);
    };
  }

  write(bytes: Uint8Array): void {
    this.#writes.write(bytes);
  }

  finish(): void {
    this.#writes.flush();
    this.#close();
    this.#putInPlace?.();
  }

  discard(): void {
    try {
      this.#close();
    } catch {
      // The file is thrown away; what the close had to say about its content no longer matters.
    }
    rmSync(this.#path, { force: true });
  }

  /** Checked: some file systems report a failed write only here. */
  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#release();
    closeSync(this.#file);
  }
}
