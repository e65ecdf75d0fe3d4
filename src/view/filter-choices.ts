/** What the menu beside a filter line offers: terms that it writes into the line. */
import { phrase } from './phrase.ts';

export interface FilterChoice {
  readonly key: string;
  readonly value: string;
  /** An English template, with a place for `{value}`. */
  readonly words: string;
}

interface FilterGroup {
  readonly words: string;
  readonly choices: readonly FilterChoice[];
}

/** What no button writes. */
export const FILTER_EXAMPLES = ['ext:heic', 'date:2024-01..2024-06', 'size:1MB..2GB', 'class:A,B', 'Library/*.db'] as const;

const DAY_MS = 86_400_000;

export function filterGroups(now: Date): readonly FilterGroup[] {
  const type = (value: string, words: string): FilterChoice => ({ key: 'type', value, words });
  const since = (days: number, words: string): FilterChoice => ({
    key: 'date',
    value: `>=${dayOf(new Date(now.getTime() - days * DAY_MS))}`,
    words,
  });
  return [
    {
      words: phrase('Type, by the end of the name'),
      choices: [
        type('image', phrase('Images')),
        type('video', phrase('Videos')),
        type('audio', phrase('Audio')),
        type('database', phrase('Databases')),
        type('plist', phrase('Property lists')),
        type('text', phrase('Texts')),
        type('doc', phrase('Documents')),
        type('folder', phrase('Folders')),
        type('link', phrase('Links')),
      ],
    },
    {
      words: phrase('Size'),
      choices: [
        { key: 'size', value: '0', words: phrase('Empty') },
        { key: 'size', value: '>1MB', words: phrase('Over 1 MB') },
        { key: 'size', value: '>100MB', words: phrase('Over 100 MB') },
      ],
    },
    {
      words: phrase('Modified'),
      choices: [
        since(7, phrase('Last 7 days')),
        since(30, phrase('Last 30 days')),
        { key: 'date', value: String(now.getFullYear()), words: phrase('This year') },
      ],
    },
    {
      words: phrase('Protection class'),
      choices: ['A', 'B', 'C', 'D'].map((value) => ({ key: 'class', value, words: phrase('Class {value}') })),
    },
    { words: phrase('Findings'), choices: [{ key: 'finding', value: 'any', words: phrase('With a finding') }] },
  ];
}

function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
