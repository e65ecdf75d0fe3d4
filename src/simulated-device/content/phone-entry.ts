/** One file, directory or link of a simulated phone. Its bytes are made on demand. */
import type { FileContent, PhoneFile, PhoneFileKind } from './phone-content.ts';

export interface EntryAttributes {
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly inode: bigint;
  readonly lastModified: number;
  readonly lastStatusChange: number;
  readonly birth: number;
  readonly protectionClass: number;
  readonly flags: number;
  readonly target?: string;
  readonly extendedAttributes?: ReadonlyMap<string, Uint8Array>;
}

const TYPE_MASK = 0o170000;
export const TYPE_FILE = 0o100000;
export const TYPE_DIRECTORY = 0o040000;
export const TYPE_SYMLINK = 0o120000;

/** Content up to this size is kept after it was made: scan, upload and digest all want it. */
const KEEP_BYTES = 1024 * 1024;
const NO_BYTES = new Uint8Array(0);
const NO_CONTENT: FileContent = { size: 0, make: () => NO_BYTES };

export class PhoneEntry implements PhoneFile {
  readonly domain: string;
  readonly relativePath: string;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly inode: bigint;
  readonly lastModified: number;
  readonly lastStatusChange: number;
  readonly birth: number;
  readonly protectionClass: number;
  readonly flags: number;
  readonly target?: string;
  readonly extendedAttributes?: ReadonlyMap<string, Uint8Array>;
  readonly #content: FileContent;
  #kept: Uint8Array | undefined;
  #size: number | undefined;

  constructor(domain: string, relativePath: string, attributes: EntryAttributes, content: FileContent = NO_CONTENT) {
    this.domain = domain;
    this.relativePath = relativePath;
    this.mode = attributes.mode;
    this.userId = attributes.userId;
    this.groupId = attributes.groupId;
    this.inode = attributes.inode;
    this.lastModified = attributes.lastModified;
    this.lastStatusChange = attributes.lastStatusChange;
    this.birth = attributes.birth;
    this.protectionClass = attributes.protectionClass;
    this.flags = attributes.flags;
    if (attributes.target !== undefined) this.target = attributes.target;
    if (attributes.extendedAttributes !== undefined) this.extendedAttributes = attributes.extendedAttributes;
    this.#content = content;
    this.#size = content.size;
  }

  get kind(): PhoneFileKind {
    const type = this.mode & TYPE_MASK;
    if (type === TYPE_DIRECTORY) return 'directory';
    return type === TYPE_SYMLINK ? 'symlink' : 'file';
  }

  get size(): number {
    this.#size ??= this.#measure();
    return this.#size;
  }

  read(): Uint8Array | Iterable<Uint8Array> {
    if (this.#kept !== undefined) return this.#kept;
    const made = this.#content.make();
    if (made instanceof Uint8Array && made.length <= KEEP_BYTES) this.#kept = made;
    return made;
  }

  /** The same entry with other attributes and, if given, other content. */
  with(attributes: Partial<EntryAttributes>, content: FileContent = this.#content): PhoneEntry {
    return new PhoneEntry(this.domain, this.relativePath, { ...this.#attributes(), ...attributes }, content);
  }

  #attributes(): EntryAttributes {
    const { mode, userId, groupId, inode, lastModified, lastStatusChange, birth, protectionClass, flags } = this;
    return {
      mode,
      userId,
      groupId,
      inode,
      lastModified,
      lastStatusChange,
      birth,
      protectionClass,
      flags,
      ...(this.target === undefined ? {} : { target: this.target }),
      ...(this.extendedAttributes === undefined ? {} : { extendedAttributes: this.extendedAttributes }),
    };
  }

  #measure(): number {
    const made = this.read();
    if (made instanceof Uint8Array) return made.length;
    let size = 0;
    for (const piece of made) size += piece.length;
    return size;
  }
}
