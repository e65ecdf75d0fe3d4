import assert from 'node:assert/strict';
import {
  MOST_ROWS,
  checkedPageServerMessage,
  checkedPageClientMessage,
  checkedPageState,
  checkedPageTarget,
} from '../../../src/view/index.ts';

const FILE_ID = '3d0d7e5fb2ce288813306e4d4636395e047a3d28';

function request(name: string, params: unknown) {
  return { kind: 'request', id: 1, name, params };
}

describe('messages of the page', () => {
  it('that are well formed pass', () => {
    const good = [
      request('ready', { version: 1 }),
      request('summary', {}),
      request('count', { domain: 'HomeDomain', search: 'sms' }),
      request('rows', { first: 0, count: MOST_ROWS }),
      request('details', { fileID: FILE_ID }),
      request('encryption', {}),
      ...['verify', 'verify-full', 'show-log', 'back-up', 'unlock', 'lock', 'keychain'].map((action) => request('act', { action })),
      request('extract', {}),
      request('extract', { domain: 'HomeDomain' }),
      request('extract', { domain: 'HomeDomain', search: 'sms' }),
      request('extract', { search: 'sms' }),
      request('wanted', {}),
      request('extract', { fileID: FILE_ID }),
      request('copy', { text: 'HomeDomain/x' }),
      { kind: 'cancel', id: 3 },
      { kind: 'violation', directive: 'style-src-elem' },
    ];
    for (const message of good) assert.equal(checkedPageClientMessage(message), message);
  });

  it('that are not are nothing', () => {
    const bad = [
      undefined,
      'ready',
      [],
      { kind: 'request', id: -1, name: 'summary', params: {} },
      { kind: 'request', id: 1.5, name: 'summary', params: {} },
      request('constructor', {}),
      request('delete', {}),
      request('summary', undefined),
      request('rows', { first: 0, count: MOST_ROWS + 1 }),
      request('rows', { first: -1, count: 10 }),
      request('rows', { first: 0, count: 10, search: 7 }),
      request('count', { search: 'x'.repeat(2000) }),
      request('details', { fileID: '../../etc/passwd' }),
      request('details', { fileID: FILE_ID.toUpperCase() }),
      request('act', { action: 'workbench.action.quit' }),
      request('act', { action: 'toString' }),
      request('extract', { fileID: '../x' }),
      request('extract', { fileID: FILE_ID, domain: 'HomeDomain' }),
      request('extract', { fileID: FILE_ID, search: 'sms' }),
      request('extract', { search: 7 }),
      request('extract', { domain: 'x'.repeat(5000) }),
      request('copy', { text: 'x'.repeat(30_000) }),
      { kind: 'violation', directive: 9 },
    ];
    for (const message of bad) assert.equal(checkedPageClientMessage(message), undefined, JSON.stringify(message));
  });
});

describe('messages of the extension', () => {
  it('are answers, failures and events that the page knows', () => {
    const answer = { kind: 'answer', id: 1, result: {} };
    assert.equal(checkedPageServerMessage(answer), answer);
    for (const name of ['changed', 'wanted']) assert.ok(checkedPageServerMessage({ kind: 'event', name, payload: {} }));
    assert.equal(checkedPageServerMessage({ kind: 'event', name: 'toString', payload: {} }), undefined);
    assert.equal(checkedPageServerMessage({ kind: 'event', name: 'elsewhere', payload: {} }), undefined);
    assert.equal(checkedPageServerMessage({ kind: 'answer', id: '1' }), undefined);
  });
});

describe('the kept state of a page', () => {
  it('is taken field by field', () => {
    const state = { path: '/b', domain: 'HomeDomain', search: 'x', fileID: FILE_ID };
    assert.deepEqual(checkedPageState({ ...state, more: 1 }), state);
    assert.deepEqual(checkedPageState({ path: '/b', domain: 5, fileID: 'zz' }), { path: '/b' });
    assert.deepEqual(checkedPageState({ path: '/b', widths: { size: 80, domain: '9', other: 3 } }), { path: '/b', widths: { size: 80 } });
    assert.deepEqual(checkedPageState({ path: '/b', widths: { size: -1 } }), { path: '/b' });
    assert.equal(checkedPageState({ domain: 'HomeDomain' }), undefined);
    assert.equal(checkedPageState(null), undefined);
  });
});

describe('the target of a context menu', () => {
  it('is a file or a domain of a page, and nothing else', () => {
    const file = { webviewSection: 'file', fileID: FILE_ID, name: 'HomeDomain/x' };
    assert.deepEqual(checkedPageTarget({ ...file, webview: 'iosBackup.browser', preventDefaultContextMenuItems: true }), file);
    assert.deepEqual(checkedPageTarget({ webviewSection: 'domain', name: 'HomeDomain' }), { webviewSection: 'domain', name: 'HomeDomain' });
    for (const other of [undefined, '/path', { ...file, fileID: '../x' }, { ...file, name: 7 }, { kind: 'backup', path: '/b' }]) {
      assert.equal(checkedPageTarget(other), undefined);
    }
  });
});
