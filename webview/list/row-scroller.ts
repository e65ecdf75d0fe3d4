/** Scrolling of a list of any length: a wheel moves rows as far as it does in a short list, also where the scroll bar stands for more than it can count. */
import { RowGeometry } from './row-window.ts';

/** After the last move of the scroll bar. */
export const REST_MS = 150;

/** Whatever moves by less is a wheel, a key or a finger; a pull at the scroll bar of such a list moves by thousands. */
const NEAR_VIEWPORTS = 3;
/** So near to an end, a scroll bar that has reached it has brought the rows there, too. */
const LAST_PX = 100;

export class RowScroller {
  readonly geometry: RowGeometry;
  /** The place in the unscaled list at the top edge, and where the scroll bar was then. */
  #top = 0;
  #scrollTop = 0;

  constructor(rows = 0, viewportPx = 0) {
    this.geometry = new RowGeometry(rows, viewportPx);
  }

  /** The same place in a list of another height, or with other rows. */
  resized(rows: number, viewportPx: number): RowScroller {
    const other = new RowScroller(rows, viewportPx);
    other.showTop(this.#top);
    return other;
  }

  get top(): number {
    return this.#top;
  }

  /** The scroll bar is at another place. */
  movedTo(scrollTop: number): void {
    const { scrollRange, trueRange, viewportPx } = this.geometry;
    const moved = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    if (scrollRange === trueRange) this.#top = scrollTop;
    else if (moved === 0) return;
    else if (Math.abs(moved) > NEAR_VIEWPORTS * viewportPx) this.#top = this.geometry.trueTop(scrollTop);
    else this.#top += moved;
    if (scrollTop <= 0 && this.#top < LAST_PX) this.#top = 0;
    if (scrollTop >= scrollRange - 1 && this.#top > trueRange - LAST_PX) this.#top = trueRange;
    this.#top = Math.min(trueRange, Math.max(0, this.#top));
  }

  /** Goes to a place of the unscaled list; returns where the scroll bar has to be then. */
  showTop(top: number): number {
    this.#top = Math.min(this.geometry.trueRange, Math.max(0, top));
    this.#scrollTop = this.geometry.scrollTopOf(this.#top, 'up');
    return this.#scrollTop;
  }

  /** As little as possible. */
  showRow(row: number): number {
    const top = this.geometry.topToShow(row, this.#top);
    return top === this.#top ? this.#scrollTop : this.showTop(top);
  }

  /** Rows have moved one way and the scroll bar another: it is put right when the list rests, and before it ends too early. */
  settled(): number {
    const { scrollRange, trueRange } = this.geometry;
    if (scrollRange !== trueRange) this.#scrollTop = this.geometry.scrollTopOf(this.#top, 'up');
    return this.#scrollTop;
  }

  get mustSettle(): boolean {
    const { scrollRange, trueRange, viewportPx } = this.geometry;
    if (scrollRange === trueRange) return false;
    const isNearEdge = this.#scrollTop < viewportPx || this.#scrollTop > scrollRange - viewportPx;
    return isNearEdge && Math.abs(this.geometry.scrollTopOf(this.#top, 'up') - this.#scrollTop) > 1;
  }
}
