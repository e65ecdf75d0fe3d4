/** Does everything in the folder belong there: every payload to a row, in the place its name demands? */
import type { RankedRows } from '../../read/catalogue/ranked-rows.ts';
import type { Check, FindingDetails, StoredItem } from '../check.ts';

export const folderContents: Check = {
  name: 'folder-contents',
  begin({ catalogue, report }) {
    const rows = catalogue && new RowNames(catalogue);
    return {
      row({ fileID, expectedFileID }) {
        if (fileID !== expectedFileID) rows?.alsoKnown.add(expectedFileID);
      },
      stored(item) {
        const { place, kind, fileID } = item;
        if (kind === 'unknown') {
          report('unknown-file', `${place} is not part of a backup.`, details(item));
        } else if (kind === 'misplaced-payload') {
          report('payload-misplaced', `${place} is named like the content of a file but is in the wrong folder.`, details(item));
        } else if (fileID !== undefined && rows?.has(fileID) === false) {
          report('payload-orphan', `${place} does not belong to any file in the list of files.`, details(item));
        }
      },
    };
  },
};

function details(item: StoredItem): FindingDetails {
  const { fileID, place } = item;
  return { ...(fileID === undefined ? {} : { fileID }), evidence: { file: place, bytes: item.bytes() } };
}

/** Answers for the fileIDs of one folder at a time, so that a large catalogue need not be remembered as a whole. */
class RowNames {
  /** What rows with a wrong fileID should be called: their content is not without an owner. */
  readonly alsoKnown = new Set<string>();
  readonly #catalogue: RankedRows;
  #prefix = '';
  #known: ReadonlySet<string> = new Set();

  constructor(catalogue: RankedRows) {
    this.#catalogue = catalogue;
  }

  has(fileID: string): boolean {
    const prefix = fileID.slice(0, 2);
    if (prefix !== this.#prefix) this.#known = this.#catalogue.fileIDsWith(prefix);
    this.#prefix = prefix;
    return this.#known.has(fileID) || this.alsoKnown.has(fileID);
  }
}
