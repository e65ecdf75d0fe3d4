/** The agent's private folder for lists of files during a run. It is removed when the run ends. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OWNER_ONLY = 0o600;

export class Workspace implements Disposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static make(): Workspace {
    return new Workspace(mkdtempSync(join(tmpdir(), 'simulated-phone-')));
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Opens a new file for writing; close it to have all of it on disk. */
  create(name: string): WorkFile {
    return WorkFile.create(this.path(name));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export class WorkFile implements Disposable {
  readonly path: string;
  readonly #descriptor: number;
  #length = 0;
  #isOpen = true;

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  static create(path: string): WorkFile {
    return new WorkFile(path, openSync(path, 'w', OWNER_ONLY));
  }

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
    this.#length += bytes.length;
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
