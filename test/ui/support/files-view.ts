/** The Files view of a backup's page: a page that is new opens on its Overview. */

import type { FrameLocator, Locator } from 'playwright-core';
import { STARTUP_MS } from './workbench.ts';

/** Chooses Files until something of it is there: a page that is just opening, or takes the place of another one, may lose the first click. */
export async function waitInFiles(page: FrameLocator, there: Locator, timeout = STARTUP_MS): Promise<void> {
  const until = Date.now() + timeout;
  for (;;) {
    await page
      .locator('#tab-files[aria-selected="false"]')
      .click({ timeout: 1000 })
      .catch(() => undefined);
    try {
      await there.waitFor({ timeout: 2000 });
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
