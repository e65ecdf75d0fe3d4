/** What is in one sorted list but not in another, read side by side. */

/** Both in ascending order, without repetition. */
export function* sortedDifference(list: Iterable<string>, without: Iterable<string>): Generator<string> {
  const others = without[Symbol.iterator]();
  let other = others.next();
  for (const item of list) {
    while (!other.done && other.value < item) other = others.next();
    if (other.done || other.value !== item) yield item;
  }
}
