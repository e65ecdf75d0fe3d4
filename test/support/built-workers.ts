/**
 * The product's threads start from bundles of today's source, made once for a run of tests. Otherwise Node strips the types of a whole room
 * anew for each thread, which takes three times as long as what most of them do, and a run starts thousands.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import workerThreads, { Worker, type WorkerOptions } from 'node:worker_threads';
import { build, stop } from 'esbuild';
import { ROOT, bundles, copySqliteFallback, esbuildOptions } from '../../.config/bundles.ts';

const SOURCES = pathToFileURL(join(ROOT, 'src/')).href;

/** From now on, as long as this process lives. */
export async function useBuiltWorkers(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'workers-of-tests-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const bundle of bundles({ minify: false, threadsAlone: true }).filter(({ name }) => name === 'workers')) {
    // Without maps, which nobody reads who has not asked Node for them: each thread would load twice as much.
    await build({ ...esbuildOptions(bundle), outdir: folder, metafile: false, sourcemap: false });
  }
  await stop();
  copySqliteFallback(folder);
  workerThreads.Worker = class extends Worker {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(builtFrom(address, folder), options);
    }
  };
  syncBuiltinESMExports();
}

function builtFrom(address: string | URL, folder: string): string | URL {
  if (!(address instanceof URL) || !address.href.startsWith(SOURCES) || !address.href.endsWith('-worker.ts')) return address;
  return pathToFileURL(join(folder, 'workers', basename(address.pathname, '.ts').concat('.js')));
}
