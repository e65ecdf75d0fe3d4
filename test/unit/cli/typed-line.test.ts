import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TypedLine } from '../../../src/cli/typed-line.ts';

const ESC = '\u001b';

describe('a line typed at a terminal', () => {
  const cases: [string, string, string][] = [
    ['letters and Enter', 'secret\r', 'secret'],
    ['a line feed', 'secret\n', 'secret'],
    ['blanks at both ends', ' two words \r', ' two words '],
    ['backspace, of either kind', 'abX\u007fcY\u0008d\r', 'abcd'],
    ['backspace on nothing', '\u007f\u007fa\r', 'a'],
    ['backspace takes a whole character', 'a\u{1F512}\u007fb\r', 'ab'],
    ['Ctrl-U begins anew', 'wrong\u0015right\r', 'right'],
    ['Ctrl-D inside a line', 'a\u0004b\r', 'ab'],
    ['arrows and function keys', `a${ESC}[Db${ESC}[1;5Cc${ESC}OPd${ESC}[15~e\r`, 'abcde'],
    ['a bracketed paste', `${ESC}[200~pasted secret${ESC}[201~\r`, 'pasted secret'],
    ['control characters', 'a\u0000b\u001ac\r', 'abc'],
  ];
  for (const [name, keys, text] of cases) {
    it(name, () => {
      assert.deepEqual(new TypedLine().feed(keys), { kind: 'entered', text });
      const line = new TypedLine();
      const states = Array.from(keys, (key) => line.feed(key));
      assert.deepEqual(states.at(-1), { kind: 'entered', text });
      assert.ok(states.slice(0, -1).every((state) => state.kind === 'typing'));
    });
  }

  it('Ctrl-C interrupts, Ctrl-D on an empty line gives up', () => {
    assert.deepEqual(new TypedLine().feed('half\u0003'), { kind: 'interrupted' });
    assert.deepEqual(new TypedLine().feed('\u0004'), { kind: 'ended' });
  });

  it('takes every text without control characters as it is, and never without end', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(texts, (text) => {
        assert.deepEqual(new TypedLine().feed(`${text}\r`), { kind: 'entered', text });
      }),
    );
    const endless = new TypedLine();
    for (let part = 0; part < 100; part++) endless.feed('x'.repeat(1000));
    const state = endless.feed('\r');
    assert.ok(state.kind === 'entered' && state.text.length === 4096);
  });
});
