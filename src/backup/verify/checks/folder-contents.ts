/** Does everything in the folder belong there: every payload to a row, in the place its name demands? */
import type { CatalogueStore } from '../../read/catalogue-store.ts';
import type { Check, StoredItem } from '../check.ts';

export const folderContents: Check = {
  name: 'folder-contents',
  begin({ catalogue, report }) {
    const rows = catalogue && new RowNames(catalogue);
    return {
      row({ fileID, expectedFileID }) {
        if (fileID !== expectedFileID) rows?.alsoKnown.add(expectedFileID);
      },
      stored(item) {
        const evidence = { file: item.place, bytes: item.bytes() };
        if (item.kind === 'unknown') {
          report('unknown-file', `${item.place} is no part of a backup.`, { evidence });
        } else if (item.kind === 'misplaced-payload') {
          report(
            'payload-misplaced',
            `${item.place} has the name of content, but lies where nobody looks for it.`,
            details(item, evidence),
          );
        } else if (item.fileID !== undefined && rows?.has(item.fileID) === false) {
          report('payload-orphan', `${item.place} belongs to no file of the catalogue.`, details(item, evidence));
        }
      },
    };
  },
};

function details({ fileID }: StoredItem, evidence: Readonly<Record<string, unknown>>) {
  return { ...(fileID === undefined ? {} : { fileID }), evidence };
}

/** Answers for the fileIDs of one folder at a time, so that a large catalogue need not be remembered as a whole. */
class RowNames {
  /** What rows with a wrong fileID should be called: their content is not without an owner. */
  readonly alsoKnown = new Set<string>();
  readonly #catalogue: CatalogueStore;
  #prefix = '';
  #known: ReadonlySet<string> = new Set();

  constructor(catalogue: CatalogueStore) {
    this.#catalogue = catalogue;
  }

  has(fileID: string): boolean {
    const prefix = fileID.slice(0, 2);
    if (prefix !== this.#prefix) this.#known = this.#catalogue.fileIDsWith(prefix);
    this.#prefix = prefix;
    return this.#known.has(fileID) || this.alsoKnown.has(fileID);
  }
}
