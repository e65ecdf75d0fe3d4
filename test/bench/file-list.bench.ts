/** The Files view over a million files in a real browser: its first rows, what a search takes until it is seen, and how smoothly the list scrolls. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { bundles, esbuildOptions } from '../../.config/bundles.ts';
import { BrowserSession } from '../../src/extension/browser/browser-session.ts';
import { MESSAGE_VERSION, englishLocale, type Params } from '../../src/view/index.ts';
import { launchBrowser } from '../host/chromium.ts';
import { useBuiltWorkers } from '../support/built-workers.ts';
import { makeCatalogue } from './make-catalogue.ts';
import { median } from './measure.ts';
import type { Benchmark, Row } from './report.ts';

const ROWS = 1_000_000;
const ROUNDS = 5;
const FIRST_ROWS_GOAL_MS = 500;
const SEARCH_GOAL_MS = 150;
const FRAME_GOAL = 0.9;
const BLANK_GOAL_MS = 100;

/** How often the term occurs → what is typed. */
const SEARCHES: readonly (readonly [string, string])[] = [
  ['in many', 'img_09'],
  ['once', 'img_0007919.heic'],
  ['never', 'nothing-like-this'],
];

const benchmark: Benchmark = {
  title: `The Files view over ${ROWS.toLocaleString('en')} files in a browser`,
  needs: { packages: ['chromium'], diskMiB: 2000, minutes: 3 },
  rows: async function* () {
    await useBuiltWorkers();
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const session = sessionOf(folder);
    const server = await serve(join(folder, 'page'));
    const browser = await launchBrowser();
    try {
      await session.files.count({}, new AbortController().signal);
      const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      yield await firstRows(page, session, address);
      for (const [how, text] of SEARCHES) yield await searchRow(page, how, text);
      yield* await scrollRows(await openPage(browser, session, address));
    } finally {
      await browser.close();
      server.close();
      await session.close();
      rmSync(folder, { recursive: true });
    }
  },
};

export default benchmark;

function sessionOf(folder: string): BrowserSession {
  const path = join(folder, 'backup');
  mkdirSync(path);
  makeCatalogue(join(path, 'Manifest.db'), ROWS);
  return new BrowserSession({ path, isRunning: () => false, keys: () => undefined, lockAfterMinutes: () => 0, locale: englishLocale });
}

const BACKUP = '0'.repeat(32);
/** What VS Code is for the page: the way to the extension, and what it keeps. */
const HOST = `let kept = { backup: '${BACKUP}', view: 'files' };
window.acquireVsCodeApi = () => ({ postMessage: (message) => void window.toExtension(message).then((data) => data && window.dispatchEvent(new MessageEvent('message', { data }))),
  getState: () => kept, setState: (state) => { kept = state; } });`;

