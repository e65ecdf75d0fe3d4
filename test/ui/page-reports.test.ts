/** The instruments of these tests: a breach of a content security policy is seen, wherever in the page it happens. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/chromium.ts';
import { watchPage } from './support/page-reports.ts';

const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src 'self'">`;

describe('what the browser reports', () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    if (request.url === '/inner') response.end(`${POLICY}<p style="color: red">styled</p><p id="done">inner</p>`);
    else response.end('<iframe src="/inner"></iframe><img src="http://192.0.2.1/picture.png" alt="elsewhere">');
  });
  let browser: Browser;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  it('holds a breach inside a frame and a request that leaves this computer', async () => {
    const page = await browser.newPage();
    const reports = watchPage(page);
    // Nothing of the planted request reaches the network.
    await page.route('http://192.0.2.1/**', (route) => route.abort());
    const breach = page.waitForEvent('console', (message) => message.text().includes('Content Security Policy'));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`);
    await page.frameLocator('iframe').locator('#done').waitFor();
    await breach;
    assert.equal(reports.contentSecurity.length, 1);
    assert.deepEqual(reports.outsideRequests, ['http://192.0.2.1/picture.png']);
  });
});
