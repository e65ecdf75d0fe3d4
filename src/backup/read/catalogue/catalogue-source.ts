/** Where the list of files of a backup is to be had from, as plain data that can go to a thread. */
import { dataAt, type ClassKeysData } from '../../../formats/index.ts';
import type { BackupFolder } from '../backup-folder.ts';
import { dictionaryOf } from '../plist-reading.ts';
import { obstacleOf, unreadable, type InspectedFolder } from '../summary.ts';

export type CatalogueSource =
  /** Manifest.db in the clear. `log` is the write-ahead log that may lie beside it. */
  | { readonly kind: 'database'; readonly path: string; readonly log: string | undefined }
  /** Manifest.db encrypted as a whole; `wrappedKey` is the ManifestKey of Manifest.plist. */
  | {
      readonly kind: 'encrypted-database';
      readonly path: string;
      readonly log: string | undefined;
      readonly wrappedKey: Uint8Array;
    }
  | { readonly kind: 'mbdb'; readonly path: string };

/** What a thread needs to open it. It wipes the keys when it has made its own `ClassKeys` of them. */
export interface CatalogueJob {
  readonly source: CatalogueSource;
  readonly keys?: ClassKeysData;
}

/** @throws BackupError what keeps the catalogue from being opened, as far as headers and property lists show it: `obstacleOf` */
export function catalogueSourceOf(inspected: InspectedFolder, hasKeys: boolean): CatalogueSource {
  const obstacle = obstacleOf(inspected, hasKeys);
  if (obstacle !== undefined) throw obstacle;
  const { probe, folder, plists } = inspected;
  switch (probe.kind) {
    case 'sqlite':
      return { kind: 'database', path: probe.path, log: logOf(folder) };
    case 'mbdb':
      return { kind: 'mbdb', path: probe.path };
    case 'opaque': {
      const manifest = dictionaryOf(plists['Manifest.plist']);
      const wrappedKey = manifest && dataAt(manifest, 'ManifestKey');
      if (wrappedKey === undefined) throw unreadable(probe.path, 'no-key', {});
      return { kind: 'encrypted-database', path: probe.path, log: logOf(folder), wrappedKey };
    }
    default:
      throw unreadable(folder.path, 'unopenable', { probe: probe.kind });
  }
}

function logOf(folder: BackupFolder): string | undefined {
  return folder.locate('Manifest.db-wal');
}
