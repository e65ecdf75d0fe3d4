/** How a file system without case spells what a device has named in other letters. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldName } from './settled-paths.ts';

/** What devices name as they have written it: no need to look. */
const USUAL = /^(?:[0-9a-f]{2}\/)?[0-9a-f]{40}$|^(?:Info|Status|Manifest)\.plist$|^Manifest\.(?:db|mbdb)$/;

/** The path as it stands on the disk, as far as it stands there. */
export function spellingOnDisk(backupPath: string, path: string): string {
  if (path === '' || USUAL.test(path)) return path;
  let spelled = '';
  for (const name of path.split('/')) {
    const names = namesIn(join(backupPath, spelled));
    const found = names.includes(name) ? name : (names.find((each) => foldName(each) === foldName(name)) ?? name);
    spelled = spelled === '' ? found : `${spelled}/${found}`;
  }
  return spelled;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
