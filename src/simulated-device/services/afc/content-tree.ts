/** A folder of the phone's content for AFC: the same bytes as in a backup, and changes by a host are in the next backup. */
import type { PhoneContent, PhoneFile } from '../../content/phone-content.ts';
import { AfcFailure } from './afc-failure.ts';
import type { FileBytes, MediaDirectory, MediaFile, MediaNode } from './media-node.ts';
import { PhoneFileBytes } from './phone-file-bytes.ts';

export interface ContentFolder {
  readonly domain: string;
  /** '' is the whole domain. */
  readonly folder: string;
}

/** Places are names below the folder; `[]` is the folder itself, which is there even when the phone holds nothing in it. */
export class ContentTree {
  readonly #content: () => PhoneContent;
  readonly #folder: ContentFolder;
  /** One node for one file, so that locks and open handles are those of the same file. */
  readonly #nodes = new WeakMap<PhoneFile, MediaFile>();

  /** `content` is asked every time: a restore puts another in its place. */
  constructor(content: () => PhoneContent, folder: ContentFolder) {
    this.#content = content;
    this.#folder = folder;
  }

  find(names: readonly string[]): MediaNode | undefined {
    const file = this.#file(names);
    if (file !== undefined && file.kind !== 'directory') return this.#nodeOf(file);
    if (file === undefined && names.length > 0) return undefined;
    return this.#directory(names, file);
  }

  /** In no order; every entry of the domain is looked at. */
  list(names: readonly string[]): string[] {
    const place = this.#placeOf(names);
    const below = place === '' ? '' : `${place}/`;
    const found = new Set<string>();
    for (const { domain, relativePath } of this.#content().files()) {
      if (domain !== this.#folder.domain || relativePath === '' || !relativePath.startsWith(below)) continue;
      found.add(relativePath.slice(below.length).split('/', 1)[0] ?? '');
    }
    return [...found];
  }

  createFile(names: readonly string[]): MediaFile {
    if (this.find(names.slice(0, -1))?.kind !== 'directory') throw new AfcFailure('notFound');
    this.#content().setFile(this.#folder.domain, this.#placeOf(names), { content: new Uint8Array(0) });
    const node = this.find(names);
    if (node?.kind !== 'file') throw new AfcFailure('isDirectory');
    return node;
  }

  makeDirectories(names: readonly string[]): void {
    for (let depth = 1; depth <= names.length; depth++) {
      const found = this.find(names.slice(0, depth));
      if (found === undefined) this.#content().makeDirectory(this.#folder.domain, this.#placeOf(names.slice(0, depth)));
      else if (found.kind !== 'directory') throw new AfcFailure('exists');
    }
  }

  /** With everything below. Throws notFound. */
  remove(names: readonly string[]): void {
    if (names.length === 0) throw new AfcFailure('permissionDenied');
    if (!this.#content().removeFile(this.#folder.domain, this.#placeOf(names))) throw new AfcFailure('notFound');
  }

  /** The bytes of a file that was open for writing. */
  store(names: readonly string[], { content }: MediaFile): void {
    // A file that was removed meanwhile stays away: what is written to it goes with its handle.
    if (this.#file(names)?.kind !== 'file') return;
    this.#content().setFile(this.#folder.domain, this.#placeOf(names), { content: content.read(0, content.length) });
  }

  setModified(names: readonly string[], milliseconds: number): void {
    if (this.#file(names) === undefined) throw new AfcFailure('notFound');
    this.#content().touch(this.#folder.domain, this.#placeOf(names), { lastModified: Math.floor(milliseconds / 1000) });
  }

  /** A file or a link, or a directory with everything below. */
  move(from: readonly string[], to: readonly string[]): void {
    const content = this.#content();
    const { domain } = this.#folder;
    const [source, target] = [this.#placeOf(from), this.#placeOf(to)];
    const moved = [...content.files()].filter(
      ({ domain: name, relativePath }) => name === domain && (relativePath === source || relativePath.startsWith(`${source}/`)),
    );
    if (moved.some(({ kind }) => kind === 'symlink')) throw new AfcFailure('notSupported');
    for (const file of moved) {
      const place = `${target}${file.relativePath.slice(source.length)}`;
      if (file.kind === 'directory') content.makeDirectory(domain, place);
      else content.setFile(domain, place, movedAs(file));
    }
    content.removeFile(domain, source);
  }

  #file(names: readonly string[]): PhoneFile | undefined {
    return this.#content().file(this.#folder.domain, this.#placeOf(names));
  }

  #placeOf(names: readonly string[]): string {
    return [...(this.#folder.folder === '' ? [] : [this.#folder.folder]), ...names].join('/');
  }

  #nodeOf(file: PhoneFile): MediaFile {
    const known = this.#nodes.get(file);
    if (known !== undefined) return known;
    const content: FileBytes = new PhoneFileBytes(file);
    const node: MediaFile = { kind: 'file', content, modified: file.lastModified * 1000, birth: file.birth * 1000 };
    if (file.target !== undefined) node.linkTarget = file.target;
    this.#nodes.set(file, node);
    return node;
  }

  #directory(names: readonly string[], file: PhoneFile | undefined): MediaDirectory {
    const count = () => this.list(names).length;
    return {
      kind: 'directory',
      modified: (file?.lastModified ?? 0) * 1000,
      birth: (file?.birth ?? 0) * 1000,
      get entries() {
        return count();
      },
    };
  }
}

/** The file under its new name: another inode, all else as it was. */
function movedAs(file: PhoneFile) {
  const { mode, userId, groupId, lastModified, protectionClass, flags, extendedAttributes } = file;
  return {
    content: { size: file.size, make: () => file.read() },
    ...{ mode, userId, groupId, lastModified, protectionClass, flags },
    ...(extendedAttributes === undefined ? {} : { extendedAttributes }),
  };
}
