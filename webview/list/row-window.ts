/** Which rows of a long list are visible, and where they stand: plain arithmetic over a scroll position. */

export const ROW_PX = 22;
/** Rows beyond the edges, so that a little scrolling shows no gap. */
const OVERSCAN_ROWS = 8;
/** However tall the window, no more rows than this stand in the DOM. */
export const MOST_ROWS_IN_DOM = 100;
/**
 * Chromium clamps an element's height at 33,554,428 px, which a zoom of 200 % makes half of it, and counts scrolling in steps of 2 px from
 * 16,777,216 px on. A longer list is scrolled at a scale.
 */
export const MOST_SCROLL_PX = 4_000_000;

interface RowWindow {
  /** First row that stands in the DOM. */
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
  /** Where the first row stands in the scrolled content. */
  readonly topPx: number;
}

export class RowGeometry {
  readonly rows: number;
  readonly viewportPx: number;

  constructor(rows: number, viewportPx: number) {
    this.rows = rows;
    this.viewportPx = viewportPx;
  }

  /** The height to give the scrolled content. */
  get contentPx(): number {
    return Math.min(this.rows * ROW_PX, MOST_SCROLL_PX);
  }

  /** How far one can scroll, as the scroll bar counts. */
  get scrollRange(): number {
    return Math.max(0, this.contentPx - this.viewportPx);
  }

  /** How far one can scroll, in unscaled rows. */
  get trueRange(): number {
    return Math.max(0, this.rows * ROW_PX - this.viewportPx);
  }

  /** The place in the unscaled list that stands at the top edge. */
  trueTop(scrollTop: number): number {
    if (this.scrollRange === 0) return 0;
    const fraction = Math.min(1, Math.max(0, scrollTop / this.scrollRange));
    return fraction * this.trueRange;
  }

  windowAt(scrollTop: number): RowWindow {
    return this.windowFrom(this.trueTop(scrollTop), scrollTop);
  }

  /** The window whose top edge shows a place of the unscaled list. */
  windowFrom(top: number, scrollTop: number): RowWindow {
    const visible = Math.ceil(this.viewportPx / ROW_PX) + 1;
    const count = Math.min(MOST_ROWS_IN_DOM, visible + 2 * OVERSCAN_ROWS);
    const wanted = Math.floor(top / ROW_PX) - OVERSCAN_ROWS;
    const first = Math.max(0, Math.min(wanted, this.rows - count));
    return { first, end: Math.min(this.rows, first + count), topPx: scrollTop + first * ROW_PX - top };
  }

  /** The row that stands at a place of the unscaled list, and the place of a row. */
  rowAt(top: number): number {
    return Math.floor(top / ROW_PX);
  }

  topOf(row: number): number {
    return row * ROW_PX;
  }

  /** Whole rows between the edges: what Page Down moves by. */
  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.viewportPx / ROW_PX));
  }

  /** The scroll position that shows `row`, moving as little as possible; the same position when it is visible already. */
  scrollTopToShow(row: number, scrollTop: number): number {
    const top = this.trueTop(scrollTop);
    const wanted = this.topToShow(row, top);
    return wanted === top ? scrollTop : this.scrollTopOf(wanted, wanted < top ? 'up' : 'down');
  }

  /** The same in the unscaled list. */
  topToShow(row: number, top: number): number {
    const rowTop = row * ROW_PX;
    if (rowTop < top) return rowTop;
    return rowTop + ROW_PX > top + this.viewportPx ? rowTop + ROW_PX - this.viewportPx : top;
  }

  /** Browsers keep whole pixels; rounding must not cut the row that is to be shown. */
  scrollTopOf(trueTop: number, towards: 'up' | 'down'): number {
    if (this.trueRange === 0) return 0;
    const exact = (Math.min(trueTop, this.trueRange) / this.trueRange) * this.scrollRange;
    const whole = towards === 'up' ? Math.floor(exact) : Math.ceil(exact);
    return Math.max(0, Math.min(this.scrollRange, whole));
  }
}
