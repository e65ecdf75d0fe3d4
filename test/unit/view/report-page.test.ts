/** Messages of the pages of rows: what a page cannot have meant is refused. */
import assert from 'node:assert/strict';
import { checkedReportRequest, checkedReportState, databaseDocument, englishLocale, waitingHead } from '../../../src/view/index.ts';

const FILTER = { text: '', kind: '', group: '' };
const ID = 'a'.repeat(32);

describe('a message of a page of rows', () => {
  it('is passed on as it is', () => {
    for (const message of [
      { kind: 'ready' },
      { kind: 'do', action: 'export', revision: 0 },
      { kind: 'do', action: 'open-changes', revision: 1, row: 7 },
      { kind: 'rows', request: 1, filter: FILTER, first: 0, count: 200 },
      { kind: 'detail', request: 2, revision: 1, row: 0 },
    ]) {
      assert.equal(checkedReportRequest(message), message);
    }
  });

  it('is refused if it is not one of ours', () => {
    for (const message of [
      undefined,
      'ready',
      { kind: 'toString' },
      { kind: 'do', action: 'constructor', revision: 0 },
      { kind: 'do', action: 'export' },
      { kind: 'do', action: 'export', revision: 0, row: -1 },
      { kind: 'rows', request: 1, filter: FILTER, first: 0, count: 201 },
      { kind: 'rows', request: 1, filter: { ...FILTER, text: 'x'.repeat(1001) }, first: 0, count: 1 },
      { kind: 'rows', request: 1, filter: FILTER, first: 0.5, count: 1 },
      { kind: 'detail', request: 1, revision: 1, row: '0' },
    ]) {
      assert.equal(checkedReportRequest(message), undefined, JSON.stringify(message));
    }
  });

  it('brings a page back only with ids of mounted backups, as many as its report has', () => {
    const state = { report: 'compare', backups: [ID, ID] };
    assert.deepEqual(checkedReportState({ ...state, filter: FILTER }), state);
    for (const other of [
      { ...state, backups: [ID] },
      { ...state, backups: ['/etc', ID] },
      { report: 'survive', backups: [ID, ID] },
      null,
    ]) {
      assert.equal(checkedReportState(other), undefined);
    }
  });
});

describe('a report that is not there yet', () => {
  const words = { working: 'Working', canceled: 'Canceled', again: 'Again' };

  it('says how far it is, why it stopped, and what helps', () => {
    const stateOf = (waiting: Parameters<typeof waitingHead>[0]) => waitingHead(waiting, words, englishLocale).state;
    const progress = { phase: 'comparing-files', done: 50, total: 200, unit: 'files' } as const;
    assert.deepEqual([stateOf({ kind: 'working' }).percent, stateOf({ kind: 'working', progress }).percent], [undefined, 25]);
    assert.deepEqual(stateOf({ kind: 'stopped' }).buttons, [{ action: 'retry', label: 'Again', isMain: true }]);
    const locked = stateOf({ kind: 'stopped', failure: { code: 'backup-encrypted', message: 'It is locked.', action: 'Unlock it.' } });
    assert.deepEqual([locked.icon, locked.buttons[0]?.action], ['locked', 'unlock']);
  });
});

describe('a database as text', () => {
  it('has a line for each row, and says what is left out', () => {
    const facts = { name: 'message', kind: 'table' as const, sql: 'CREATE TABLE message\n(a, b)' };
    const rows = [
      [{ type: 'integer', value: '1' } as const, { type: 'text', value: "it's\u0007", bytes: 5 } as const],
      [{ type: 'null' } as const, { type: 'blob', bytes: 40, start: 'ff', digest: '0123456789abcdef0' } as const],
    ];
    const overview = { userVersion: 3, log: 'missing', journalIgnored: false, isCutOff: false, isCut: false } as const;
    assert.deepEqual(databaseDocument(overview, [{ facts, columns: ['a', 'b'], rows, hasMore: true }], englishLocale).split('\n'), [
      '# The content of the write-ahead log is not in the backup, so rows may be missing.',
      '# Not all rows are listed. Browse the backup to see all of them.',
      'PRAGMA user_version = 3',
      '',
      '## message',
      'CREATE TABLE message (a, b)',
      'a | b',
      "1 | 'it''s\\u0007'",
      "NULL | x'ff…' (40, SHA-256 0123456789abcdef)",
      '# Only the first 2 rows.',
      '',
    ]);
  });
});
