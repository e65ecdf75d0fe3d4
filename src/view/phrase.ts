/** Sentences with named places, filled in here or by a translator such as VS Code's `l10n.t`. */

import { visible } from './plain-text.ts';

type PhraseValues = Readonly<Record<string, string | number>>;

/** Turns an English template with `{name}` places into a sentence for the reader. */
export type Translate = (template: string, values: PhraseValues) => string;

/** Marks a template that is in a table and is translated where it is used. Translation tools look for this name. */
export function phrase<Text extends string>(template: Text): Text {
  return template;
}

const PLACE = /\{(\w+)\}/g;
const LONGEST_VALUE_CHARS = 300;
const UNKNOWN = phrase('unknown');

/** English: the template with its places filled. */
export const inEnglish: Translate = (template, values) => template.replace(PLACE, (place, name: string) => String(values[name] ?? place));

/** The values for exactly the places of `template`. A missing value becomes "unknown" in the language of `translate`, so no place is ever shown raw. */
export function valuesFor(template: string, data: Readonly<Record<string, unknown>>, translate: Translate): PhraseValues {
  const values: Record<string, string | number> = {};
  for (const [, name = ''] of template.matchAll(PLACE)) values[name] = shown(data[name]) ?? translate(UNKNOWN, {});
  return values;
}

/** Makes untrusted text fit on one line: white space becomes a space, control characters are shown as escapes, and long text is cut. */
export function oneLine(text: string, limit = LONGEST_VALUE_CHARS): string {
  const clean = visible(text.slice(0, limit * 2).replace(/[\s\u2028\u2029]+/gu, ' ')).trim();
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean;
}

/** For sentences of which only the code is known: what their places would name is left open, never called "unknown". */
export function leavingOpen(translate: Translate): Translate {
  return (template, values) => (template === UNKNOWN ? '…' : translate(template, values));
}

function shown(value: unknown): string | number | undefined {
  if (Array.isArray(value)) return oneLine(value.map(String).join(', '));
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? oneLine(value) : undefined;
}

/** A translator for a bundle of template → translation. Text that the bundle lacks stays English. */
export function translatorFrom(bundle: Readonly<Record<string, string>> | undefined): Translate {
  if (bundle === undefined) return inEnglish;
  return (template, values) => inEnglish(Object.hasOwn(bundle, template) ? (bundle[template] ?? template) : template, values);
}
