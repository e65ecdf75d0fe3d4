/** The browser that shows code-server's workbench. */

import { type Browser, chromium } from 'playwright-core';
import { ensureDebianPackages, findProgram } from './debian-packages.ts';

/** CHROMIUM_PATH, else a Chromium or Chrome on PATH, else Debian's package. */
export async function ensureChromium(): Promise<string> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const find = () => process.env.CHROMIUM_PATH ?? names.map(findProgram).find((path) => path !== undefined);
  if (find() === undefined) await ensureDebianPackages(['chromium']);
  const path = find();
  if (path === undefined) throw new Error('Chromium is missing; install it or set CHROMIUM_PATH');
  return path;
}

/** HEADED=1 shows the window. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'];
  return await chromium.launch({
    executablePath: await ensureChromium(),
    headless: process.env.HEADED === undefined,
    // Chromium refuses its sandbox to root, and root is who runs in many containers.
    args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
