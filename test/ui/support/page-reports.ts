/** What a browser reports while a page runs: breaches of a content security policy, and requests that leave this computer. */

import type { Page } from 'playwright-core';

export interface PageReports {
  /** One line for each breach, in any frame. */
  readonly contentSecurity: readonly string[];
  /** Addresses outside this computer that some frame asked for. */
  readonly outsideRequests: readonly string[];
}

/** Addresses that the service worker of a webview answers from the extension's own files. */
const ANSWERED_INSIDE = /^(blob|data|about|vscode-[\w-]+):|^https?:\/\/(127\.0\.0\.1|localhost)[:/]|\.vscode-resource\.vscode-cdn\.net\//;

/** Starts before the page is opened, so that nothing is missed. */
export function watchPage(page: Page): PageReports {
  const contentSecurity: string[] = [];
  const outsideRequests: string[] = [];
  // The browser writes every breach to the console of the frame; page scripts cannot keep it from doing so.
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) contentSecurity.push(message.text());
  });
  page.on('request', (request) => {
    if (!ANSWERED_INSIDE.test(request.url())) outsideRequests.push(request.url());
  });
  return { contentSecurity, outsideRequests };
}
