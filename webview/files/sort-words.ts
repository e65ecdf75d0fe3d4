/** What a list can be sorted by, in words. */
import { phrase } from '../../src/view/index.ts';
import type { ListOrder } from '../list/list-order.ts';

export const SORT_WORDS: Readonly<Record<ListOrder['by'], string>> = {
  path: phrase('Path'),
  name: phrase('Name'),
  type: phrase('Type'),
  size: phrase('Size'),
  modified: phrase('Modified'),
  class: phrase('Protection class'),
};
