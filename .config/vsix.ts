/** Packs what a package.json allows into a VSIX: for `npm run package`, `npm start` and the tests of the user interface. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { ROOT } from './bundles.ts';

/** Packs dist/ as it is into out/NAME.vsix and returns that path. */
export async function packExtension({ cwd = ROOT, name = 'ios-backup-lab' } = {}): Promise<string> {
  const packagePath = join(ROOT, 'out', `${name}.vsix`);
  await mkdir(join(ROOT, 'out'), { recursive: true });
  // Everything is bundled: no package of node_modules goes along.
  await createVSIX({
    cwd,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // `files` is for npm as well: `/dist/types`, with a slash in front, is found by npm alone.
    allowUnusedFilesPattern: true,
    rewriteRelativeLinks: false,
    skipLicense: cwd !== ROOT,
  });
  return packagePath;
}
