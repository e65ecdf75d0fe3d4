/** Settings and commands of VS Code as tables, from package.json and its English words. */

import { code } from './markdown.ts';

interface Setting {
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly order?: number;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly items?: { readonly properties?: Readonly<Record<string, Setting>> };
}

export interface ManifestForDocs {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

type Words = Readonly<Record<string, string>>;

/** One row a setting in the order of the settings page, and under it one for each member of its entries. */
export function settingRows({ contributes }: ManifestForDocs, words: Words): string[][] {
  const settings = Object.entries(contributes.configuration.properties);
  settings.sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
  return settings.flatMap(([id, setting]) => {
    const members = Object.entries(setting.items?.properties ?? {});
    return [rowOf(code(id), setting, words), ...members.map(([name, member]) => rowOf(`… ${code(name)} of an entry`, member, words))];
  });
}

/** The commands as the palette shows them. */
export function titledCommands({ contributes }: ManifestForDocs, words: Words): string[][] {
  return contributes.commands.map(({ command, title, category }) => [`${category}: ${inWords(title, words)}`, code(command)]);
}

function rowOf(name: string, setting: Setting, words: Words): string[] {
  const described = inWords(setting.markdownDescription ?? setting.description ?? '', words);
  return [name, defaultOf(setting.default), [described, choicesOf(setting, words), rangeOf(setting)].filter(Boolean).join(' ')];
}

function defaultOf(value: unknown): string {
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return isEmpty ? '' : code(typeof value === 'string' ? value : JSON.stringify(value));
}

function choicesOf({ enum: choices, enumDescriptions = [] }: Setting, words: Words): string {
  if (choices === undefined) return '';
  const described = choices.map((choice, at) => {
    const description = inWords(enumDescriptions[at] ?? '', words).replace(/\.$/, '');
    return description === '' ? code(choice) : `${code(choice)} (${description.charAt(0).toLowerCase()}${description.slice(1)})`;
  });
  return `One of ${described.join(', ')}.`;
}

function rangeOf({ minimum, maximum }: Setting): string {
  return minimum === undefined || maximum === undefined ? '' : `From ${minimum.toString()} to ${maximum.toString()}.`;
}

/** `%key%` in the words of package.nls.json. */
function inWords(text: string, words: Words): string {
  return text.replace(/%([\w.-]+)%/g, (whole, key: string) => words[key] ?? whole);
}
