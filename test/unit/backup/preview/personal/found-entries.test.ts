/** A search in personal data that runs out of time: what it has found counts, and it says how much it has not looked at. */
import assert from 'node:assert/strict';
import { findEntries } from '../../../../../src/backup/preview/personal/found-entries.ts';
import type { ReadEntry } from '../../../../../src/backup/preview/personal/personal-entry.ts';

const KEYS = Array.from({ length: 1000 }, (_, index) => BigInt(index + 1));
const OPENED = {
  keys: () => KEYS,
  entries: (keys: readonly bigint[]) =>
    keys.map((key): ReadEntry => ({
      key: String(key),
      title: `Number ${String(key)}`,
      people: [],
      traits: [],
      facts: [],
      files: [],
      pictures: [],
    })),
};
const SEARCH = { text: 'number', addresses: [] };

function withTimeFor(steps: number): () => boolean {
  let left = steps;
  return () => left-- > 0;
}

describe('a search in personal data that runs out of time', () => {
  it('has the newest messages, in their order', () => {
    const { keys, unsearched, groups } = findEntries({ kind: 'messages', opened: OPENED, groups: undefined }, SEARCH, withTimeFor(2));
    assert.deepEqual([...keys(undefined)], KEYS.slice(600));
    assert.deepEqual([unsearched, groups], [600, undefined]);
  });

  it('has the first ones of other kinds, which are the newest', () => {
    const { keys, unsearched } = findEntries({ kind: 'calls', opened: OPENED, groups: undefined }, SEARCH, withTimeFor(3));
    assert.deepEqual([...keys(undefined)], KEYS.slice(0, 600));
    assert.equal(unsearched, 400);
  });
});
