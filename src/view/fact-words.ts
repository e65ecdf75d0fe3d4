/** The facts behind a finding, in the language of the reader: numbers and names under a few words each. */
import type { Finding } from '../backup/index.ts';
import { oneLine, phrase, type Translate } from './phrase.ts';

const MOST_FACTS = 4;
const LONGEST_FACTS_CHARS = 300;

/** By the name of a piece of evidence; what is not here is for programs, and the document of `verify` has it. */
const FACT_WORDS: Readonly<Record<string, string>> = {
  bytes: phrase('bytes: {value}'),
  contentBytes: phrase('bytes of content: {value}'),
  expected: phrase('expected: {value}'),
  files: phrase('files: {value}'),
  flags: phrase('flags: {value}'),
  found: phrase('found: {value}'),
  key: phrase('key: {value}'),
  mode: phrase('mode: {value}'),
  rowid: phrase('row: {value}'),
  size: phrase('size: {value}'),
  snapshotBytes: phrase('bytes in Snapshot: {value}'),
  snapshotFiles: phrase('files in Snapshot: {value}'),
  snapshotState: phrase('state: {value}'),
  systemCode: phrase('system error: {value}'),
  value: phrase('value: {value}'),
};

/** " (expected: 5, found: 7)", or nothing. */
export function factWords({ evidence }: Finding, translate: Translate): string {
  const facts = Object.entries(FACT_WORDS).flatMap(([name, template]) => {
    const value = evidence[name];
    const isFact = typeof value === 'string' || typeof value === 'number';
    return isFact ? [translate(template, { value: oneLine(String(value)) })] : [];
  });
  return facts.length === 0 ? '' : ` (${oneLine(facts.slice(0, MOST_FACTS).join(', '), LONGEST_FACTS_CHARS)})`;
}
