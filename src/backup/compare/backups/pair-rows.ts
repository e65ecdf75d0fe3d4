/** Goes through the rows of two catalogs side by side: both are ordered by the bytes of domain, then path. */
import type { CatalogueRow, RankedRows } from '../../read/catalogue/ranked-rows.ts';

/** A name that both have, or one of them. */
export interface RowPair {
  readonly before: CatalogueRow | undefined;
  readonly after: CatalogueRow | undefined;
}

const BATCH_ROWS = 1000;

export function* pairRows(before: RankedRows, after: RankedRows): Generator<RowPair, void, undefined> {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  let [one, other] = [old.next(), now.next()];
  while (one.done !== true || other.done !== true) {
    const order = one.done === true ? 1 : other.done === true ? -1 : compareNames(one.value, other.value);
    yield {
      before: order > 0 || one.done === true ? undefined : one.value,
      after: order < 0 || other.done === true ? undefined : other.value,
    };
    if (order <= 0) one = old.next();
    if (order >= 0) other = now.next();
  }
}

function* rowsOf(catalogue: RankedRows): Generator<CatalogueRow, void, undefined> {
  const { last } = catalogue.rangeOf(undefined);
  for (let first = 1; first <= last; first += BATCH_ROWS) yield* catalogue.rows({ first, last: first + BATCH_ROWS - 1 });
}

type Names = Pick<CatalogueRow, 'domain' | 'relativePath'>;

function compareNames(one: Names, other: Names): number {
  return compareAsUtf8(one.domain, other.domain) || compareAsUtf8(one.relativePath, other.relativePath);
}

/** As the bytes of their UTF-8 compare, which is not how units of UTF-16 do. */
export function compareAsUtf8(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return inOrder(left) - inOrder(right);
  }
  return one.length - other.length;
}

/** Surrogates stand for characters behind all others. */
function inOrder(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
