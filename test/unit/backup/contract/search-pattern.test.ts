/** Patterns in bytes and texts: the text that every match contains, and that nothing is missed because of it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patternProblem, requiredText, SearchPattern } from '../../../../src/backup/contract/search/search-pattern.ts';

const matchesIn = (pattern: string, bytes: Buffer) => {
  const found: [number, string][] = [];
  new SearchPattern({ pattern, ignoreCase: false }).inBytes(bytes, (at, match) => found.push([at, match]) < 100);
  return found;
};

describe('a pattern that is searched', () => {
  it('has a text that every match contains', () => {
    for (const [pattern, text] of [
      ['tok_live_[0-9]+', 'tok_live_'],
      ['(a|b)secret', 'secret'],
      ['secret|token', ''],
      ['colou?r', 'colo'],
      ['ab+cd', 'ab'],
      ['a{0,2}bcd', 'bcd'],
      ['x\\.y\\d+long', 'long'],
      ['[abc]{3}', ''],
      ['^BEGIN RSA$', 'BEGIN RSA'],
      ['\\u0041bc', 'bc'],
      ['(?<=key=)value', 'value'],
      ['[\\]]x(y(z)\\))end', 'end'],
    ] as const) {
      assert.equal(requiredText(pattern), text, pattern);
    }
  });

  it('is found wherever JavaScript finds it', () => {
    const part = fc.constantFrom('ab', 'c', '[ab]', '(a|bc)', 'a?', 'b+', 'c*', '\\.', '.', 'a{2}', '(?:x)', 'x{0,1}', '(a(b))?');
    const pattern = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '.', ' '), maxLength: 60 });
    fc.assert(
      fc.property(pattern, text, (source, content) => {
        fc.pre(patternProblem(source) === undefined);
        const expected = [...content.matchAll(new RegExp(source, 'gu'))].map((match) => [match.index, match[0]]);
        assert.deepEqual(matchesIn(source, Buffer.from(content)), expected);
        for (const [, match] of expected) assert.ok(String(match).includes(requiredText(source)));
      }),
      { numRuns: 500 },
    );
  });

  it('counts bytes, also behind letters that have several', () => {
    assert.deepEqual(matchesIn('tok_[0-9]+', Buffer.from('ä tok_12')), [[3, 'tok_12']]);
    assert.deepEqual(matchesIn('schlüssel', Buffer.from('ö Schlüssel schlüssel')), [[14, 'schlüssel']]);
  });

  it('is refused when it is none, or finds nothing worth finding', () => {
    assert.match(patternProblem('a(b') ?? '', /[Uu]nterminated group/);
    assert.match(patternProblem('') ?? '', /empty/);
    assert.match(patternProblem('x?') ?? '', /matches everything/);
    assert.equal(patternProblem('tok_[0-9]{4}'), undefined);
    assert.equal(patternProblem('\\-legacy\\_'), undefined);
  });
});
