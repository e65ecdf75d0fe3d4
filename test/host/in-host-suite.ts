/** Runs test/vscode inside a real extension host and sends the counts to the parent: `in-host-suite.ts [GREP]`. */

import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { ROOT } from '../../.config/bundles.ts';
import { ONE_FAILURE, asSuiteResult } from '../support/suite-result.ts';
import { bundleInHostTests } from './bundle-in-host-tests.ts';
import { findVscode } from './vscode-program.ts';

/** Runs everything in one host and returns what the runner inside wrote down. */
async function runInHost(grep: string | undefined): Promise<unknown> {
  const program = await findVscode('test');
  const extensionTestsPath = await bundleInHostTests();
  const folder = await mkdtemp(join(tmpdir(), 'ibl-tests-'));
  const resultFile = join(folder, 'result.json');
  const reportFile = join(folder, 'report.txt');
  try {
    await writeFile(reportFile, '');
    using _report = printWhileItGrows(reportFile);
    await runTests({
      vscodeExecutablePath: program.kind === 'desktop' ? program.executable : join(import.meta.dirname, 'code-shim.ts'),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath,
      extensionTestsEnv: {
        IN_HOST_RESULT: resultFile,
        IN_HOST_REPORT: reportFile,
        IN_HOST_FOLDER: folder,
        ...(grep === undefined ? {} : { IN_HOST_GREP: grep }),
      },
      launchArgs: [folder, '--disable-extensions', `--user-data-dir=${join(folder, 'user')}`, `--extensions-dir=${join(folder, 'ext')}`],
      ...(process.env.VERBOSE === undefined ? { stdout: silence(), stderr: process.stderr } : {}),
    }).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
    });
    return JSON.parse(await readFile(resultFile, 'utf8')) as unknown;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

function silence(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}

/** The runner inside cannot print to this terminal: it writes its report into a file, line by line. */
function printWhileItGrows(file: string): Disposable {
  let printed = 0;
  const printNew = () => {
    const text = readFileSync(file, 'utf8');
    process.stdout.write(text.slice(printed));
    printed = text.length;
  };
  watchFile(file, { interval: 1000 }, printNew);
  return {
    [Symbol.dispose]: () => {
      unwatchFile(file, printNew);
      printNew();
    },
  };
}

const result = await runInHost(process.argv[2]).catch((error: unknown) => {
  console.error(`no result from the extension host: ${error instanceof Error ? error.message : String(error)}`);
  return ONE_FAILURE;
});
const counts = asSuiteResult(result) ?? ONE_FAILURE;
process.send?.(counts);
if (process.connected) process.disconnect();
process.exitCode = counts.failed === 0 ? 0 : 1;