async function serve(folder: string): Promise<Server> {
  const bundle = bundles({ minify: true }).find(({ name }) => name === 'webview');
  if (bundle === undefined) throw new Error('there is no page');
  await build({ ...esbuildOptions(bundle), outdir: folder });
  const html = `<!doctype html><html lang="en"><link rel="stylesheet" href="/main.css"><body class="vscode-light"><script>${HOST}</script><script src="/main.js"></script></body></html>`;
  const server = createServer((request, response) => {
    const name = request.url === '/main.css' || request.url === '/main.js' ? request.url : undefined;
    response.setHeader('content-type', name === undefined ? 'text/html' : name.endsWith('css') ? 'text/css' : 'text/javascript');
    if (name === undefined) response.end(html);
    else void readFile(join(folder, 'webview', name)).then((bytes) => response.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Request {
  readonly kind: string;
  readonly id: number;
  readonly name: string;
  readonly params: never;
}

async function connect(page: Page, { files, ...session }: Pick<BrowserSession, 'files'> & { domains(): Promise<unknown> }): Promise<void> {
  const never = new AbortController().signal;
  const answers: Readonly<Record<string, (params: never) => unknown>> = {
    ready: () => ({ version: MESSAGE_VERSION, language: 'en', backup: BACKUP }),
    summary: () => ({ readable: 'all', lockAfterMinutes: 0, finished: true, throughJournal: false, running: false }),
    domains: () => session.domains(),
    apps: () => files.apps(never),
    appIcons: () => ({}),
    count: (params: Params<'count'>) => files.count(params, never),
    rows: (params: Params<'rows'>) => files.rows(params, never),
    selected: () => ({}),
    wanted: () => ({}),
  };
  await page.exposeFunction('toExtension', async ({ kind, id, name, params }: Request) => {
    const answer = kind === 'request' ? answers[name] : undefined;
    if (answer === undefined) return undefined;
    return { kind: 'answer', id, result: await answer(params) };
  });
}

async function openPage(browser: Browser, session: BrowserSession, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await connect(page, { files: session.files, domains: () => session.domains(new AbortController().signal) });
  await page.goto(address);
  await page.locator('.grid-content .row .name').first().waitFor();
  return page;
}

async function firstRows(page: Page, session: BrowserSession, address: string): Promise<Row> {
  await connect(page, { files: session.files, domains: () => session.domains(new AbortController().signal) });
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await page.goto(address);
    times.push(await run<number>(page, UNTIL, [`document.querySelector('.grid-content .row .name') !== null`, 0]));
  }
  return rowOf('first rows, from the start of the page, with the index made', median(times.slice(1)), FIRST_ROWS_GOAL_MS);
}

/** Runs code in the page, where no type of a browser is known to us. */
async function run<Result>(page: Page, code: string, argument: unknown): Promise<Result> {
  return await page.evaluate<Result>(`(${code})(${JSON.stringify(argument)})`);
}

interface Scrolled {
  readonly frames: number;
  readonly blankMs: number;
}

/** As code for the page: milliseconds from a moment (0: the start of the page) until something is true. */
const UNTIL = `([test, from]) => new Promise((resolve) => {
  const look = () => (new Function('return ' + test)() ? resolve(performance.now() - from) : requestAnimationFrame(look));
  look();
})`;

async function searchRow(page: Page, how: string, text: string): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await run(page, TYPE, '');
    await page.getByText('1,000,000 items', { exact: true }).waitFor();
    times.push(await run<number>(page, TYPE, text));
  }
  return rowOf(`a search for what occurs ${how}, from the key to the first rows`, median(times), SEARCH_GOAL_MS);
}

/** As code for the page: types a text, and waits until its rows, or that there are none, can be seen. */
const TYPE = `(text) => new Promise((resolve) => {
  const from = performance.now();
  const field = document.querySelector('.search vscode-text-field');
  const status = document.querySelector('.toolbar .status');
  const before = status.textContent;
  field.value = text;
  field.dispatchEvent(new Event('input'));
  const look = () => {
    const isThere = status.textContent !== before && (status.textContent === '0 items' || document.querySelector('.grid-content .row .name') !== null);
    if (isThere || text === '') resolve(performance.now() - from); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

/** In turn with a scroller that stands still in the same page, so that a busy computer slows down both. */
async function scrollRows(page: Page): Promise<Row[]> {
  await page.evaluate(`(() => {
    const still = document.createElement('div');
    still.id = 'still';
    still.style.cssText = 'position:fixed;inset:0;overflow:auto;background:white;display:none';
    const content = document.createElement('div');
    content.style.height = '4000000px';
    content.textContent = 'text '.repeat(2000);
    still.append(content);
    document.body.append(still);
  })()`);
  const ratios: number[] = [];
  let blankMs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await run<Scrolled>(page, SCROLL, '.grid');
    const still = await run<Scrolled>(page, SCROLL, '#still');
    ratios.push(ours.frames / still.frames);
    blankMs = Math.max(blankMs, ours.blankMs);
  }
  const ratio = median(ratios);
  return [
    {
      what: 'frames a second while the whole list is scrolled through ÷ those of a static scroller',
      measured: ratio.toFixed(2),
      goal: `≥ ${String(FRAME_GOAL)}`,
      met: ratio >= FRAME_GOAL,
    },
    rowOf('longest time without a row in sight meanwhile', blankMs, BLANK_GOAL_MS),
  ];
}

/** As code for the page: 300 steps from the start to the end, one a frame. */
const SCROLL = `async (selector) => {
  const still = document.querySelector('#still');
  still.style.display = selector === '#still' ? 'block' : 'none';
  const node = document.querySelector(selector);
  const frame = () => new Promise(requestAnimationFrame);
  node.scrollTop = 0;
  await frame();
  const start = performance.now();
  let seen = start;
  let blankMs = 0;
  for (let step = 1; step <= 300; step++) {
    node.scrollTop = (node.scrollHeight / 300) * step;
    await frame();
    const now = performance.now();
    const middle = selector === '#still' ? undefined : document.elementFromPoint(node.getBoundingClientRect().left + 40, 500);
    if (middle === undefined || middle?.closest('.row')) seen = now;
    blankMs = Math.max(blankMs, now - seen);
  }
  return { frames: 300 / ((performance.now() - start) / 1000), blankMs };
}`;

function rowOf(what: string, ms: number, goal: number): Row {
  return { what, measured: `${ms.toFixed(0)} ms`, goal: `≤ ${String(goal)} ms`, met: ms <= goal };
}
