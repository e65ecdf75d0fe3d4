/** A BackupHost whose disk is a map in memory, for tests of the wire; `failing` makes single paths fail as a disk does. */
import type { BackupHost, DirectoryEntry, IncomingFile, OutgoingFile } from '../../src/device-protocol/index.ts';

export class MemoryHost implements BackupHost {
  readonly files = new Map<string, Buffer>();
  /** What was asked, in order, one line each. */
  readonly log: string[] = [];
  readonly failing = new Map<string, string>();

  freeDiskSpace(): number {
    return 5e12;
  }

  *listDirectory(path: string): Generator<DirectoryEntry> {
    this.#note('list', path);
    for (const [name, content] of this.files) {
      if (!name.startsWith(`${path}/`)) continue;
      yield { name: name.slice(path.length + 1), kind: 'file', size: content.length, modified: new Date(1_700_000_000_000) };
    }
  }

  createDirectory(path: string): void {
    this.#note('create', path);
  }

  move(from: string, to: string): void {
    this.#note('move', from);
    this.files.set(to, this.#existing(from));
    this.files.delete(from);
  }

  remove(path: string): undefined {
    this.#note('remove', path);
    for (const name of [...this.files.keys()]) if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
    return undefined;
  }

  copy(from: string, to: string): undefined {
    this.#note('copy', from);
    this.files.set(to, this.#existing(from));
    return undefined;
  }

  open(path: string): OutgoingFile {
    this.#note('open', path);
    const content = this.#existing(path);
    let at = 0;
    return {
      read: (buffer) => {
        const count = content.copy(buffer, 0, at);
        at += count;
        return count;
      },
      close: () => this.log.push(`close ${path}`),
    };
  }

  receive(path: string): IncomingFile {
    this.#note('receive', path);
    const pieces: Buffer[] = [];
    return {
      write: (bytes) => {
        if (this.failing.has(`write ${path}`)) throw systemError(this.failing.get(`write ${path}`)!);
        pieces.push(Buffer.from(bytes));
      },
      finish: () => void this.files.set(path, Buffer.concat(pieces)),
      discard: () => this.log.push(`discard ${path}`),
    };
  }

  #note(what: string, path: string): void {
    this.log.push(`${what} ${path}`);
    const code = this.failing.get(path);
    if (code !== undefined) throw systemError(code);
  }

  #existing(path: string): Buffer {
    const content = this.files.get(path);
    if (content === undefined) throw systemError('ENOENT');
    return content;
  }
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'test' });
}
