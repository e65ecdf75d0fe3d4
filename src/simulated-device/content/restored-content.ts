/** The content of a phone after a restore: what the host sent, and what the restore left alone. */
import { compareEntries, type FileBase } from './editable-content.ts';
import type { PhoneApplication, PhoneContent, PhoneFile } from './phone-content.ts';
import { PhoneEntry } from './phone-entry.ts';
import type { SpooledFiles } from './spooled-files.ts';

export interface RestoredParts {
  readonly received: SpooledFiles;
  readonly applications: readonly PhoneApplication[];
  /** What was there before, and which of its entries stay where the host sent none; absent when all of it has gone. */
  readonly before?: { readonly content: PhoneContent; readonly stays: (file: PhoneFile) => boolean };
}

export class RestoredContent implements FileBase {
  readonly #parts: RestoredParts;

  constructor(parts: RestoredParts) {
    this.#parts = parts;
  }

  *files(): Generator<PhoneEntry> {
    const { received, before } = this.#parts;
    if (before === undefined) {
      yield* received.files();
      return;
    }
    const older = this.#staying();
    let old = older.next();
    for (const entry of received.files()) {
      for (; !old.done && compareEntries(old.value, entry) < 0; old = older.next()) yield old.value;
      if (!old.done && compareEntries(old.value, entry) === 0) old = older.next();
      yield entry;
    }
    for (; !old.done; old = older.next()) yield old.value;
  }

  file(domain: string, relativePath: string): PhoneEntry | undefined {
    const { received, before } = this.#parts;
    const entry = received.file(domain, relativePath);
    if (entry !== undefined || before === undefined) return entry;
    const old = before.content.file(domain, relativePath);
    return old === undefined || !before.stays(old) ? undefined : entryOf(old);
  }

  applications(): readonly PhoneApplication[] {
    return this.#parts.applications;
  }

  *#staying(): Generator<PhoneEntry> {
    const { before } = this.#parts;
    if (before === undefined) return;
    for (const file of before.content.files()) if (before.stays(file)) yield entryOf(file);
  }
}

function entryOf(file: PhoneFile): PhoneEntry {
  return file instanceof PhoneEntry ? file : new PhoneEntry(file.domain, file.relativePath, file, { make: () => file.read() });
}
