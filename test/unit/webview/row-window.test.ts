import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MOST_ROWS_IN_DOM, MOST_SCROLL_PX, ROW_PX, RowGeometry } from '../../../webview/list/row-window.ts';

const VIEWPORT_PX = 600;

describe('the window over a long list', () => {
  it('starts at the first row and ends behind what can be seen', () => {
    const { first, end, topPx } = new RowGeometry(1000, VIEWPORT_PX).windowAt(0);
    assert.equal(first, 0);
    assert.equal(topPx, 0);
    assert.ok(end * ROW_PX >= VIEWPORT_PX && end <= MOST_ROWS_IN_DOM);
  });

  it('shows all rows of a list that fits', () => {
    assert.deepEqual(new RowGeometry(3, VIEWPORT_PX).windowAt(0), { first: 0, end: 3, topPx: 0 });
    assert.deepEqual(new RowGeometry(0, VIEWPORT_PX).windowAt(0), { first: 0, end: 0, topPx: 0 });
  });

  it('never holds more than 100 rows, and always those that can be seen', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 0, max: 5_000_000 }),
      viewport: fc.integer({ min: 0, max: 2000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ rows, viewport, share }) => {
        const geometry = new RowGeometry(rows, viewport);
        const scrollTop = Math.floor(share * Math.max(0, geometry.contentPx - viewport));
        const { first, end } = geometry.windowAt(scrollTop);
        const top = geometry.trueTop(scrollTop);
        assert.ok(end - first <= MOST_ROWS_IN_DOM && first >= 0 && end <= rows);
        assert.ok(rows === 0 || first * ROW_PX <= top);
        assert.ok(end === rows || end * ROW_PX >= top + viewport);
      }),
    );
  });

  it('puts rows where they can be seen, also when scrolling is scaled', () => {
    for (const rows of [1000, 100_000, 3_000_000]) {
      const geometry = new RowGeometry(rows, VIEWPORT_PX);
      const scrollTop = Math.floor((geometry.contentPx - VIEWPORT_PX) / 3);
      const { first, topPx } = geometry.windowAt(scrollTop);
      const firstVisible = Math.floor(geometry.trueTop(scrollTop) / ROW_PX);
      const seenAt = topPx + (firstVisible - first) * ROW_PX - scrollTop;
      assert.ok(seenAt <= 0 && seenAt > -ROW_PX, `${String(rows)}: ${String(seenAt)}`);
    }
  });

  it('is never taller than a browser allows', () => {
    assert.equal(new RowGeometry(2_000_000, VIEWPORT_PX).contentPx, MOST_SCROLL_PX);
    assert.equal(new RowGeometry(100_000, VIEWPORT_PX).contentPx, 100_000 * ROW_PX);
  });

  it('reaches the last row of millions', () => {
    const geometry = new RowGeometry(4_000_000, VIEWPORT_PX);
    assert.equal(geometry.windowAt(geometry.contentPx - VIEWPORT_PX).end, 4_000_000);
  });

  it('brings any row into sight whole, and stays where it is when it is in sight already', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 4_000_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ rows, share, from }) => {
        const geometry = new RowGeometry(rows, VIEWPORT_PX);
        const range = Math.max(0, geometry.contentPx - VIEWPORT_PX);
        const row = Math.min(rows - 1, Math.floor(share * rows));
        const there = geometry.scrollTopToShow(row, Math.floor(from * range));
        const top = geometry.trueTop(there);
        assert.ok(top <= row * ROW_PX + 0.01 && (row + 1) * ROW_PX <= top + VIEWPORT_PX + 0.01);
        assert.equal(geometry.scrollTopToShow(row, there), there);
      }),
    );
  });
});
