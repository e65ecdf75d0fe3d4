/** The entry of the page: greets the extension, then shows the backup. */
import './style/page.css';
import { MESSAGE_VERSION } from '../src/view/index.ts';
import { BrowserPage } from './browser-page.ts';
import { connectHost } from './host.ts';

async function start(root: HTMLElement): Promise<void> {
  const host = connectHost();
  const greeting = await host.request('ready', { version: MESSAGE_VERSION });
  document.documentElement.lang = greeting.language;
  new BrowserPage(host, greeting, root).load();
}

void start(document.body);
