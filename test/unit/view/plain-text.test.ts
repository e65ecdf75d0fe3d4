import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oneLine, visible, visibleLines, withoutMarkup } from '../../../src/view/index.ts';

/** How VS Code finds links and icons in a text. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /\$\([a-z0-9-]+(?:~[a-z0-9-]+)?\)/i;

describe('text that is not ours', () => {
  it('holds no link and no icon afterwards, and reads the same', () => {
    const hostile = '[Trust](command:workbench.action.closeWindow) $(flame) $(sync~spin) [a](https://example.com "b")';
    const plain = withoutMarkup(hostile);
    assert.doesNotMatch(plain, LINK);
    assert.doesNotMatch(plain, ICON);
    assert.equal(plain.replaceAll('\u2060', ''), hostile);
  });

  it('holds none whatever it is made of, and stays the same when made plain twice', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      '$(',
      '](',
      'command:x',
      'https://x',
      'flame',
      '~',
      'a',
      ' ',
      '\\',
      '\n',
      '\u2060',
      '\u001b',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const plain = withoutMarkup(pieces.join(''));
        assert.doesNotMatch(plain, LINK);
        assert.doesNotMatch(plain, ICON);
        assert.equal(withoutMarkup(plain), plain);
      }),
    );
  });

  it('shows what would steer', () => {
    assert.equal(visible('a\u001b[2J\nb\u202egpj'), 'a\\u001b[2J\\u000ab\\u202egpj');
    assert.equal(visibleLines('a\tb\nc\r'), 'a\tb\nc\\u000d');
    assert.equal(oneLine(' a\n\tb\u0007 '), 'a b\\u0007');
  });

  it('is not endless in one line', () => {
    assert.equal(oneLine('x'.repeat(1_000_000), 10), `${'x'.repeat(9)}…`);
  });
});
