/** A phone's content in which something happens in the middle of reading one file: the cable is pulled, somebody presses Cancel. */
import type { PhoneApplication, PhoneContent, PhoneFile, PhoneSnapshot } from '../../src/simulated-device/index.ts';

export class TrappedContent implements PhoneContent {
  readonly #inner: PhoneContent;
  #trap: { readonly relativePath: string; readonly act: () => void } | undefined;

  constructor(inner: PhoneContent) {
    this.#inner = inner;
  }

  /** `act` is called once, when half of the file has been read by the next run. */
  setTrap(relativePath: string, act: () => void): void {
    this.#trap = { relativePath, act };
  }

  get revision(): number {
    return this.#inner.revision;
  }

  files(): Iterable<PhoneFile> {
    return this.snapshot().files();
  }

  snapshot(): PhoneSnapshot {
    const snapshot = this.#inner.snapshot();
    return { files: () => this.#withTrap(snapshot) };
  }

  applications(): readonly PhoneApplication[] {
    return this.#inner.applications();
  }

  file(domain: string, relativePath: string): PhoneFile | undefined {
    return this.#inner.file(domain, relativePath);
  }

  makeDirectory(...directory: Parameters<PhoneContent['makeDirectory']>): void {
    this.#inner.makeDirectory(...directory);
  }

  setFile(...change: Parameters<PhoneContent['setFile']>): void {
    this.#inner.setFile(...change);
  }

  touch(...change: Parameters<PhoneContent['touch']>): void {
    this.#inner.touch(...change);
  }

  removeFile(domain: string, relativePath: string): boolean {
    return this.#inner.removeFile(domain, relativePath);
  }

  whenRead(...incident: Parameters<PhoneContent['whenRead']>): void {
    this.#inner.whenRead(...incident);
  }

  *#withTrap(snapshot: PhoneSnapshot): Generator<PhoneFile> {
    for (const file of snapshot.files()) {
      yield file.relativePath === this.#trap?.relativePath ? { ...withKind(file), read: () => this.#readInto(file) } : file;
    }
  }

  *#readInto(file: PhoneFile): Generator<Uint8Array> {
    const content = file.read();
    const bytes = content instanceof Uint8Array ? content : Buffer.concat([...content]);
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    this.#trap?.act();
    this.#trap = undefined;
    yield bytes.subarray(half);
  }
}

/** What a spread leaves out, because a file computes it. */
function withKind(file: PhoneFile): PhoneFile {
  return { ...file, kind: file.kind, size: file.size };
}
