/** The content of a phone, which a restore or an erasure replaces as a whole, and the private folders of received files. */
import { EditableContent } from '../content/editable-content.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import { RestoredContent, type RestoredParts } from '../content/restored-content.ts';
import { SpooledFiles } from '../content/spooled-files.ts';

/** Restored files get inodes that no other file of the phone has had. */
const FIRST_RESTORED_INODE = 30_000_000_000n;
const INODES_PER_RESTORE = 1_000_000_000n;

export class PhoneStorage implements Disposable {
  readonly #spools = new Set<SpooledFiles>();
  readonly #factoryContent: (erased: PhoneContent) => PhoneContent;
  #content: PhoneContent;
  #restores = 0n;

  constructor(content: PhoneContent, factoryContent: (erased: PhoneContent) => PhoneContent) {
    this.#content = content;
    this.#factoryContent = factoryContent;
  }

  get content(): PhoneContent {
    return this.#content;
  }

  /** A place for what a restore brings. Whoever takes it hands it back to `putInPlace`, or disposes of it. */
  makeSpool(): SpooledFiles {
    return SpooledFiles.create(FIRST_RESTORED_INODE + INODES_PER_RESTORE * this.#restores++);
  }

  /** From here on the phone holds what was restored; its folder is kept as long as anything in it is. */
  putInPlace(parts: RestoredParts): void {
    if (parts.before === undefined) this[Symbol.dispose]();
    this.#spools.add(parts.received);
    this.#content = new EditableContent(() => new RestoredContent(parts), this.#content.revision + 1);
  }

  /** Everything that was received is gone. */
  erase(): void {
    this.#content = this.#factoryContent(this.#content);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    for (const spool of this.#spools) spool[Symbol.dispose]();
    this.#spools.clear();
  }
}
