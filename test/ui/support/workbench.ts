/** A real workbench with the packaged extension, as a user has it: what stands in it, and how a test reaches it. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT } from '../../../.config/bundles.ts';
import { packExtension } from '../../../.config/vsix.ts';
import { launchBrowser } from '../../host/chromium.ts';
import { startCodeServer } from '../../host/code-server.ts';
import { type PageReports, watchPage } from './page-reports.ts';

/** Screenshots are kept here after the run. */
export const ARTIFACTS = join(ROOT, 'artifacts');

export interface WorkbenchOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A cold start of server, workbench and extension host on a busy machine. */
export const STARTUP_MS = 90_000;

export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  readonly reports: PageReports;
  /** The folder that is open; removed at the end. */
  readonly folder: string;
  /** Shows the views of the extension. */
  openSidebar(): Promise<void>;
  /** A view of the sidebar by its title, such as `Devices`. */
  view(title: string): Locator;
  /** A row in any tree, by how its text begins. */
  treeItem(name: string | RegExp): Locator;
  /** Runs a command by its title as the palette shows it. */
  runCommand(title: string): Promise<void>;
  /** Chooses an entry of an open quick pick. */
  pick(text: string | RegExp): Promise<void>;
  toast(text: string | RegExp): Locator;
  /** The document inside the extension's webview. */
  webview(): FrameLocator;
  /** Saves artifacts/NAME.png. */
  screenshot(name: string): Promise<void>;
}

/** Installs the VSIX on a normal server: toasts and dialogs are there. Needs a build in dist/. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ibl-workspace-'));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const vsix = await packOnce();
  const server = stack.use(await startCodeServer({ vsix: [vsix], ...options }));
  const browser = stack.use(await launchBrowser());
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(30_000);
  const reports = watchPage(page);
  await page.goto(server.url(folder));
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: STARTUP_MS });
  const cleanup = stack.move();
  return { ...gestures(page), page, reports, folder, [Symbol.asyncDispose]: () => cleanup.disposeAsync() };
}

let packed: Promise<string> | undefined;

/** All test files of one run look at the same VSIX. */
function packOnce(): Promise<string> {
  packed ??= packExtension();
  return packed;
}

function gestures(page: Page): Omit<Workbench, 'page' | 'reports' | 'folder' | typeof Symbol.asyncDispose> {
  const quickInput = page.locator('.quick-input-widget');
  return {
    openSidebar: async () => {
      await page.getByRole('tab', { name: 'iOS Backup' }).first().click({ timeout: STARTUP_MS });
    },
    view: (title) => page.locator('.split-view-view').filter({ has: page.getByRole('button', { name: `${title} Section` }) }),
    treeItem: (name) => page.getByRole('treeitem', { name }),
    runCommand: async (title) => {
      await page.keyboard.press('F1');
      await quickInput.locator('input').fill(`>${title}`);
      await quickInput.getByRole('option').filter({ hasText: title }).first().click();
    },
    pick: async (text) => {
      await quickInput.getByRole('option').filter({ hasText: text }).first().click();
    },
    toast: (text) => page.locator('.notification-toast').filter({ hasText: text }),
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    screenshot: async (name) => {
      await mkdir(ARTIFACTS, { recursive: true });
      await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    },
  };
}
