/** Bundles test/vscode into out/vscode, as an extension host can load it. Also a program of its own, for debugging with F5. */

import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../../.config/bundles.ts';

/** The tests and the file that runs them, for an extension host, which loads CommonJS. */
export async function bundleInHostTests(): Promise<string> {
  const outdir = join(ROOT, 'out', 'vscode');
  await rm(outdir, { recursive: true, force: true });
  const tests = globSync('test/vscode/**/*.test.ts', { cwd: ROOT });
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...tests.sort(), 'test/vscode/index.ts'],
    outbase: 'test/vscode',
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // Code from src is bundled, packages are the ones of node_modules: mocha must be the one that runs.
    external: ['vscode'],
    packages: 'external',
    // Code of the product that starts a worker finds it where the build put it.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(ROOT, 'dist', 'extension.js'))), 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outdir, 'index.cjs');
}

if (process.argv[1] === import.meta.filename) await bundleInHostTests();
