import assert from 'node:assert/strict';
import fc from 'fast-check';
import { printable, printableLines } from '../../../src/cli/printable.ts';

describe('text for a terminal', () => {
  it('shows as escapes what could steer it or turn the direction', () => {
    assert.equal(printable('a\u001b[2Jb\u0007\u009bc\u202ed\n'), 'a\\u001b[2Jb\\u0007\\u009bc\\u202ed\\u000a');
    assert.equal(printable('café 日本 \u{1F512}'), 'café 日本 \u{1F512}');
    assert.equal(printableLines('one\n\ttwo\r\n'), 'one\n\ttwo\\u000d\n');
  });

  it('lets nothing of it through, and leaves JSON the same JSON', () => {
    const texts = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(texts, (text) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        assert.deepEqual(JSON.parse(printableLines(JSON.stringify({ text }, undefined, 2))), { text });
      }),
    );
  });
});
