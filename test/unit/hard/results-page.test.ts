import assert from 'node:assert/strict';
import type { Attack } from '../../hard/attack.ts';
import { resultsPage } from '../../hard/results-page.ts';

const attack = (id: string): Attack => ({ id, area: 'false green', what: 'a | b', holds: 'c', run: () => Promise.resolve(undefined) });
const [one, two, gone] = [attack('one'), attack('two'), attack('gone')];
const result = (of: Attack, failure?: string, note?: string) => ({ attack: of, failure, note, peakBytes: 1024 * 1024, milliseconds: 1500 });

describe('the page of results', () => {
  it('keeps what it knows of attacks that did not run this time, and forgets those that are no more', () => {
    const first = resultsPage('', [one, two, gone], [result(one, undefined, 'x | y'), result(gone)], '2026-01-01');
    assert.match(first, /^2 of 3 held\.$/m);
    assert.match(first, /^\| `two` \| a \\\| b \| c \| did not run \| {2}\| {2}\| {2}\| {2}\|$/m);
    const second = resultsPage(first, [one, two], [result(two, 'it broke\nat a place')], '2026-01-02');
    assert.match(second, /^1 of 2 held\.$/m);
    assert.match(second, /^\| `one` \| a \\\| b \| c \| yes \| 1 MiB \| 1\.5 s \| 2026-01-01 \| x \\\| y \|$/m);
    assert.match(second, /^\| `two` \| a \\\| b \| c \| \*\*no\*\* \| 1 MiB \| 1\.5 s \| 2026-01-02 \| it broke \|$/m);
    assert.doesNotMatch(second, /gone/);
  });
});
