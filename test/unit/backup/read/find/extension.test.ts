/** What is behind the last dot of names, and which of them have one that is wanted. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extensionOf, extensionTest } from '../../../../../src/backup/read/find/extension.ts';
import { NameStore } from '../../../../../src/backup/read/index/name-store.ts';

const letters = fc.constantFrom('a', 'B', 'k', '.', '.', '7', 'é', 'İ', 'É', '[', '{');
const arbitraryName = fc.array(letters, { maxLength: 22 }).map((parts) => parts.join(''));
const arbitraryExtension = fc.array(fc.constantFrom('a', 'b', 'k', '7', 'é', '[', '{'), { maxLength: 4 }).map((parts) => parts.join(''));

describe('the extension of a name', () => {
  it('is one of the wanted where its text in small letters is, however that is found out', () => {
    fc.assert(
      fc.property(fc.array(arbitraryName, { maxLength: 20 }), fc.array(arbitraryExtension, { maxLength: 4 }), (list, extra) => {
        const names = new NameStore(0);
        for (const name of list) names.add(Buffer.from(name), 0, Buffer.byteLength(name));
        const found = list.map((_, name) => extensionOf(names, name));
        for (const [name, text] of list.entries()) {
          const [, plain = ''] = /^.+\.([^.]+)$/su.exec(text) ?? [];
          assert.equal(found[name], Buffer.byteLength(plain) > 16 ? '' : plain.toLowerCase(), text);
        }
        const wanted = [...extra, ...found.slice(0, 3)].filter((each) => each !== '');
        for (const extensions of [wanted, wanted.filter((each) => /^\p{ASCII}*$/u.test(each))]) {
          const test = extensionTest(names, extensions);
          assert.deepEqual(
            list.map((_, name) => test(name)),
            found.map((each) => extensions.includes(each)),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});
