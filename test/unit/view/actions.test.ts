/** What every text advises can be clicked: codes, words and actions agree, and each action is a command that exists. */
import assert from 'node:assert/strict';
import { COMMAND_TABLE } from '../../../src/extension/commands/command-table.ts';
import { COMMAND_OF_REMEDY } from '../../../src/extension/remedy-commands.ts';
import { ACTIONS, FINDING_CODES, errorAdvice, findingWords, wordsFor, type ActionId } from '../../../src/view/index.ts';
import { helpTexts, readJson, wordContext } from '../../support/words/all-words.ts';
import { WORD_RULES } from '../../support/words/word-rules.ts';

/** On every notification of a failure. */
const ALWAYS = ['Show Log', 'Explain Last Failure'];

const QUOTED = { en: /“([A-Z][^”{]*)”/g, de: /„([A-ZÄÖÜ][^“{]*)“/g };

/** Quoted in German as what Apple or Windows call it. */
const OF_OTHERS = /^(Wo ist\?|Alle Einstellungen|Vertrauen$|Apple-Geräte|Probleme$)/;

type Language = keyof typeof QUOTED;

function titlesOf(actions: readonly ActionId[], language: Language): string[] {
  return actions.flatMap((id) => {
    const name = id === 'try-again' || id === 'other-folder' ? undefined : COMMAND_OF_REMEDY[id];
    return name === undefined ? [] : [COMMAND_TABLE[name].title[language].replace(/\s?…$/u, '')];
  });
}

/** Commands that a text names and no button does. */
function unclickable(text: string, actions: readonly ActionId[], language: Language): string[] {
  const offered = [...titlesOf(actions, language), ...(language === 'en' ? ALWAYS : ['Protokoll anzeigen'])];
  return [...text.matchAll(QUOTED[language])].flatMap(([, title = '']) =>
    offered.includes(title) || OF_OTHERS.test(title) ? [] : [`${title}: ${text}`],
  );
}

describe('what a text advises', () => {
  const german = readJson('webview/assets/l10n/bundle.l10n.de.json');
  const advice = [
    ...errorAdvice().map(({ action, actions }) => ({ text: typeof action === 'string' ? action : action.vscode, actions })),
    ...FINDING_CODES.map((code) => findingWords(code, 'vscode')).map(({ action, actions }) => ({ text: action, actions })),
  ];

  it('can be clicked, in both languages', () => {
    assert.ok(advice.length > 150);
    assert.deepEqual(
      advice.flatMap(({ text, actions }) => [...unclickable(text, actions, 'en'), ...unclickable(german[text] ?? '', actions, 'de')]),
      [],
    );
  });

  it('is missed where no button does it', () => {
    assert.equal(unclickable('Choose “Unlock Backup”.', ['salvage'], 'en').length, 1);
    assert.equal(unclickable('Wählen Sie „Backup entsperren“.', ['salvage'], 'de').length, 1);
    assert.deepEqual(unclickable('Choose “Unlock Backup”.', ['unlock'], 'en'), []);
  });

  it('is an action of the table, each used by some code', () => {
    const used = new Set(advice.flatMap(({ actions }) => actions));
    // Show Log is on every notification.
    assert.deepEqual(
      Object.keys(ACTIONS).filter((id) => id !== 'show-log' && !used.has(id as ActionId)),
      [],
    );
  });

  it('is a command line that exists, in a terminal', () => {
    const help = helpTexts();
    const rule = WORD_RULES.find(({ name }) => name === 'an action exists where it is read');
    assert.ok(rule !== undefined);
    const lines = Object.values(ACTIONS).flatMap((facts) => ('terminal' in facts ? [facts.terminal] : []));
    assert.ok(lines.length > 5);
    assert.deepEqual(
      lines.flatMap((line) => rule.check(line, { ...wordContext(help), place: 'terminal' }) ?? []),
      [],
    );
  });

  it('follows the device’s own code, the operation, and the surface', () => {
    const actions = (surface: 'vscode' | 'terminal', data: Record<string, unknown>) => wordsFor(surface, 'device-refused', data).actions;
    assert.deepEqual(actions('vscode', { deviceCode: 205 }), ['back-up-full', 'other-folder']);
    assert.deepEqual(actions('vscode', { deviceCode: -105n }), ['try-again', 'other-folder']);
    assert.deepEqual(actions('vscode', { deviceCode: 205, operation: 'restore' }), ['verify-full']);
    assert.deepEqual(actions('vscode', { deviceCode: 205, description: 'Cannot parse a NULL or zero-length data' }), [
      'set-aside',
      'other-folder',
    ]);
    assert.deepEqual(actions('terminal', { deviceCode: 205 }), ['back-up-full']);
    assert.deepEqual(wordsFor('vscode', 'not-trusted').actions, ['trust']);
  });
});
