/** Texts that are searched for in names, against strings of JavaScript. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldFor, termOf } from '../../../../../src/backup/read/find/term.ts';
import { NameStore } from '../../../../../src/backup/read/index/name-store.ts';

const letters = fc.constantFrom('a', 'A', 'b', 'B', '-', '7', '[', '{', 'é', 'e\u0301', 'É', 'ß', 'İ', '😀');
const textOf = (maxLength: number) => fc.array(letters, { maxLength }).map((parts) => parts.join(''));

function storeOf(names: readonly string[]): NameStore {
  const store = new NameStore(0);
  for (const name of names) {
    const bytes = Buffer.from(name);
    store.add(bytes, 0, bytes.length);
  }
  return store;
}

describe('a text that is searched for in names', () => {
  it('is found in all names at once where it is in each of them, and never across two', () => {
    fc.assert(
      fc.property(fc.array(textOf(12), { maxLength: 30 }), textOf(5), (names, text) => {
        const store = storeOf(names);
        const term = termOf(text, text);
        const fold = foldFor(text);
        const model = names.map((name) => fold(name).includes(fold(text)));
        assert.deepEqual(
          names.map((_, name) => term.isIn(store, name)),
          model,
        );
        assert.deepEqual(Array.from(term.marksIn(store), Boolean), model);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found at the very end and the very start, once in a long list of names that are alike', () => {
    const names = Array.from({ length: 5000 }, (_, number) => `IMG_${String(number).padStart(7, '0')}.HEIC`);
    const store = storeOf(names);
    for (const text of ['img_0004999.heic', '0000.HEIC', 'img_0000000', 'c', 'heicimg', '.heic']) {
      const model = names.map((name) => name.toLowerCase().includes(text.toLowerCase()));
      assert.deepEqual(Array.from(termOf(text, text).marksIn(store), Boolean), model, text);
    }
  });
});
