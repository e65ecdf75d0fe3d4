import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowScroller } from '../../../webview/list/row-scroller.ts';
import { MOST_SCROLL_PX, ROW_PX } from '../../../webview/list/row-window.ts';

const VIEWPORT_PX = 600;
const WHEEL_PX = 120;

describe('scrolling', () => {
  it('of a short list is what the scroll bar says', () => {
    const scroller = new RowScroller(1000, VIEWPORT_PX);
    scroller.movedTo(4321.5);
    assert.equal(scroller.top, 4321.5);
    assert.equal(scroller.settled(), 4321.5);
    assert.equal(scroller.mustSettle, false);
  });

  it('moves millions of rows as far as a wheel moves few', () => {
    const scroller = new RowScroller(5_000_000, VIEWPORT_PX);
    const start = 1_000_000;
    scroller.movedTo(start);
    const { top } = scroller;
    assert.ok(Math.abs(top - start * ((5_000_000 * ROW_PX) / MOST_SCROLL_PX)) < 20_000);
    for (let turn = 1; turn <= 10; turn++) scroller.movedTo(start + turn * WHEEL_PX);
    assert.ok(Math.abs(scroller.top - top - 10 * WHEEL_PX) < 0.001);
    const resting = scroller.settled();
    scroller.movedTo(resting);
    assert.ok(Math.abs(scroller.top - top - 10 * WHEEL_PX) < 0.001, 'the rows stand still while the scroll bar is put right');
  });

  it('reaches the first and the last row, by the scroll bar and by a wheel that never rests', () => {
    for (const rows of [1000, 1_000_000, 4_000_000]) {
      const scroller = new RowScroller(rows, VIEWPORT_PX);
      const { scrollRange, trueRange } = scroller.geometry;
      scroller.movedTo(scrollRange);
      assert.equal(scroller.top, trueRange);
      assert.equal(scroller.geometry.windowFrom(scroller.top, scrollRange).end, rows);
      scroller.movedTo(0);
      assert.equal(scroller.top, 0);
      scroller.showTop(trueRange - 100 * WHEEL_PX);
      let place = scroller.settled();
      for (let turn = 0; turn < 150; turn++) {
        const before = scroller.top;
        place = Math.min(scrollRange, place + WHEEL_PX);
        scroller.movedTo(place);
        assert.ok(scroller.top - before <= 2 * VIEWPORT_PX, 'no leap');
        if (scroller.mustSettle) place = scroller.settled();
      }
      assert.equal(Math.round(scroller.top), trueRange, String(rows));
    }
  });

  it('brings any row into sight whole, by as little as possible', () => {
    const cases = fc.record({ rows: fc.integer({ min: 1, max: 4_000_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(cases, ({ rows, share }) => {
        const scroller = new RowScroller(rows, VIEWPORT_PX);
        const row = Math.min(rows - 1, Math.floor(share * rows));
        const place = scroller.showRow(row);
        assert.ok(scroller.top <= row * ROW_PX && (row + 1) * ROW_PX <= scroller.top + VIEWPORT_PX + 0.001);
        // What the browser then reports is where it was sent.
        scroller.movedTo(place);
        assert.equal(scroller.showRow(row), place);
        const { first, topPx } = scroller.geometry.windowFrom(scroller.top, place);
        const seenAt = topPx + (row - first) * ROW_PX - place;
        assert.ok(seenAt >= -0.001 && seenAt <= VIEWPORT_PX - ROW_PX + 0.001, String(seenAt));
      }),
    );
  });

  it('stays where it is in a window of another height', () => {
    const scroller = new RowScroller(3_000_000, VIEWPORT_PX);
    scroller.showRow(2_000_000);
    assert.equal(scroller.resized(3_000_000, 400).top, scroller.top);
  });
});
