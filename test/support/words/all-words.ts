/** Every text of the product that a person reads, with where it is read. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { ROOT } from '../../../.config/bundles.ts';
import { makeProgram } from '../../../src/cli/program.ts';
import { errorTemplates, findingTemplates } from '../../../src/view/index.ts';
import { translatableTexts } from '../translatable-texts.ts';
import type { Place, WordContext } from './word-rules.ts';

export interface ReadText {
  readonly place: Place;
  /** Where it comes from, for a message. */
  readonly source: string;
  readonly text: string;
}

/** Every command with its help, commands of commands included: "encryption on". */
export function helpTexts(): Map<string, string> {
  const texts = new Map<string, string>();
  const nowhere = new PassThrough();
  const terminal = { stdin: nowhere, stdout: nowhere, stderr: nowhere, env: {}, signal: new AbortController().signal };
  const visit = (command: Command, words: readonly string[]): void => {
    texts.set(words.join(' '), printedHelp(command));
    for (const child of command.commands) visit(child, [...words, child.name()]);
  };
  visit(
    makeProgram(terminal, () => Promise.resolve()),
    [],
  );
  return texts;
}

/** With what follows the options: examples, exit codes. */
function printedHelp(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

export function wordContext(help: ReadonlyMap<string, string>): Omit<WordContext, 'place'> {
  const manifest = readJson('package.nls.json');
  const titles = Object.entries(manifest).flatMap(([key, text]) => (key.startsWith('command.') ? [text.replace(/…$/, '')] : []));
  const flags = (text: string) => new Set([...text.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag));
  return { titles: new Set(titles), commands: new Map([...help].map(([name, text]) => [name, flags(text)])) };
}

export function allWords(help: ReadonlyMap<string, string>): ReadText[] {
  const vscode = [...translatableTexts(ROOT), ...Object.values(readJson('package.nls.json')), ...findingTemplates('vscode')];
  const terminal = [...errorTemplates('terminal'), ...findingTemplates('terminal')];
  return [
    ...vscode.map((text) => ({ place: 'vscode' as const, source: 'VS Code', text })),
    ...terminal.map((text) => ({ place: 'terminal' as const, source: 'errors and findings', text })),
    ...[...help].map(([name, text]) => ({ place: 'terminal' as const, source: `help ${name}`, text: text.replace(/\s+/g, ' ') })),
    ...['README.md', 'CHANGELOG.md'].flatMap((file) => paragraphsOf(file).map((text) => ({ place: 'prose' as const, source: file, text }))),
  ];
}

/** Without code. */
function paragraphsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^```[^]*?^```/gm, '');
  return text.split(/\n{2,}/).map((paragraph) =>
    paragraph
      .replace(/`[^`]*`/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

export function readJson(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, string>;
}
