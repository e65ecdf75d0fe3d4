/** Damage to the catalogue as a whole. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileOf } from './awkward-files.ts';
import { flipped, hasEncryptedCatalogue, isDb, isMbdb, type DamageKind } from './damage-kind.ts';
import type { Specimen } from './specimen.ts';

const PAGE = 4096;

const stored =
  (change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): string => {
    specimen.changeCatalogueStored(change);
    return specimen.catalogueName;
  };

const readable =
  (change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): string => {
    specimen.changeCatalogue(change);
    return specimen.catalogueName;
  };

const UNREADABLE = { code: 'catalogue-unreadable', verdict: 'unreadable' } as const;

export const CATALOGUE_DAMAGE: readonly DamageKind[] = [
  {
    what: 'the catalogue is missing',
    damage: (specimen) => {
      rmSync(join(specimen.path, specimen.catalogueName));
      return specimen.catalogueName;
    },
    code: 'catalogue-missing',
    verdict: 'unreadable',
  },
  { what: 'the catalogue is empty', damage: stored(() => Buffer.alloc(0)), ...UNREADABLE },
  {
    what: 'half of the catalogue is cut off',
    eras: isDb,
    damage: stored((bytes) => bytes.subarray(0, PAGE * (bytes.length >> 13))),
    ...UNREADABLE,
  },
  { what: 'the end of the catalogue is cut off', damage: stored((bytes) => bytes.subarray(0, -37)), ...UNREADABLE },
  { what: 'the catalogue begins with something else', damage: readable((bytes) => Buffer.from(bytes).fill(0x2a, 0, 6)), ...UNREADABLE },
  {
    what: 'a page of the catalogue is nothing',
    eras: isDb,
    damage: readable((bytes) => Buffer.from(bytes).fill(0, 3 * PAGE, 4 * PAGE)),
    ...UNREADABLE,
  },
  {
    what: 'a bit of the encrypted catalogue is flipped at the start of a page',
    eras: hasEncryptedCatalogue,
    damage: stored((bytes) => flipped(bytes, 3 * PAGE)),
    ...UNREADABLE,
  },
  {
    what: 'a bit of the encrypted catalogue is flipped in its first block',
    eras: hasEncryptedCatalogue,
    damage: stored((bytes) => flipped(bytes, 3)),
    ...UNREADABLE,
  },
  {
    what: 'a length in the catalogue is absurd',
    eras: isMbdb,
    // The length of the domain in the record of the photo.
    damage: (specimen) => readable((bytes) => Buffer.from(bytes).fill(0xfe, offsetOf(specimen), offsetOf(specimen) + 2))(specimen),
    ...UNREADABLE,
  },
  {
    what: 'changes of the catalogue are only in its log',
    eras: (era) => isDb(era) && !era.catalogueEncrypted,
    damage: (specimen) => {
      const file = join(specimen.path, specimen.catalogueName);
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA wal_autocheckpoint=0; DELETE FROM Files WHERE fileID = '${fileOf(specimen, 'link').fileID}'`);
      const log = readFileSync(`${file}-wal`);
      database.close();
      writeFileSync(`${file}-wal`, log);
      return `${specimen.catalogueName}-wal`;
    },
    code: 'catalogue-log-beside',
  },
  {
    what: 'the catalogue has an index, as that of iOS 4',
    eras: isMbdb,
    damage: (specimen) => {
      writeFileSync(join(specimen.path, 'Manifest.mbdx'), Buffer.from('6d6264780200' + '00000000', 'hex'));
      return specimen.catalogueName;
    },
    code: 'catalogue-too-old',
    verdict: 'unconfirmed',
  },
  {
    what: 'an empty Manifest.db lies beside Manifest.mbdb',
    eras: isMbdb,
    damage: (specimen) => {
      writeFileSync(join(specimen.path, 'Manifest.db'), '');
      return 'Manifest.db';
    },
    code: 'stray-manifest-db',
  },
  {
    what: 'a Manifest.db of some other program lies beside Manifest.mbdb',
    eras: isMbdb,
    damage: (specimen) => {
      const database = new DatabaseSync(join(specimen.path, 'Manifest.db'));
      database.exec('CREATE TABLE Other (name TEXT)');
      database.close();
      return 'Manifest.db';
    },
    code: 'stray-manifest-db',
  },
  {
    what: 'the catalogue holds nothing',
    damage: (specimen) => {
      if (specimen.era.catalogue === 'mbdb') specimen.changeCatalogue((bytes) => bytes.subarray(0, 6));
      else specimen.editDatabase((database) => database.exec('DELETE FROM Files'));
      return specimen.catalogueName;
    },
    code: 'catalogue-empty',
  },
];

function offsetOf(specimen: Specimen): number {
  return fileOf(specimen, 'photo').record?.offset ?? 0;
}
