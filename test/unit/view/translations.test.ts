import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEnglish, translatorFrom } from '../../../src/view/index.ts';
import { translatableTexts } from '../../support/translatable-texts.ts';

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

describe('a translator', () => {
  it('leaves English what its bundle lacks', () => {
    const translate = translatorFrom({ '{count} items': '{count} Einträge' });
    assert.equal(translate('{count} items', { count: 3 }), '3 Einträge');
    assert.equal(translate('toString', {}), 'toString');
    assert.equal(translatorFrom(undefined), inEnglish);
  });
});
