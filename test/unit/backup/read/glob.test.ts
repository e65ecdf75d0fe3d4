/** Patterns for names of backup files. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileGlob } from '../../../../src/backup/read/glob.ts';

const matches: readonly (readonly [string, string, boolean])[] = [
  ['HomeDomain/Library/SMS/sms.db', 'HomeDomain/Library/SMS/sms.db', true],
  ['HomeDomain/*', 'HomeDomain/Library', true],
  ['HomeDomain/*', 'HomeDomain/Library/SMS', false],
  ['HomeDomain/*', 'HomeDomain/', true],
  ['HomeDomain/**', 'HomeDomain/Library/SMS', true],
  ['**/sms.db', 'HomeDomain/Library/SMS/sms.db', true],
  ['**/sms.db', 'sms.db', true],
  ['**sms.db', 'HomeDomain/Library/SMS/sms.db', true],
  ['**/sms.db', 'HomeDomain/xsms.db', false],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['?', '/', false],
  ['?', '😀', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]]', ']', true],
  ['[a-]', '-', true],
  ['[!a]', '/', false],
  ['*.{jpg,png}', 'x.png', true],
  ['*.{jpg,png}', 'x.gif', false],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['[', '[', true],
  ['{a', '{a', true],
  ['[z-a]', '[z-a]', true],
  ['a.c', 'abc', false],
  ['A', 'a', false],
  ['**', 'line\nbreak', true],
];

describe('a glob', () => {
  for (const [glob, path, expected] of matches) {
    it(`${glob} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(path)}`, () => {
      assert.equal(compileGlob(glob)(path), expected);
    });
  }

  it('that escapes every sign matches exactly its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, other) => {
        const glob = Array.from(text, (sign) => `\\${sign}`).join('');
        assert.ok(compileGlob(glob)(text));
        assert.equal(compileGlob(glob)(other), other === text);
      }),
    );
  });

  it('means the same where only the ends of a path are compared', () => {
    const signs = fc.constantFrom(
      '*',
      '**',
      '**/',
      '**/*',
      '?',
      '[a]',
      '{a,.b}',
      '\\',
      '\\*',
      '[',
      ']',
      '{',
      '}',
      'a',
      'b',
      '.',
      '/',
      '\n',
    );
    const globs = fc.array(signs, { maxLength: 7 }).map((parts) => parts.join(''));
    const paths = fc
      .array(fc.constantFrom('a', 'b', '.', '/', '*', '\\', '[', '{', '}', '\n'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(globs, paths, (glob, path) => {
        // Without regard to case a path is always compared by a pattern, and here no sign has two cases.
        assert.equal(compileGlob(glob)(path), compileGlob(glob, { ignoreCase: true })(path), glob);
      }),
      { numRuns: 5000 },
    );
  });

  it('of any signs compiles', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '*', '?', '\\', '!', '^', '-', ',', 'a', '/', '&', '~') }),
        (glob) => {
          assert.equal(typeof compileGlob(glob)('a'), 'boolean');
        },
      ),
    );
  });
});
