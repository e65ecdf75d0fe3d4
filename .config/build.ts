/** `npm run build`: bundles into dist/, declarations of the doors into dist/types. `--dev` keeps the code readable for debugging. */

import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { ROOT, SQLITE_FALLBACK, bundles, copySqliteFallback, esbuildOptions } from './bundles.ts';
import { NOTICES_FILE, bundledPackages, folderOfPackage, noticesOf } from './notices.ts';
import { runNodeTool } from './node-tool.ts';

const DIST = join(ROOT, 'dist');

/** Builds everything and removes from dist/ what an earlier build left there. */
async function buildAll(options: { minify: boolean }): Promise<void> {
  const started = performance.now();
  const made = await bundleAll(options);
  await emitDeclarations();
  const kept = new Set([...made, NOTICES_FILE, ...copySqliteFallback(DIST).map((name) => `dist/${name}`)].map((file) => join(ROOT, file)));
  await removeOthers(DIST, kept);
  console.log(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const file of made.filter((name) => /^dist\/(webview\/)?[a-z-]+\.c?js$/.test(name))) {
    console.log(`  ${file.padEnd(32)} ${((await stat(join(ROOT, file))).size / 1000).toFixed(1).padStart(7)} kB`);
  }
}

/** The files made, relative to the root. */
async function bundleAll(options: { minify: boolean }): Promise<string[]> {
  const results = await Promise.all(bundles(options).map(async (bundle) => (await build(esbuildOptions(bundle))).metafile));
  const metafiles = results.filter((metafile): metafile is Metafile => metafile !== undefined);
  const packages = [...bundledPackages(metafiles), folderOfPackage(SQLITE_FALLBACK.packageName)];
  await writeFile(join(ROOT, NOTICES_FILE), noticesOf(packages));
  return metafiles.flatMap((metafile) => Object.keys(metafile.outputs)).sort();
}

/** The types that a program importing one of the doors sees. */
async function emitDeclarations(): Promise<void> {
  await rm(join(DIST, 'types'), { recursive: true, force: true });
  await runNodeTool('node_modules/ts7/bin/tsc', ['-p', '.config/tsconfig.declarations.json']);
}

async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path) && !path.startsWith(join(DIST, 'types'))) await rm(path);
  }
}

try {
  await buildAll({ minify: !process.argv.includes('--dev') });
} catch (error) {
  // esbuild and the compiler have already said what is wrong.
  console.error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : error);
  process.exitCode = 1;
}
