import assert from 'node:assert/strict';
import { rowForKey } from '../../../webview/list/grid-keys.ts';

describe('keys of the grid', () => {
  const place = (active: number) => ({ active, rows: 100, rowsPerPage: 20 });

  it('move by one, by a page and to the ends, never beyond', () => {
    const moves: [string, number, number][] = [
      ['ArrowDown', 5, 6],
      ['ArrowDown', 99, 99],
      ['ArrowUp', 5, 4],
      ['ArrowUp', 0, 0],
      ['PageDown', 5, 25],
      ['PageDown', 95, 99],
      ['PageUp', 5, 0],
      ['Home', 50, 0],
      ['End', 50, 99],
    ];
    for (const [key, from, to] of moves) assert.equal(rowForKey(key, place(from)), to, key);
  });

  it('start at the first row when none is active', () => {
    assert.deepEqual(
      ['ArrowDown', 'ArrowUp', 'PageDown', 'Home'].map((key) => rowForKey(key, place(-1))),
      [0, 0, 20, 0],
    );
  });

  it('leave other keys and empty lists alone', () => {
    assert.equal(rowForKey('a', place(5)), undefined);
    assert.equal(rowForKey('ArrowDown', { active: -1, rows: 0, rowsPerPage: 20 }), undefined);
  });
});
