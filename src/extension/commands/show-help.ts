/** Show Help: the page of a code or a topic, and the list of all pages without one. */
import type { App } from '../app.ts';

const ALL_PAGES = 'index';

export async function showHelp(app: App, target?: unknown): Promise<void> {
  const shown = typeof target === 'string' && (await app.help.show(target));
  if (!shown) await app.help.show(ALL_PAGES);
}
