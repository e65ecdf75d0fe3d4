/** What Core Data keeps in each of its stores beside the rows of an app. */
import { dict, writeBinaryPlist } from '../../formats/index.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Insert } from './sqlite-file.ts';

/** A kind of row. */
interface Entity {
  /** Z_ENT of its rows. */
  readonly number: number;
  readonly name: string;
  /** The highest Z_PK. */
  readonly rows: number;
  /** The number of the kind that it is a kind of; 0 = none. */
  readonly parent?: number;
}

/** Z_PRIMARYKEY and Z_METADATA. The compiled model of a real store, in Z_MODELCACHE, is nobody's to make up and left out. */
export function insertStoreTables(insert: Insert, entities: readonly Entity[], random: SeededRandom): void {
  for (const { number, name, rows, parent = 0 } of entities) {
    insert('Z_PRIMARYKEY', { Z_ENT: number, Z_NAME: name, Z_SUPER: parent, Z_MAX: rows });
  }
  const about = dict({ NSPersistenceFrameworkVersion: 1331n, NSStoreModelVersionHashesVersion: 3n, NSStoreType: 'SQLite' });
  insert('Z_METADATA', { Z_VERSION: 1, Z_UUID: random.uuid(), Z_PLIST: writeBinaryPlist(about) });
}
