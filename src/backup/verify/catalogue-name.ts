/** The name of the catalogue that a backup has, or should have. */
import { valueOf } from '../read/plist-reading.ts';
import type { InspectedFolder } from '../read/summary.ts';

const FIRST_VERSION_OF_DB = 10;

/** Manifest.mbdb up to iOS 9; of one that is missing, Manifest.plist tells. */
export function catalogueName({ probe, plists }: InspectedFolder): 'Manifest.db' | 'Manifest.mbdb' {
  if (probe.kind === 'mbdb' || probe.kind === 'not-mbdb') return 'Manifest.mbdb';
  const version = valueOf(plists['Manifest.plist'])?.version;
  const isOld = probe.kind === 'missing' && version !== undefined && Number(version) < FIRST_VERSION_OF_DB;
  return isOld ? 'Manifest.mbdb' : 'Manifest.db';
}
