/** Tells the catalogues of all eras apart by their first bytes. */
import { MBDB_HEADER, startsWith } from './read-mbdb.ts';

/**
 * | format | file | first bytes |
 * |---|---|---|
 * | `sqlite` | Manifest.db, readable or decrypted | "SQLite format 3", 0 |
 * | `mbdb`   | Manifest.mbdb, iOS 4 to 9 | "mbdb", 5, 0 |
 * | `mbdx`   | Manifest.mbdx, iOS 4: an index of the former, needed by nobody | "mbdx", 2, 0 |
 */
type CatalogueFormat = 'sqlite' | 'mbdb' | 'mbdx';

/** Enough of a file to recognise it by. */
export const CATALOGUE_MAGIC_BYTES = 16;

const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const MBDX_HEADER = Uint8Array.of(0x6d, 0x62, 0x64, 0x78, 2, 0);

/** The format of a catalogue by its first bytes. Undefined for anything else: an encrypted Manifest.db, or damage. */
export function catalogueFormatOf(start: Uint8Array): CatalogueFormat | undefined {
  if (startsWith(start, SQLITE_MAGIC)) return 'sqlite';
  if (startsWith(start, MBDB_HEADER)) return 'mbdb';
  return startsWith(start, MBDX_HEADER) ? 'mbdx' : undefined;
}
