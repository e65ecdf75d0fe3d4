import assert from 'node:assert/strict';
import { PageServer, type Answers } from '../../../src/extension/browser/page-server.ts';
import type { PageServerMessage } from '../../../src/view/index.ts';

function makeLine(changes: Partial<Answers> = {}) {
  const posted: PageServerMessage[] = [];
  const warnings: string[] = [];
  const answers: Answers = {
    ready: () => ({ version: 1, language: 'en', backup: 'b' }),
    summary: () => ({ finished: true, throughJournal: false, running: false, readable: 'all', lockAfterMinutes: 15 }),
    domains: () => [],
    count: () => ({ items: 7, mark: '' }),
    rows: () => ({ rows: [] }),
    apps: () => [],
    appIcons: () => ({}),
    folders: () => ({ names: [], hasMore: false }),
    selected: () => ({}),
    copyRows: () => ({}),
    details: () => Promise.reject(new Error('broken')),
    preview: () => Promise.reject(new Error('not asked')),
    database: () => Promise.reject(new Error('not asked')),
    databaseRows: () => Promise.reject(new Error('not asked')),
    databaseCount: () => ({ rows: 0, isAtLeast: false }),
    databaseRow: () => ({ key: '1', fields: [] }),
    databaseContent: () => Promise.reject(new Error('not asked')),
    databaseQuery: () => ({ columns: [], rows: [], hasMore: false }),
    databaseExport: () => ({}),
    personalKinds: () => ({ rows: [], notes: [] }),
    personal: () => Promise.reject(new Error('not asked')),
    personalGroups: () => ({ total: 0, rows: [] }),
    personalEntries: () => ({ total: 0, rows: [] }),
    contactPictures: () => ({ pictures: [] }),
    smallPictures: () => ({ pictures: [] }),
    act: () => ({}),
    wanted: () => ({}),
    open: () => ({ fills: false }),
    encryption: () => ({ encrypted: false, catalogueEncrypted: false }),
    extract: () => ({}),
    copy: () => ({}),
    overview: () => Promise.reject(new Error('not asked')),
    sizes: () => ({ rows: [], bytes: 0, notes: [] }),
    findings: () => ({ title: '', sentence: '', rows: [], needsCheck: true }),
    remedy: () => ({}),
    explain: () => ({}),
    ...changes,
  };
  const line = new PageServer({
    post: (message) => posted.push(message),
    answers,
    describe: (error) => ({ code: 'internal', message: String(error), action: '' }),
    warn: (message) => warnings.push(message),
  });
  return { line, posted, warnings };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the extension’s line to a page', () => {
  it('answers every request once', async () => {
    const { line, posted } = makeLine();
    line.receive({ kind: 'request', id: 4, name: 'count', params: {} });
    await turn();
    assert.deepEqual(posted, [{ kind: 'answer', id: 4, result: { items: 7, mark: '' } }]);
  });

  it('answers a failure with words', async () => {
    const { line, posted } = makeLine();
    line.receive({ kind: 'request', id: 1, name: 'details', params: { fileID: 'a'.repeat(40) } });
    await turn();
    assert.deepEqual(posted, [{ kind: 'failure', id: 1, failure: { code: 'internal', message: 'Error: broken', action: '' } }]);
  });

  it('stops what the page no longer wants, and does not answer it', async () => {
    let stopped = false;
    const { line, posted } = makeLine({
      count: (_, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            stopped = true;
            resolve({ items: 0, mark: '' });
          }),
        ),
    });
    line.receive({ kind: 'request', id: 1, name: 'count', params: {} });
    line.receive({ kind: 'cancel', id: 1 });
    await turn();
    assert.deepEqual([stopped, posted], [true, []]);
  });

  it('passes nothing on that it does not understand', async () => {
    const { line, posted, warnings } = makeLine();
    line.receive({ kind: 'request', id: 1, name: 'rows', params: { first: 0, count: 1e9 } });
    line.receive('<script>');
    await turn();
    assert.deepEqual([posted.length, warnings.length], [0, 2]);
  });

  it('reports a breach of the content security policy', () => {
    const { line, warnings } = makeLine();
    line.receive({ kind: 'violation', directive: 'style-src-elem' });
    assert.match(warnings[0] ?? '', /style-src-elem/);
  });

  it('posts nothing after it was closed', async () => {
    const { line, posted } = makeLine();
    line.receive({ kind: 'request', id: 1, name: 'count', params: {} });
    line.dispose();
    await turn();
    assert.deepEqual(posted, []);
  });
});
