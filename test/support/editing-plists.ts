/** Changes keys of the Manifest.plist of a backup that a test may damage. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlist, writeBinaryPlist, type PlistDict, type PlistValue } from '../../src/formats/index.ts';

export function manifestPlistOf(backup: string): PlistDict {
  const plist = parsePlist(readFileSync(join(backup, 'Manifest.plist')));
  if (!(plist instanceof Map)) throw new Error('Manifest.plist holds no dictionary');
  return plist;
}

/** A key that is set to undefined is taken out. */
export function editManifestPlist(backup: string, changes: Readonly<Record<string, PlistValue | undefined>>): void {
  const plist = manifestPlistOf(backup);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) plist.delete(key);
    else plist.set(key, value);
  }
  writeFileSync(join(backup, 'Manifest.plist'), writeBinaryPlist(plist));
}
