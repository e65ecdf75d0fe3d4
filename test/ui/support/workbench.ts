/** A real workbench with the packaged extension, as a user has it: what stands in it, and how a test reaches it. */

import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { ROOT } from '../../../.config/bundles.ts';
import { packExtension } from '../../../.config/vsix.ts';
import { launchBrowser } from '../../host/chromium.ts';
import { installVsix, startCodeServer } from '../../host/code-server.ts';
import { type Gestures, gesturesOn } from './gestures.ts';
import { type PageReports, watchPage } from './page-reports.ts';

/** Screenshots are kept here after the run. */
export const ARTIFACTS = join(ROOT, 'artifacts');

export interface WorkbenchOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
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
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ibl-workspace-'));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  const { folderSettings, language, ...serverOptions } = options;
  if (folderSettings !== undefined) {
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(folderSettings));
  }
  const extensionsDir = await installOnce();
  const server = stack.use(await startCodeServer({ extensionsDir, workspaceTrust: folderSettings !== undefined, ...serverOptions }));
  const browser = stack.use(await launchBrowser());
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(30_000);
  const reports = watchPage(page);
  if (language !== undefined) await page.addInitScript((code) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: code }), language);
  await page.goto(server.url(folder));
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: STARTUP_MS });
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

let installed: Promise<string> | undefined;

/** All test files of one run look at the same VSIX, installed once: each time is a start of code-server more. What they change stands elsewhere. */
function installOnce(): Promise<string> {
  installed ??= (async () => {
    const extensionsDir = await mkdtemp(join(tmpdir(), 'ibl-extensions-'));
    process.once('exit', () => {
      rmSync(extensionsDir, { recursive: true, force: true });
    });
    await installVsix(await packExtension(), extensionsDir);
    return extensionsDir;
  })();
  return installed;
}
