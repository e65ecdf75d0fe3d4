import assert from 'node:assert/strict';
import { splitForCut } from '../../../webview/split-for-cut.ts';

describe('a name that may lose its middle', () => {
  it('keeps its end, and short names stay whole', () => {
    assert.deepEqual(splitForCut('sms.db'), ['sms.db', '']);
    assert.deepEqual(splitForCut('a-very-long-name-of-a-database-0017.sqlite'), ['a-very-long-name-of-a-database-', '0017.sqlite']);
  });

  it('is never cut inside a letter, however that is written', () => {
    for (const letter of ['😀', 'e\u0301', '👩\u200d👩\u200d👧', '👍🏽']) {
      for (let shift = 0; shift < 14; shift++) {
        const text = `${'x'.repeat(20)}${letter}${'y'.repeat(shift)}`;
        const [head, tail] = splitForCut(text);
        assert.equal(head + tail, text);
        assert.ok(head.includes(letter) || tail.includes(letter), `${head} / ${tail}`);
      }
    }
  });
});
