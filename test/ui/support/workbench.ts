/** A real workbench with the packaged extension, as a user has it: what stands in it, and how a test reaches it. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { ROOT } from '../../../.config/bundles.ts';
import { type Gestures, gesturesOn } from './gestures.ts';
import { type PageReports, watchPage } from './page-reports.ts';
import { endKeptHost, takeHost } from './warm-host.ts';

/** Screenshots are kept here after the run. */
export const ARTIFACTS = join(ROOT, 'artifacts');

export interface WorkbenchOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The language that VS Code says it has, such as `de`: its own words stay English without a language pack, the extension's follow. */
  readonly language?: string;
  /** Settings of the folder that is open; it is not trusted then, until somebody does. */
  readonly folderSettings?: Readonly<Record<string, unknown>>;
}

/** A cold start of server, workbench and extension host on a busy machine. */
export const STARTUP_MS = 90_000;

export interface Workbench extends Gestures, AsyncDisposable {
  readonly page: Page;
  readonly reports: PageReports;
  /** The folder that is open; removed at the end. */
  readonly folder: string;
  /** The document inside the extension's webview. */
  webview(): FrameLocator;
  /** Saves artifacts/NAME.png. */
  screenshot(name: string): Promise<void>;
}

/** The VSIX, installed on a normal server: toasts and dialogs are there. Needs a build in dist/. */
export async function startWorkbench({ settings, language, folderSettings }: WorkbenchOptions = {}): Promise<Workbench> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ibl-workspace-'));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  if (folderSettings !== undefined) {
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(folderSettings));
  }
  const { server, page, giveBack } = await takeHost(settings, folderSettings !== undefined);
  const since = testsSoFar();
  let isOpen = false;
  stack.defer(() => giveBack(isOpen && haveAllPassed(since)));
  page.setDefaultTimeout(30_000);
  const reports = watchPage(page);
  if (language !== undefined) await page.addInitScript((code) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: code }), language);
  await page.goto(server.url(folder));
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: STARTUP_MS });
  isOpen = true;
  const cleanup = stack.move();
  return {
    ...gesturesOn(page, STARTUP_MS),
    page,
    reports,
    folder,
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    screenshot: async (name) => {
      await mkdir(ARTIFACTS, { recursive: true });
      await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    },
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
}

/** Of all files; those of one workbench are what came since. */
const tests = { passed: 0, failed: 0 };
const testsSoFar = () => ({ ...tests });

/** At least one, for where a hook fails none is run. */
function haveAllPassed(since: typeof tests): boolean {
  return tests.failed === since.failed && tests.passed > since.passed;
}

// Around the tests of all files, because this stands in none of them.
afterEach(function () {
  if (this.currentTest?.isPassed() === true) tests.passed++;
  else tests.failed++;
});

after(endKeptHost);
