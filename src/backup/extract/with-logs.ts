/** A database and its log are one: adds to some rows what belongs to the databases among them. */
import type { CatalogueIndex } from '../read/index/catalogue-index.ts';
import { FLAG_DIRECTORY } from '../../formats/index.ts';

const SUFFIXES = ['-wal', '-shm'].map((suffix) => Buffer.from(suffix));
const SUFFIX_BYTES = 4;

/** Ascending. */
export function withLogs(index: CatalogueIndex, ranks: Uint32Array): Uint32Array {
  if (ranks.length === index.length) return ranks;
  const { names, flags, rowOf, rankOf } = index.tables;
  const isChosen = new Uint8Array(index.length + 1);
  for (const rank of ranks) isChosen[rank] = 1;
  let added = 0;
  for (let row = 0; row < rankOf.length; row++) {
    const end = names.endOf(row);
    const start = names.startOf(row);
    // Most names end otherwise, and cost no more than this look.
    if (end - start <= SUFFIX_BYTES || names.bytes[end - SUFFIX_BYTES] !== SUFFIXES[0]?.[0]) continue;
    const suffix = names.bytes.subarray(end - SUFFIX_BYTES, end);
    if (!SUFFIXES.some((each) => each.equals(suffix))) continue;
    added += chooseTogether(row, names.bytes.slice(start, end - SUFFIX_BYTES));
  }
  return added === 0 ? ranks : Uint32Array.from(isChosen.keys()).filter((rank) => isChosen[rank] === 1);

  /** How many more are chosen now. */
  function chooseTogether(row: number, database: Uint8Array): number {
    const files = [database, ...SUFFIXES.map((suffix) => Buffer.concat([database, suffix]))]
      .map((name) => index.siblingOf(row, name))
      .filter((rank) => rank !== undefined && flags[rowOf[rank - 1] ?? 0] !== FLAG_DIRECTORY);
    const chosen = files.filter((rank) => rank !== undefined && isChosen[rank] === 1).length;
    if (chosen === 0) return 0;
    for (const rank of files) if (rank !== undefined) isChosen[rank] = 1;
    return files.length - chosen;
  }
}
