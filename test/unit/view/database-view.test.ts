/** A database on the page: cells, filters that are typed, and where cells point to. */
import assert from 'node:assert/strict';
import type { Cell, TableFacts } from '../../../src/backup/index.ts';
import {
  isBlobPicture,
  cellInFull,
  cellShown,
  englishLocale,
  filterText,
  jumpFrom,
  tableToShow,
  typedFilter,
} from '../../../src/view/index.ts';

const shown = (cell: Cell) => cellShown(cell, englishLocale);

describe('the table that a database is opened with', () => {
  const table = (name: string, columns: number, kind: 'table' | 'view' = 'table') => {
    return { name, kind, columns: Array.from({ length: columns }, () => ({ name: 'c', type: '', isRequired: false, keyPlace: 0 })) };
  };

  it('is the one that its rows are about, not a note of SQLite or of a framework', () => {
    const tables = [
      table('_SqliteDatabaseProperties', 2),
      table('ABPerson', 51),
      table('ABPersonFullTextSearch_content', 80),
      table('ABStore', 9),
    ];
    assert.equal(tableToShow(tables)?.name, 'ABPerson');
    assert.equal(tableToShow([table('all', 90, 'view'), table('handle', 3), table('message', 5)])?.name, 'message');
  });

  it('is the first one where there are only notes, and none where there is none', () => {
    assert.equal(tableToShow([table('_notes', 2), table('sqlite_stat1', 3)])?.name, '_notes');
    assert.equal(tableToShow<TableFacts>([]), undefined);
  });
});

describe('a database on the page', () => {
  it('shows every kind of cell, on one line and with nothing that steers', () => {
    assert.deepEqual(shown({ type: 'null' }), { look: 'null', text: 'NULL' });
    assert.deepEqual(shown({ type: 'integer', value: '9223372036854775807' }), { look: 'number', text: '9223372036854775807' });
    assert.deepEqual(shown({ type: 'real', value: 'Infinity' }), { look: 'number', text: 'Infinity' });
    assert.deepEqual(shown({ type: 'text', value: 'NULL', bytes: 4 }), { look: 'text', text: 'NULL' });
    assert.deepEqual(shown({ type: 'text', value: 'a\n\u202eb', bytes: 5 }), { look: 'text', text: 'a\\u000a\\u202eb' });
    assert.equal(shown({ type: 'text', value: 'x'.repeat(500), bytes: 500 }).text, `${'x'.repeat(300)}…`);
    assert.equal(cellInFull({ type: 'text', value: 'a\r\nb\u202e', bytes: 6 }, englishLocale), 'a\nb\\u202e');
    assert.deepEqual(shown({ type: 'blob', bytes: 12_000, kind: 'jpeg' }), { look: 'blob', text: 'JPEG image, 12 kB' });
    assert.deepEqual(shown({ type: 'blob', bytes: 3_000_000 }), { look: 'blob', text: 'Unknown data, 3 MB' });
  });

  it('knows which BLOBs are pictures that can be shown', () => {
    assert.equal(isBlobPicture({ type: 'blob', bytes: 3, kind: 'png' }), true);
    for (const kind of ['heic', 'html', 'xml', 'unknown']) assert.equal(isBlobPicture({ type: 'blob', bytes: 3, kind }), false);
    assert.equal(isBlobPicture({ type: 'text', value: 'png', bytes: 3 }), false);
  });

  it('takes what is typed as a filter, and gives it back as it was typed', () => {
    const cases: readonly (readonly [string, ReturnType<typeof typedFilter>])[] = [
      ['hello', { column: 'c', test: 'contains', value: 'hello' }],
      ['=5', { column: 'c', test: 'equals', value: { integer: '5' } }],
      ['=9223372036854775807', { column: 'c', test: 'equals', value: { integer: '9223372036854775807' } }],
      ['!=abc', { column: 'c', test: 'differs', value: 'abc' }],
      ['>1.5', { column: 'c', test: 'range', from: 1.5 }],
      ['<7', { column: 'c', test: 'range', to: { integer: '7' } }],
      ['NULL', { column: 'c', test: 'null' }],
      ['!NULL', { column: 'c', test: 'not-null' }],
      ['=', { column: 'c', test: 'contains', value: '=' }],
    ];
    for (const [typed, filter] of cases) {
      assert.deepEqual(typedFilter('c', typed), filter, typed);
      if (filter !== undefined) assert.equal(filterText(filter), typed);
    }
    assert.equal(typedFilter('c', '  '), undefined);
    assert.deepEqual(typedFilter('c', "='5'"), { column: 'c', test: 'equals', value: '5' });
  });

  it('follows a cell to the rows that it points to, by all columns of the reference', () => {
    const references = [
      { columns: ['handle_id'], table: 'handle', targetColumns: ['ROWID'], evidence: 'name' },
      { columns: ['a', 'b'], table: 'pair', targetColumns: ['x', 'y'], evidence: 'declared' },
    ] as const;
    const table = { references } as unknown as TableFacts;
    const row: Readonly<Record<string, Cell>> = {
      handle_id: { type: 'integer', value: '7' },
      a: { type: 'text', value: 't', bytes: 1 },
      b: { type: 'null' },
    };
    const jump = (column: string, cells = row) => jumpFrom(table, column, (name) => cells[name]);
    assert.deepEqual(jump('handle_id'), {
      table: 'handle',
      filters: [{ column: 'ROWID', test: 'equals', value: { integer: '7' } }],
      evidence: 'name',
    });
    assert.equal(jump('b'), undefined);
    assert.equal(jump('b', { ...row, b: { type: 'integer', value: '1' } })?.filters.length, 2);
    assert.equal(jump('text'), undefined);
    assert.equal(
      jumpFrom(undefined, 'handle_id', (name) => row[name]),
      undefined,
    );
  });
});
