/** The browser that shows code-server's workbench. */

import { type Browser, chromium } from 'playwright-core';
import { requireProgram } from './debian-packages.ts';

/** HEADED=1 shows the window. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'];
  return await chromium.launch({
    executablePath: requireProgram('chromium'),
    headless: process.env.HEADED === undefined,
    // Chromium refuses its sandbox to root, and root is who runs in many containers.
    args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
