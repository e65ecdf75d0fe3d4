/** Every text of the product that a person reads, with where it is read. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ROOT } from '../../../.config/bundles.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { errorTemplates, findingTemplates } from '../../../src/view/index.ts';
import { translatableTexts } from '../translatable-texts.ts';
import type { Place, WordContext } from './word-rules.ts';

export interface ReadText {
  readonly place: Place;
  /** Where it comes from, for a message. */
  readonly source: string;
  readonly text: string;
}

/** What the command line prints for these arguments. */
export async function printed(args: readonly string[]): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const chunks: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await runProgram(args, { stdin, stdout, stderr, env: {}, signal: new AbortController().signal });
  return Buffer.concat(chunks).toString();
}

/** Every command with what its help prints, commands of commands included: "encryption on". */
export async function helpTexts(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const visit = async (words: readonly string[]): Promise<void> => {
    const help = await printed([...words, '--help']);
    texts.set(words.join(' '), help);
    for (const name of commandsIn(help)) await visit([...words, name]);
  };
  await visit([]);
  return texts;
}

/** A row of a list of commands begins with two spaces and a name; its description and the arguments of options stand further right. */
function commandsIn(help: string): string[] {
  const rows = [...help.matchAll(/^ {2}([a-z]+)(?= [[<]|(?: \S+)* {2,}|\s*$)/gm)].map(([, name = '']) => name);
  const usage = /^Usage: .*\[command\]/m.test(help);
  return usage ? [...new Set(rows)].filter((name) => name !== 'help' && name !== 'udid') : [];
}

export async function wordContext(help: ReadonlyMap<string, string>): Promise<Omit<WordContext, 'place'>> {
  const manifest = readJson('package.nls.json');
  const titles = Object.entries(manifest).flatMap(([key, text]) => (key.startsWith('command.') ? [text.replace(/…$/, '')] : []));
  const flags = (text: string) => new Set([...text.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag));
  return Promise.resolve({ titles: new Set(titles), commands: new Map([...help].map(([name, text]) => [name, flags(text)])) });
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
