/** What is offered where in a contract that somebody types, and what a word means. `|` is the cursor. */
import assert from 'node:assert/strict';
import { keyAt, offersAt } from '../../../../src/extension/tests/contract-offers.ts';

function offered(text: string): string[] {
  const offset = text.indexOf('|');
  return offersAt(text.replace('|', ''), offset).offers.map(({ label }) => label);
}

const CONTENT = ['pattern', 'in', 'ignoreCase'];

describe('a contract that somebody types', () => {
  it('is offered the keys that it does not have yet', () => {
    const keys = offered('app: com.example.a\nmust: [a]\n|');
    assert.ok(keys.includes('mustNot') && keys.includes('frozen'), keys.join());
    assert.ok(!keys.includes('must') && !keys.includes('app'), keys.join());
    assert.ok(offered('app: a\nmu|').includes('must'));
    assert.ok(offered('app: a\nmust|: [a]\n').includes('must'), 'the key under the cursor stays');
  });

  for (const [place, text, expected] of [
    ['an entry of a list', 'mustNotContain:\n  - |', CONTENT],
    ['a list that stands under its key', 'mustNotContain:\n- |', CONTENT],
    ['the second line of an entry', 'mustNotContain:\n  - pattern: a\n    |', ['in', 'ignoreCase']],
    ['another entry', 'mustNotContain:\n  - pattern: a\n  - |', CONTENT],
    ['brackets', 'mustNotContain: [{ pattern: a, |', ['in', 'ignoreCase']],
    ['brackets over several lines', 'mustNotContain: [\n  { pattern: a }, { |', CONTENT],
    ['an object', 'survives:\n  samePhone: [a]\n  |', ['otherPhone']],
    ['an object among other forms', 'appFiles:\n  |', ['folder', 'excluded', 'protection', 'groups']],
    ['a choice', 'encrypted: |', ['required', 'forbidden', 'any']],
    ['a switch', 'frozen: |', ['true', 'false']],
    ['classes of files', 'protection:\n  "Documents/**": |', ['complete', 'completeUnlessOpen', 'untilFirstUnlock', 'none']],
    ['classes in brackets', 'protection: { "a: b": |', ['complete', 'completeUnlessOpen', 'untilFirstUnlock', 'none']],
    ['a value in an entry', 'mustNotContain:\n  - ignoreCase: |', ['true', 'false']],
    ['paths, of which nobody knows any', 'must:\n  - |', []],
    ['an unknown key', 'nonsense:\n  |', []],
    ['a comment', 'app: a # |', []],
  ] as const) {
    it(`is offered what fits in ${place}`, () => {
      const found = offered(text);
      assert.deepEqual(text.includes('#') ? found.filter((label) => label === 'must') : found, expected);
    });
  }

  it('gets examples, with what snippets would take for their own marked', () => {
    const at = (text: string, label: string) =>
      offersAt(text.replace('|', ''), text.indexOf('|')).offers.find((offer) => offer.label === label)?.snippet;
    assert.equal(at('|', 'budget'), 'budget: ${1:{ "Documents/**": 10MB \\}}');
    assert.equal(at('|', 'encrypted'), 'encrypted: ${1|required,forbidden,any|}');
    assert.equal(at('|', 'mustNotContain'), 'mustNotContain:\n  - pattern: tok_live_[0-9]+');
    assert.equal(at('must: |', '["Documents/notes.sqlite"]'), '${1:["Documents/notes.sqlite"]}');
    assert.equal(offersAt('app: a\nmus', 10).typed, 3);
  });

  it('says what a word means, also that of a choice, and nothing of others', () => {
    const text = 'app: must\nmust: [a]\nencrypted: required\nmustNotContain:\n  - pattern: in\n    in: [b]\n';
    const meant = (word: string, from = 0) => keyAt(text, text.indexOf(word, from) + word.length)?.name;
    assert.equal(meant('must', text.indexOf('\n')), 'must');
    assert.equal(meant('required'), 'encrypted');
    assert.equal(meant('pattern'), 'pattern');
    assert.equal(meant('in', text.indexOf('    in')), 'in');
    assert.equal(meant('must'), undefined);
    assert.equal(meant('in', text.indexOf('pattern: ')), undefined);
  });
});
