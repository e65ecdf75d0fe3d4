#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * Stands in for the `code` program where there is no desktop VS Code: takes the arguments that `runTests()` of
 * @vscode/test-electron passes, runs the tests in code-server's extension host behind a browser without a window, and ends
 * with their exit code.
 */

import { existsSync, statSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { type CodeServer, startCodeServer } from './code-server.ts';

interface TestRun {
  readonly developmentPaths: readonly string[];
  readonly testsPath: string;
  readonly folder: string;
  readonly extensionsDir: string | undefined;
}

/** Tests that say nothing for this long are stuck; how long all of them take says nothing on a busy machine. */
const SILENCE_LIMIT_MS = 5 * 60_000;

function parseCodeArguments(argv: readonly string[]): TestRun {
  // `code` takes many flags that mean nothing here (--no-sandbox, --disable-updates …): parsed loosely.
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const developmentPaths = (values.extensionDevelopmentPath ?? []).filter((path) => typeof path === 'string').map((path) => resolve(path));
  const testsPath = values.extensionTestsPath;
  const folder = positionals[0] ?? developmentPaths[0];
  if (typeof testsPath !== 'string' || folder === undefined) throw new Error('only runs with --extensionTestsPath are possible');
  const extensionsDir = values['extensions-dir'];
  return {
    developmentPaths,
    testsPath: testEntry(testsPath),
    folder: resolve(folder),
    extensionsDir: typeof extensionsDir === 'string' ? extensionsDir : undefined,
  };
}

/** The server loads exactly the file it is told; VS Code itself would also take a folder or leave out the extension. */
function testEntry(path: string): string {
  const base = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index') : path;
  const entry = ['', '.js', '.cjs'].map((extension) => base + extension).find((file) => existsSync(file));
  if (entry === undefined) throw new Error(`there are no tests at ${path}`);
  return resolve(entry);
}

/** Opens the workbench so that it runs the tests, and waits for what the extension host says at the end. */
async function runInWorkbench(page: Page, server: CodeServer, run: TestRun): Promise<number> {
  const { promise, resolve: end, reject: fail } = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    if (process.env.VERBOSE !== undefined) console.log(`${type}: ${format(...args)}`);
  });
  await page.exposeFunction('codeAutomationExit', (code: number | undefined) => {
    end(code ?? 1);
  });
  page.once('crash', () => {
    fail(new Error('the page crashed'));
  });
  using _limit = onSilence(() => {
    fail(new Error(`the tests said nothing for ${(SILENCE_LIMIT_MS / 60_000).toString()} minutes`));
  });
  const remote = (path: string) => `vscode-remote://${server.authority}${encodeURI(path)}`;
  await page.goto(
    server.url(run.folder, [
      ...run.developmentPaths.map((path) => ['extensionDevelopmentPath', remote(path)] as const),
      ['extensionTestsPath', remote(run.testsPath)],
      ['skipWelcome', 'true'],
    ]),
  );
  return await promise;
}

/** Calls back when the report of the tests, where each says that it has ended, has not grown for too long. */
function onSilence(callback: () => void): Disposable {
  const limit = setTimeout(callback, SILENCE_LIMIT_MS);
  const report = process.env.IN_HOST_REPORT;
  if (report !== undefined) watchFile(report, { interval: 1000 }, () => limit.refresh());
  return {
    [Symbol.dispose]: () => {
      clearTimeout(limit);
      if (report !== undefined) unwatchFile(report);
    },
  };
}

async function main(): Promise<number> {
  const run = parseCodeArguments(process.argv.slice(2));
  await using server = await startCodeServer({ testDriver: true, fewBuiltIn: true, extensionsDir: run.extensionsDir });
  try {
    await using browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    return await runInWorkbench(page, server, run);
  } catch (error) {
    console.error((await readFile(server.logFile, 'utf8')).slice(-3000));
    throw error;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`code-shim: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
