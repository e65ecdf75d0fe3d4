/** Files on their way from the device to the disk: written at their place when nothing stands there, else beside it and swapped in when whole. */
import { closeSync, constants, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { IncomingFile } from '../../device-protocol/index.ts';
import { systemErrorCode } from '../../base/index.ts';

/** Fails with EEXIST on anything that stands there, links included. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Opens for receiving. `replacing` is called at the end, before a file that stands there is replaced.
 * Nothing is forced to the disk: see the journal for what guards against a power failure.
 */
export function receiveInto(path: string, beside: string, replacing: () => void): ReceivedFile {
  try {
    return new OpenFile(openSync(path, NEW_FILE), path);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  rmSync(beside, { force: true });
  return new OpenFile(openSync(beside, NEW_FILE), beside, () => {
    replacing();
    renameSync(beside, path);
  });
}

export interface ReceivedFile extends IncomingFile {
  /** Something stands at the place of the file. */
  readonly replaces: boolean;
}

class OpenFile implements ReceivedFile {
  readonly #file: number;
  readonly #path: string;
  readonly #putInPlace: (() => void) | undefined;
  #isOpen = true;

  constructor(file: number, path: string, putInPlace?: () => void) {
    this.#file = file;
    this.#path = path;
    this.#putInPlace = putInPlace;
  }

  get replaces(): boolean {
    return this.#putInPlace !== undefined;
  }

  write(bytes: Uint8Array): void {
    // A disk that fills up takes a part first and fails on the rest.
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at, bytes.length - at);
  }

  finish(): void {
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
    closeSync(this.#file);
  }
}
