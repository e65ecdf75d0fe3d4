import assert from 'node:assert/strict';
import { pageHtml } from '../../../src/extension/browser/page-html.ts';

describe('the HTML of the browser page', () => {
  const html = pageHtml({
    cspSource: 'https://page.test',
    script: 'main.js',
    style: 'main.css',
    nonce: 'NONCE',
    language: 'en',
    title: 'Page',
  });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';

  it('allows its own files and one nonce, and nothing else', () => {
    assert.deepEqual(policy.split('; '), [
      `default-src 'none'`,
      `script-src 'nonce-NONCE'`,
      `style-src https://page.test 'nonce-NONCE'`,
      'font-src https://page.test',
      'img-src https://page.test data:',
    ]);
  });

  it('holds no inline script, no inline style and no handler', () => {
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
  });

  it('takes no markup from the language of the host', () => {
    assert.match(pageHtml({ cspSource: '', script: '', style: '', nonce: '', language: '"><script>', title: '' }), /<html lang="en">/);
  });
});
