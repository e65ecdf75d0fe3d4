/** Packs what package.json allows into a VSIX: for `npm run package`, `npm start` and the tests of the user interface. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { ROOT } from './bundles.ts';

/** Packs dist/ as it is; `out/ios-backup-lab.vsix` unless told otherwise. */
export async function packExtension(packagePath = join(ROOT, 'out', 'ios-backup-lab.vsix')): Promise<string> {
  await mkdir(join(ROOT, 'out'), { recursive: true });
  // Everything is bundled: no package of node_modules goes along.
  await createVSIX({ cwd: ROOT, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}
