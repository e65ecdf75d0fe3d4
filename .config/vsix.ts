/** Packs what a package.json allows into a VSIX: for `npm run package`, `npm start` and the tests of the user interface. */

import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageManager, createVSIX, listFiles } from '@vscode/vsce';
import { ROOT } from './bundles.ts';

const PICTURES = 'webview/assets/pictures/';

/** Packs dist/ as it is into out/ios-backup-lab.vsix and returns that path. */
export async function packExtension(): Promise<string> {
  const stage = await mkdtemp(join(tmpdir(), 'vsix-'));
  try {
    for (const file of (await filesOfPackage()).filter((path) => !path.startsWith(PICTURES))) await cp(join(ROOT, file), join(stage, file));
    await writeFile(join(stage, 'README.md'), readmeWithoutPictures());
    return await packFolder(stage, 'ios-backup-lab');
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** What package.json allows. vsce would hold every file of the checkout against every pattern: it gets to see only the folders that patterns begin with. */
async function filesOfPackage(): Promise<string[]> {
  const view = await mkdtemp(join(tmpdir(), 'vsix-'));
  try {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: readonly string[] };
    const tops = new Set(['package.json', ...files.map((pattern) => pattern.replace(/^\//, '').replace(/\/.*/s, ''))]);
    for (const top of tops) await symlink(join(ROOT, top), join(view, top));
    // Everything is bundled: no package of node_modules goes along. That vsce can follow links is missing in its types.
    const options = { cwd: view, packageManager: PackageManager.None, followSymlinks: true };
    return await listFiles(options);
  } finally {
    await rm(view, { recursive: true, force: true });
  }
}

/** Packs a folder with a package.json into out/NAME.vsix and returns that path. */
export async function packFolder(cwd: string, name: string): Promise<string> {
  const packagePath = join(ROOT, 'out', `${name}.vsix`);
  await mkdir(join(ROOT, 'out'), { recursive: true });
  await createVSIX({
    cwd,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // `files` is for npm as well: `/dist/types`, with a slash in front, is found by npm alone.
    allowUnusedFilesPattern: true,
    rewriteRelativeLinks: false,
    skipLicense: !existsSync(join(cwd, 'LICENSE')),
  });
  return packagePath;
}

/** VS Code's page of an extension shows no picture but from the web: neither a file beside the text nor one inside it (tried with 1.139). */
export function readmeWithoutPictures(): string {
  return readFileSync(join(ROOT, 'README.md'), 'utf8').replace(/^!\[[^\]]*\]\([^)]*\)\n\n/gm, '');
}
