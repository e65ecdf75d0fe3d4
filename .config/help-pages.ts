/** The pages of help under webview/assets/help, made from the tables of words: one for each code and topic, in each language. */

import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_SEVERITY, type FindingCode } from '../src/backup/verify/finding.ts';
import { EXIT, EXIT_MEANING, exitOf } from '../src/cli/exit-codes.ts';
import { CODE_OF_LOCKDOWN_ERROR } from '../src/device-protocol/lockdown/lockdown-errors.ts';
import { COMMAND_TABLE } from '../src/extension/commands/command-table.ts';
import { COMMAND_OF_REMEDY } from '../src/extension/remedy-commands.ts';
import { FAULTS } from '../src/simulated-device/index.ts';
import { allHelpCases } from '../src/view/help-cases.ts';
import { helpIndex, helpPage, topicPage, type HelpSources } from '../src/view/help-page.ts';
import { HELP_TOPICS } from '../src/view/help-topics.ts';
import { isErrorCode, translatorFrom, type ActionId, type Translate } from '../src/view/index.ts';
import { ROOT } from './bundles.ts';

const FOLDER = 'webview/assets/help';

const LANGUAGES = ['en', 'de'] as const;
type Language = (typeof LANGUAGES)[number];

/** Every page by its path. */
export function helpPages(): Record<string, string> {
  return Object.fromEntries(LANGUAGES.flatMap((language) => Object.entries(pagesIn(language))));
}

/** Pages that are there and belong to no code any more. */
export function strayHelpPages(): string[] {
  const wanted = helpPages();
  const present = globSync(`${FOLDER}/**/*`, { cwd: ROOT, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = present.map(({ parentPath, name }) =>
    join(parentPath, name)
      .slice(ROOT.length + 1)
      .replaceAll('\\', '/'),
  );
  return paths.filter((path) => wanted[path] === undefined);
}

function pagesIn(language: Language): Record<string, string> {
  const sources = sourcesIn(language);
  const all = allHelpCases(sources.translate);
  const byName = Map.groupBy(all, ({ name }) => name);
  const file = (name: string) => `${FOLDER}/${language}/${name}.md`;
  return {
    [file('index')]: helpIndex(all, FAULTS, sources),
    ...Object.fromEntries([...byName].map(([name, cases]) => [file(name), helpPage(cases, sources)])),
    ...Object.fromEntries(Object.keys(HELP_TOPICS).map((name) => [file(name), topicPage(name, sources)])),
  };
}

function sourcesIn(language: Language): HelpSources {
  const translate = translatorFrom(language === 'en' ? undefined : bundleOf(language));
  return {
    translate,
    titleOf: (action) => titleOf(action, language),
    exitOf: (code) => exitWords(code, translate),
    namesOf: (code) => [...CODE_OF_LOCKDOWN_ERROR].flatMap(([name, known]) => (known === code ? [name] : [])),
    severityOf: (code) => (Object.hasOwn(FINDING_SEVERITY, code) ? FINDING_SEVERITY[code as FindingCode] : undefined),
  };
}

function titleOf(action: ActionId, language: Language): string | undefined {
  if (action === 'try-again' || action === 'other-folder') return undefined;
  return COMMAND_TABLE[COMMAND_OF_REMEDY[action]].title[language].replace(/\s?…$/u, '');
}

function exitWords(code: string, translate: Translate): string | undefined {
  if (!isErrorCode(code)) return undefined;
  const status = exitOf(code, {});
  const name = (Object.keys(EXIT) as (keyof typeof EXIT)[]).find((key) => EXIT[key] === status);
  return name === undefined ? undefined : `${status.toString()} (${translate(EXIT_MEANING[name], {})})`;
}

function bundleOf(language: string): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, `webview/assets/l10n/bundle.l10n.${language}.json`), 'utf8')) as Record<string, string>;
}
