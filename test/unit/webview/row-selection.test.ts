import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowSelection } from '../../../webview/list/row-selection.ts';

const ROWS = 12;

/** The same as a set of rows, one by one. */
class Model {
  rows = new Set<number>();
  before = new Set<number>();
  anchor = -1;

  set(rows: Iterable<number>, anchor: number): void {
    this.rows = new Set(rows);
    this.before = new Set(this.rows);
    this.anchor = anchor;
  }

  extendTo(row: number, adds: boolean): void {
    if (this.anchor === -1) this.anchor = row;
    this.rows = new Set(adds ? this.before : []);
    for (let each = Math.min(row, this.anchor); each <= Math.max(row, this.anchor); each++) this.rows.add(each);
  }
}

describe('the selection of rows', () => {
  it('is what clicks and keys say, one row after the other, in stretches apart from each other', () => {
    const step = fc.record({
      what: fc.constantFrom('only', 'toggle', 'extend', 'extend-more', 'all', 'clear'),
      row: fc.integer({ min: 0, max: ROWS - 1 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const selection = new RowSelection();
        const model = new Model();
        for (const { what, row } of steps) {
          if (what === 'only') selection.only(row);
          if (what === 'only') model.set([row], row);
          if (what === 'toggle') {
            selection.toggle(row);
            const rows = new Set(model.rows);
            if (!rows.delete(row)) rows.add(row);
            model.set(rows, row);
          }
          if (what.startsWith('extend')) {
            selection.extendTo(row, what === 'extend-more');
            model.extendTo(row, what === 'extend-more');
          }
          if (what === 'all') {
            selection.all(ROWS);
            model.set(
              Array.from({ length: ROWS }, (_, each) => each),
              model.anchor,
            );
          }
          if (what === 'clear') selection.clear();
          if (what === 'clear') model.set([], -1);
          for (let each = 0; each < ROWS; each++) assert.equal(selection.has(each), model.rows.has(each), `${what} ${String(row)}`);
          assert.equal(selection.count, model.rows.size);
          let behind = -2;
          for (const { first, last } of selection.stretches) {
            assert.ok(first > behind + 1 && last >= first);
            behind = last;
          }
        }
      }),
    );
  });

  it('of a million rows is one stretch', () => {
    const selection = new RowSelection();
    selection.all(1_000_000);
    assert.deepEqual(selection.stretches, [{ first: 0, last: 999_999 }]);
    selection.toggle(500);
    assert.equal(selection.count, 999_999);
    selection.all(0);
    assert.equal(selection.count, 0);
  });

  it('comes back after a reload, without what is no row', () => {
    const selection = new RowSelection();
    selection.restore(
      [
        { first: 2, last: 3 },
        { first: 8, last: 20 },
        { first: 5, last: 4 },
      ],
      10,
    );
    assert.deepEqual(selection.stretches, [{ first: 2, last: 3 }]);
    selection.extendTo(5);
    assert.deepEqual(selection.stretches, [{ first: 2, last: 5 }]);
  });
});
