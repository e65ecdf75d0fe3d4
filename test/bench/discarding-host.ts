/** A host that drops the content of payloads and keeps the rest in memory: what a backup costs where no disk takes part. */
import type { BackupHost, DirectoryEntry, IncomingFile, OutgoingFile } from '../../src/device-protocol/index.ts';

interface Kept {
  readonly size: number;
  /** Absent of a payload. */
  readonly content?: Buffer;
}

/** Payloads are named after their file id: `…/xx/40 hexadecimal digits`. */
const PAYLOAD = /\/[0-9a-f]{40}$/;

export class DiscardingHost implements BackupHost {
  readonly #folders = new Map<string, Map<string, Kept>>();

  freeDiskSpace(): number {
    return 5e12;
  }

  *listDirectory(path: string): Generator<DirectoryEntry> {
    const folder = this.#folders.get(path);
    if (folder === undefined) throw systemError('ENOENT');
    const modified = new Date();
    for (const [name, { size }] of folder) yield { name, kind: 'file', size, modified };
    for (const other of this.#folders.keys()) {
      const [parent, name] = split(other);
      if (parent === path) yield { name, kind: 'directory', size: 0, modified };
    }
  }

  createDirectory(path: string): void {
    this.#folder(path);
  }

  move(from: string, to: string): void {
    this.#put(to, this.#existing(from));
    this.remove(from);
  }

  remove(path: string): undefined {
    const [parent, name] = split(path);
    if (this.#folders.get(parent)?.delete(name) === true) return undefined;
    for (const other of [...this.#folders.keys()]) if (other === path || other.startsWith(`${path}/`)) this.#folders.delete(other);
    return undefined;
  }

  copy(from: string, to: string): undefined {
    this.#put(to, this.#existing(from));
    return undefined;
  }

  open(path: string): OutgoingFile {
    const { content } = this.#existing(path);
    if (content === undefined) throw systemError('EIO');
    let at = 0;
    return {
      read: (buffer) => {
        const count = content.copy(buffer, 0, at);
        at += count;
        return count;
      },
      close: () => undefined,
    };
  }

  receive(path: string): IncomingFile {
    const isPayload = PAYLOAD.test(path);
    const pieces: Buffer[] = [];
    let size = 0;
    return {
      write: (bytes) => {
        size += bytes.length;
        if (!isPayload) pieces.push(Buffer.from(bytes));
      },
      finish: () => {
        this.#put(path, isPayload ? { size } : { size, content: Buffer.concat(pieces) });
      },
      discard: () => undefined,
    };
  }

  #folder(path: string): Map<string, Kept> {
    const folder = this.#folders.get(path) ?? new Map<string, Kept>();
    this.#folders.set(path, folder);
    return folder;
  }

  #put(path: string, kept: Kept): void {
    const [parent, name] = split(path);
    this.#folder(parent).set(name, kept);
  }

  #existing(path: string): Kept {
    const [parent, name] = split(path);
    const kept = this.#folders.get(parent)?.get(name);
    if (kept === undefined) throw systemError('ENOENT');
    return kept;
  }
}

function split(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'open' });
}
