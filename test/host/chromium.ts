/** The browser that shows code-server's workbench. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';
import { requireProgram } from './debian-packages.ts';

/** A browser that keeps what it has loaded and compiled from one page to the next. */
export interface BrowserProfile extends AsyncDisposable {
  newPage(): Promise<Page>;
  isOpen(): boolean;
  /** Closes all pages, those that a page has opened as well. */
  closePages(): Promise<void>;
  /** Forgets what pages of this origin have stored, and every permission. */
  forget(origin: string): Promise<void>;
}

/** As large as a workbench is tried. */
const VIEWPORT = { width: 1400, height: 900 };

/** HEADED=1 shows the window. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch(launchOptions());
}

export async function launchProfile(): Promise<BrowserProfile> {
  const folder = await mkdtemp(join(tmpdir(), 'ibl-browser-'));
  const context = await chromium.launchPersistentContext(folder, { ...launchOptions(), viewport: VIEWPORT });
  let isOpen = true;
  context.once('close', () => {
    isOpen = false;
  });
  // The browser ends with its last page.
  const blank = context.pages()[0] ?? (await context.newPage());
  return {
    newPage: () => context.newPage(),
    isOpen: () => isOpen,
    closePages: async () => {
      for (const page of context.pages()) if (page !== blank) await page.close();
    },
    forget: async (origin) => {
      await context.clearPermissions();
      const session = await context.newCDPSession(blank);
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      await session.detach();
    },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

function launchOptions() {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'];
  return {
    executablePath: requireProgram('chromium'),
    headless: process.env.HEADED === undefined,
    // Chromium refuses its sandbox to root, and root is who runs in many containers.
    args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}
