/** The name of the catalogue that a backup has, or should have. */
import { basename } from 'node:path';
import { valueOf } from '../read/plist-reading.ts';
import type { InspectedFolder } from '../read/summary.ts';

const FIRST_VERSION_OF_DB = 10;

/** Manifest.mbdb up to iOS 9; of one that is missing, Manifest.plist tells. */
export function catalogueName({ probe, plists }: InspectedFolder): 'Manifest.db' | 'Manifest.mbdb' {
  if ('path' in probe) return basename(probe.path) === 'Manifest.mbdb' ? 'Manifest.mbdb' : 'Manifest.db';
  const version = valueOf(plists['Manifest.plist'])?.version;
  return version !== undefined && Number(version) < FIRST_VERSION_OF_DB ? 'Manifest.mbdb' : 'Manifest.db';
}
