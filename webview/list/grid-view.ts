/** What a list looks like, besides its rows. */
import type { ListOrder } from './list-order.ts';
import type { Stretch } from './row-selection.ts';

/** How the rows are shown. */
export interface GridView {
  readonly label: string;
  readonly withDomain: boolean;
  /** The folder of the rows need not be said. */
  readonly namesOnly: boolean;
  readonly order: ListOrder | undefined;
  /** What was kept of another time: the row at the top edge, and what was selected. */
  readonly top?: number | undefined;
  readonly selected?: readonly Stretch[] | undefined;
}
