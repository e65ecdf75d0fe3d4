/** The rows of a catalogue as tables of numbers and names, for whoever goes through all of them. */
import type { FolderTree } from './folder-tree.ts';
import type { NameStore } from './name-store.ts';

/** Stands for flags that no phone writes. */
export const ODD_FLAGS = 255;

/** What the rows of a catalogue are called and where they are, for whoever looks through all of them. A row is its place in the order in which they lie. */
export interface CatalogueTables {
  /** Of each row, ascending. */
  readonly rowids: Float64Array;
  /** Last segment of each row. */
  readonly names: NameStore;
  /** Folder of each row. */
  readonly parents: Uint32Array;
  readonly flags: Uint8Array;
  readonly folders: FolderTree;
  /** Row of each rank (the first rank is 1, its place 0), and rank of each row. */
  readonly rowOf: Uint32Array;
  readonly rankOf: Uint32Array;
  /** The domain of one of the two folders without a name that each domain has. */
  readonly domainOf: (top: number) => string;
}
