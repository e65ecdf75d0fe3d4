import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../src/base/index.ts';
import { checkFault, phoneChoices, type FaultSettings } from '../../../src/simulated-device/index.ts';
import { inEnglish, modelName, productName, translatorFrom, wordsFor } from '../../../src/view/index.ts';
import { translatableTexts } from '../../support/translatable-texts.ts';
import { untranslatedIn, untranslatedTexts } from '../../support/untranslated-texts.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

function readWords(path: string): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, string>;
}

function placesOf(text: string): string[] {
  return [...text.matchAll(/\{\w+\}|\(command:[\w.]+\)|`[^`]+`/g)].map(([place]) => place).sort();
}

describe('German', () => {
  const english = translatableTexts(ROOT);
  const bundle = readWords('webview/assets/l10n/bundle.l10n.de.json');

  it('has every text of the code', () => {
    assert.deepEqual(
      [...english].filter((text) => bundle[text] === undefined),
      [],
    );
  });

  it('reaches every text that a window shows', () => {
    assert.deepEqual(untranslatedTexts(ROOT), []);
  });

  it('would miss a planted text: a sentence anywhere, a word where it is shown, in a row, a call, a page and an attribute', () => {
    for (const source of [
      'const lines = ["Nothing was found."];',
      'const row = { label: isOn ? "Encrypted" : translate("Off", {}) };',
      'item.tooltip = `Backup of ${name}`;',
      'void window.showWarningMessage("Locked");',
      'const page = html`<p>${count} files</p>`;',
      'const page = html`<button aria-label="Close">${icon}</button>`;',
    ]) {
      assert.equal(untranslatedIn(source).length, 1, source);
    }
  });

  it('does not take for a text what nobody reads', () => {
    for (const source of [
      'log.warn("cannot read a device");',
      'throw new BackupError("disk-full", "the disk is full");',
      'const row = { label: translate("Off", {}), class: "cell path" };',
      'const page = html`<p class="two words">${translate("Off", {})}</p>`;',
    ]) {
      assert.deepEqual(untranslatedIn(source), [], source);
    }
  });

  it('has no text that the code no longer has', () => {
    assert.deepEqual(
      Object.keys(bundle).filter((text) => !english.has(text)),
      [],
    );
  });

  it('keeps every place, command and name of a text', () => {
    for (const [text, german] of Object.entries(bundle)) assert.deepEqual(placesOf(german), placesOf(text), text);
  });

  it('says Sie to its reader', () => {
    const familiar = /(?<![\p{L}-])(du|dich|dir|deine?[mnrs]?|euch|eure?[mnrs]?)(?![\p{L}-])/iu;
    const texts = [...Object.entries(bundle), ...Object.entries(readWords('package.nls.de.json'))];
    assert.deepEqual(
      texts.filter(([, german]) => familiar.test(german)),
      [],
    );
    assert.ok(texts.filter(([, german]) => /(?<!\p{L})(Sie|Ihnen|Ihre?[mnrs]?)(?!\p{L})/u.test(german)).length > 100);
    assert.match('Entsperre dein Backup', familiar);
  });

  it('has every text of the manifest', () => {
    const manifest = readWords('package.nls.json');
    const german = readWords('package.nls.de.json');
    assert.deepEqual(Object.keys(german).sort(), Object.keys(manifest).sort());
    for (const [key, text] of Object.entries(manifest)) assert.deepEqual(placesOf(german[key] ?? ''), placesOf(text), key);
  });
});

describe('names of models', () => {
  it('are German as far as they are words', () => {
    const german = translatorFrom(readWords('webview/assets/l10n/bundle.l10n.de.json'));
    const { presets, models } = phoneChoices();
    const names = [...presets, ...models].map(({ marketingName }) => modelName(marketingName, german));
    assert.deepEqual(
      names.filter((name) => /generation|cellular/.test(name)),
      [],
    );
    assert.ok(names.includes('iPad (9. Generation, mit Mobilfunk)'), names.join());
    assert.equal(productName('iPhone12,8', german), 'iPhone SE (2. Generation)');
  });
});

describe('a text with a place that nobody filled', () => {
  it('says so in the language of the reader', () => {
    const german = translatorFrom(readWords('webview/assets/l10n/bundle.l10n.de.json'));
    assert.equal(wordsFor('vscode', 'folder-missing', {}, german).message, 'Den Ordner unbekannt gibt es nicht.');
  });
});

describe('what is wrong with the settings of a fault', () => {
  const german = translatorFrom(readWords('webview/assets/l10n/bundle.l10n.de.json'));
  const wrong: readonly (readonly [id: string, settings: FaultSettings, english: string])[] = [
    ['F05', { times: 0 }, 'times must be a whole number of at least 1, not 0.'],
    ['F01', { at: 'mb2.Backup' }, 'F01 takes effect as soon as it is set, so it does not take at.'],
    ['F07', { at: 'mb2.scan' }, 'F07 cannot occur at mb2.scan, only at mb2.Backup.'],
    ['F07', { color: 'red' }, 'F07 has no parameter “color”, only at, after, on, p, times, seconds.'],
    ['F07', { seconds: 'many' }, 'seconds takes a number of at least 0, not many.'],
    ['F05', { reset: 7 }, 'reset takes a word.'],
    ['F05', { reset: 'maybe' }, 'reset is one of no, yes, not maybe.'],
    ['F05', { p: 2 }, 'p must be a probability from 0 to 1, not 2.'],
    ['F05', { at: 'nowhere' }, 'there is no point “nowhere”.'],
    ['F05', { after: 'x=1' }, 'after takes bytes=N, messages=N or a number of seconds such as 30s, joined by +, not x=1.'],
    ['F05', { on: '' }, 'on takes text.'],
  ];
  for (const [id, settings, english] of wrong) {
    it(`is said in both languages: ${english}`, () => {
      assert.throws(
        () => {
          checkFault(id, settings);
        },
        (error) => {
          assert.ok(isCodedError(error, 'simulator-fault-malformed'));
          assert.equal(wordsFor('vscode', error.code, error.data).message, `The fault cannot be set this way: ${english}`);
          assert.match(wordsFor('vscode', error.code, error.data, german).message, /^Der Fehler lässt sich so nicht einstellen: /);
          return true;
        },
      );
    });
  }
});

describe('a translator', () => {
  it('leaves English what its bundle lacks', () => {
    const translate = translatorFrom({ '{count} items': '{count} Einträge' });
    assert.equal(translate('{count} items', { count: 3 }), '3 Einträge');
    assert.equal(translate('toString', {}), 'toString');
    assert.equal(translatorFrom(undefined), inEnglish);
  });
});
