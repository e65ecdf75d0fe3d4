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

const BACKUP = '0123456789abcdef0123456789abcdef';

describe('messages of the page', () => {
  it('keep the view of a page, if it is one', () => {
    assert.equal(checkedPageState({ backup: BACKUP, view: 'findings' })?.view, 'findings');
    for (const view of ['toString', 7, '']) assert.equal(checkedPageState({ backup: BACKUP, view })?.view, undefined);
  });

  it('keep the place in personal data, if it is one', () => {
    const personalOf = (personal: unknown) => checkedPageState({ backup: BACKUP, personal })?.personal;
    assert.deepEqual(personalOf({ kind: 'photos', group: '2026-01', more: 1 }), { kind: 'photos', group: '2026-01' });
    assert.deepEqual(personalOf({ kind: 'calls', group: 7 }), { kind: 'calls' });
    for (const personal of ['photos', { kind: 'constructor' }, null]) assert.equal(personalOf(personal), undefined);
  });

  it('that are well formed pass', () => {
    const good = [
      request('ready', { version: 1 }),
      request('summary', {}),
      request('count', { domain: 'HomeDomain', where: { texts: ['sms'], size: { least: 1 }, types: [{ kinds: ['file'] }] } }),
      request('rows', { domains: ['a', 'b'], finding: 'any', order: { by: 'size', descending: true }, first: 0, count: 1 }),
      request('count', { domain: 'a', folder: 'b', fileID: FILE_ID, rows: 100 }),
      request('apps', {}),
      request('appIcons', {}),
      request('folders', { domain: 'a', folder: '', begins: 'x' }),
      request('selected', { query: {}, places: [{ first: 0, last: 9 }], count: 10 }),
      request('copyRows', { query: { below: '', domain: 'a' }, as: 'json' }),
      request('rows', { first: 0, count: MOST_ROWS }),
      request('details', { fileID: FILE_ID }),
      request('encryption', {}),
      request('preview', { fileID: FILE_ID, as: 'auto' }),
      request('preview', { fileID: FILE_ID, as: 'hex', from: 4096 }),
      request('preview', { fileID: FILE_ID, as: 'plist', node: { path: [0, 12], from: 200 } }),
      request('database', { fileID: FILE_ID }),
      request('databaseRows', { fileID: FILE_ID, table: 'message', position: 0, limit: 100 }),
      request('databaseRows', {
        fileID: FILE_ID,
        table: 'message',
        position: 100,
        limit: 100,
        filters: [
          { column: 'text', test: 'contains', value: 'hi' },
          { column: 'ROWID', test: 'equals', value: { integer: '-9223372036854775808' } },
          { column: 'date', test: 'range', from: 1.5, to: 'z' },
          { column: 'x', test: 'differs', value: { hex: '00ff' } },
          { column: 'y', test: 'not-null' },
        ],
        order: { column: 'date', descending: true },
      }),
      request('databaseCount', { fileID: FILE_ID, table: 'message' }),
      request('databaseRow', { fileID: FILE_ID, table: 'message', key: '12' }),
      request('databaseContent', { fileID: FILE_ID, as: 'auto', table: 'message', key: '-1', column: 'text' }),
      request('databaseQuery', { fileID: FILE_ID, sql: 'SELECT 1' }),
      request('preview', { fileID: FILE_ID, as: 'auto', inside: [[2], [0, 1]], node: { path: [1], from: 0 } }),
      request('personalKinds', {}),
      request('personal', { kind: 'messages' }),
      request('personalGroups', { kind: 'photos', position: 0, limit: 60 }),
      request('personalEntries', { kind: 'messages', group: '8', position: 60, limit: 60 }),
      request('contactPictures', { keys: ['1', '-2'] }),
      request('personalEntries', { kind: 'voicemail', position: 0, limit: 60, search: '%' }),
      request('smallPictures', { fileIDs: [FILE_ID] }),
      request('databaseExport', { fileID: FILE_ID, rows: { table: 'message' }, format: 'csv' }),
      request('databaseExport', { fileID: FILE_ID, rows: { sql: 'SELECT 1' }, format: 'ndjson' }),
      ...['verify', 'verify-full', 'show-log', 'back-up', 'unlock', 'lock', 'keychain'].map((action) => request('act', { action })),
      request('extract', { query: {} }),
      request('extract', { query: { domain: 'HomeDomain' }, places: [{ first: 3, last: 3 }] }),
      ...['overview', 'sizes', 'findings'].map((name) => request(name, {})),
      request('remedy', { action: 'salvage' }),
      request('explain', { code: 'payload-missing' }),
      request('wanted', {}),
      request('open', { fileID: FILE_ID, beside: true }),
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
      request('rows', { first: 0, count: 10, domain: 7 }),
      request('count', { where: { texts: ['x'.repeat(2000)] } }),
      request('count', { where: { fileIDs: [FILE_ID] } }),
      request('count', { where: { classes: ['1'] } }),
      request('count', { where: { types: [{ kinds: ['pipe'] }] } }),
      request('count', { where: { size: { least: 1.5 } } }),
      request('count', { domains: 'a' }),
      request('count', { order: { by: 'constructor' } }),
      request('count', { order: { by: 'size', descending: 1 } }),
      request('count', { fileID: '../x' }),
      request('count', { rows: 100_000 }),
      request('folders', { domain: 'a' }),
      request('extract', {}),
      request('extract', { query: {}, places: [{ first: 3, last: 2 }] }),
      request('extract', { query: {}, places: {} }),
      request('copyRows', { query: {}, as: 'toString' }),
      request('details', { fileID: '../../etc/passwd' }),
      request('details', { fileID: FILE_ID.toUpperCase() }),
      request('preview', { fileID: '../../etc/passwd', as: 'auto' }),
      request('preview', { fileID: FILE_ID }),
      request('preview', { fileID: FILE_ID, as: 'html' }),
      request('preview', { fileID: FILE_ID, as: 'text', from: -1 }),
      request('preview', { fileID: FILE_ID, as: 'tree', node: { path: ['__proto__'], from: 0 } }),
      request('preview', { fileID: FILE_ID, as: 'tree', node: { path: [0] } }),
      request('preview', { fileID: FILE_ID, as: 'tree', node: { path: Array.from({ length: 600 }, () => 0), from: 0 } }),
      request('database', { fileID: '/tmp/x.db' }),
      request('databaseRows', { fileID: FILE_ID, table: 'message', position: 0, limit: 1001 }),
      request('databaseRows', { fileID: FILE_ID, table: 7, position: 0, limit: 10 }),
      request('databaseRows', { fileID: FILE_ID, table: 'm', position: 0, limit: 10, filters: [{ column: 'a', test: 'sql', value: '1' }] }),
      request('databaseRows', {
        fileID: FILE_ID,
        table: 'm',
        position: 0,
        limit: 10,
        filters: [{ column: 'a', test: 'equals', value: { integer: '1;' } }],
      }),
      request('databaseRows', {
        fileID: FILE_ID,
        table: 'm',
        position: 0,
        limit: 10,
        filters: [{ column: 'a', test: 'equals', value: { hex: 'zz' } }],
      }),
      request('databaseRows', { fileID: FILE_ID, table: 'm', position: 0, limit: 10, order: 'date' }),
      request('databaseRow', { fileID: FILE_ID, table: 'message', key: '1 OR 1' }),
      request('databaseQuery', { fileID: FILE_ID, sql: 'x'.repeat(200_000) }),
      request('databaseExport', { fileID: FILE_ID, rows: { table: 'message' }, format: 'exe' }),
      request('databaseExport', { fileID: FILE_ID, rows: { sql: 'SELECT 1', path: '/tmp/x' }, format: 'csv' }),
      request('personal', { kind: 'toString' }),
      request('personalGroups', { kind: 'photos', position: 0, limit: 201 }),
      request('personalEntries', { kind: 'messages', group: 8, position: 0, limit: 60 }),
      request('personalEntries', { kind: 'messages', group: 'x'.repeat(65), position: 0, limit: 60 }),
      request('personalEntries', { kind: 'messages', position: -1, limit: 60 }),
      request('preview', { fileID: FILE_ID, as: 'auto', inside: [[-1]] }),
      request('preview', { fileID: FILE_ID, as: 'auto', inside: new Array(9).fill([0]) }),
      request('contactPictures', { keys: ['1 OR 1'] }),
      request('contactPictures', { keys: new Array(49).fill('1') }),
      request('personalEntries', { kind: 'messages', position: 0, limit: 60, search: '' }),
      request('personalGroups', { kind: 'messages', position: 0, limit: 60, search: 'x'.repeat(201) }),
      request('personalGroups', { kind: 'messages', position: 0, limit: 60, search: ['x'] }),
      request('smallPictures', { fileIDs: ['../../etc/passwd'] }),
      request('smallPictures', { fileIDs: Array.from({ length: 49 }, () => FILE_ID) }),
      request('open', { fileID: FILE_ID }),
      request('open', { fileID: '/etc/passwd', beside: false }),
      request('act', { action: 'workbench.action.quit' }),
      request('act', { action: 'toString' }),
      request('remedy', { action: 'toString' }),
      request('remedy', { action: 'verify' }),
      request('explain', { code: '../secret' }),
      request('explain', { code: 'constructor' }),
      request('extract', { fileID: '../x' }),
      request('extract', { fileID: FILE_ID, query: {} }),
      request('extract', { query: { domain: 'x'.repeat(5000) } }),
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
    const state = { backup: BACKUP, domain: 'HomeDomain', search: 'x', fileID: FILE_ID };
    assert.deepEqual(checkedPageState({ ...state, more: 1 }), state);
    assert.deepEqual(checkedPageState({ backup: BACKUP, domain: 5, fileID: 'zz' }), { backup: BACKUP });
    assert.deepEqual(checkedPageState({ backup: BACKUP, widths: { size: 80, domain: '9', other: 3 } }), {
      backup: BACKUP,
      widths: { size: 80 },
    });
    assert.deepEqual(checkedPageState({ backup: BACKUP, widths: { size: -1 } }), { backup: BACKUP });
    const pane = { backup: BACKUP, tab: 'details', paneWidth: 480, isFilled: true };
    assert.deepEqual(checkedPageState(pane), pane);
    assert.deepEqual(checkedPageState({ backup: BACKUP, tab: 'html', paneWidth: -4, isFilled: 'yes' }), { backup: BACKUP });
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
