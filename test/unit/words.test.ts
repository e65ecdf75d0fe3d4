/** Words for people: every text of the product, and a planted violation of every rule. */
import assert from 'node:assert/strict';
import { allWords, helpTexts, readJson, wordContext, type ReadText } from '../support/words/all-words.ts';
import { WORD_RULES, type WordContext } from '../support/words/word-rules.ts';

describe('words for people', () => {
  let texts: ReadText[] = [];
  let context: Omit<WordContext, 'place'>;

  before(() => {
    const help = helpTexts();
    assert.ok(help.size > 20, 'every command has its help');
    texts = allWords(help);
    context = wordContext(help);
  });

  for (const rule of WORD_RULES) {
    it(rule.name, () => {
      const wrong = texts.flatMap(({ place, source, text }) => {
        const what = rule.check(text, { ...context, place });
        return what === undefined ? [] : [`${source}: ${what}: ${text.slice(0, 200)}`];
      });
      assert.deepEqual(wrong, []);
    });

    it(`${rule.name}: a planted violation is reported`, () => {
      for (const [place, text] of rule.planted) assert.notEqual(rule.check(text, { ...context, place }), undefined, text);
    });
  }

  it('a text with a number of things has a text for one', () => {
    const all = new Set(texts.map(({ text }) => text));
    const many = [...all].flatMap((text) => {
      const [, noun] = /^\{\w+\} (file|item|domain|backup|device|finding|minute)s\b/.exec(text) ?? [];
      return noun !== undefined && ![...all].some((one) => one.startsWith(`1 ${noun}`)) ? [text] : [];
    });
    assert.deepEqual(many, []);
  });

  const german = [...Object.values(readJson('webview/assets/l10n/bundle.l10n.de.json')), ...Object.values(readJson('package.nls.de.json'))];
  const germanRules: readonly (readonly [rule: string, broken: RegExp, planted: string])[] = [
    ['says Sie', /\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?)\b/, 'Trenne dein Gerät.'],
    ['has one thought a sentence', /;/, 'Die Datei fehlt; sie wurde nicht gesichert.'],
  ];
  for (const [rule, broken, planted] of germanRules) {
    it(`German ${rule}`, () => {
      assert.match(planted, broken);
      assert.deepEqual(
        german.filter((text) => broken.test(text)),
        [],
      );
    });
  }
});
