/** The order of the list, and what clicks on the heads of columns make of it. Knows no DOM. */
import type { PageState } from '../../src/view/index.ts';

/** By path if there is none. */
export type ListOrder = NonNullable<PageState['order']>;

export type SortKey = ListOrder['by'];

/** What is looked for at the large end comes first from there. */
const LARGE_FIRST: readonly SortKey[] = ['size', 'modified'];

/** The order after a click on a column: from its useful end, from the other one, and then that of paths again. */
export function nextOrder(by: SortKey, order: ListOrder | undefined): ListOrder | undefined {
  const isLargeFirst = LARGE_FIRST.includes(by);
  if (by === 'path' && order === undefined) return { by, descending: true };
  if (order?.by !== by) return by === 'path' ? undefined : { by, descending: isLargeFirst };
  const isFirst = (order.descending ?? false) === isLargeFirst;
  return isFirst ? { by, descending: !isLargeFirst } : undefined;
}
