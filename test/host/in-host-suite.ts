/** Runs test/vscode inside a real extension host and sends the counts to the parent: `in-host-suite.ts [GREP]`. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { ROOT } from '../../.config/bundles.ts';
import { ONE_FAILURE, asSuiteResult } from '../support/suite-result.ts';
import { findVscode } from './vscode-program.ts';

/** The tests and the file that runs them, for an extension host, which loads CommonJS. */
async function bundleTests(): Promise<string> {
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
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outdir, 'index.cjs');
}

/** Runs everything in one host and returns what the runner inside wrote down. */
async function runInHost(grep: string | undefined): Promise<unknown> {
  const program = await findVscode('test');
  const extensionTestsPath = await bundleTests();
  const folder = await mkdtemp(join(tmpdir(), 'ibl-tests-'));
  const resultFile = join(folder, 'result.json');
  try {
    await runTests({
      vscodeExecutablePath: program.kind === 'desktop' ? program.executable : join(import.meta.dirname, 'code-shim.ts'),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath,
      extensionTestsEnv: { IN_HOST_RESULT: resultFile, IN_HOST_FOLDER: folder, ...(grep === undefined ? {} : { IN_HOST_GREP: grep }) },
      launchArgs: [folder, '--disable-extensions', `--user-data-dir=${join(folder, 'user')}`, `--extensions-dir=${join(folder, 'ext')}`],
      ...(process.env.VERBOSE === undefined ? { stdout: silence(), stderr: process.stderr } : {}),
    }).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
    });
    return JSON.parse(await readFile(resultFile, 'utf8')) as unknown;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function silence(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}

/** The runner inside cannot print to this terminal: it writes its report into the result. */
function printReport(result: unknown): void {
  if (typeof result === 'object' && result !== null && 'report' in result && typeof result.report === 'string') console.log(result.report);
}

const result = await runInHost(process.argv[2]).catch((error: unknown) => {
  console.error(`no result from the extension host: ${error instanceof Error ? error.message : String(error)}`);
  return ONE_FAILURE;
});
printReport(result);
const counts = asSuiteResult(result) ?? ONE_FAILURE;
process.send?.(counts);
if (process.connected) process.disconnect();
process.exitCode = counts.failed === 0 ? 0 : 1;
