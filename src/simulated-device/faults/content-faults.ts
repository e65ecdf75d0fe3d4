/** Faults in the content of a backup: sizes, names, damage (F47, F50, F60). */
import { isDigestedDomain } from '../../formats/index.ts';
import { patternContent } from '../content/pattern-content.ts';
import type { FaultDefinition, FaultEffect, FaultOccasion } from './fault.ts';
import { AWKWARD_NAMES, NAME_ZOO_DOMAIN } from './name-zoo.ts';

const SIZES_DOMAIN = 'AppDomain-com.example.sizes';
const FOUR_GIB = 4 * 1024 ** 3;

export const contentFaults: readonly FaultDefinition[] = [
  {
    id: 'F47',
    title: 'The phone contains empty files, one file of more than 4 GiB, or very many files.',
    evidence: 'observed',
    parameters: { kind: 'empty', count: 0, bytes: FOUR_GIB + 1 },
    choices: { kind: ['empty', 'large', 'many'] },
    arm: ({ device: { content }, number, text }) => {
      const { count, bytes } = SIZES[text('kind') as keyof typeof SIZES](number('count'), number('bytes'));
      for (let index = 0; index < count; index++) {
        const path = `Documents/${text('kind')}/${String(Math.floor(index / 1000)).padStart(4, '0')}/file-${index}.bin`;
        content.setFile(SIZES_DOMAIN, path, { content: patternContent(bytes, index) });
      }
    },
    strikes: {},
  },
  {
    id: 'F50',
    title:
      'The phone contains names that other systems do not allow: pairs that differ only in NFC and NFD or in case, AUX, a:b, dots at the end, emoji.',
    evidence: 'observed',
    arm: ({ device: { content } }) => {
      for (const path of AWKWARD_NAMES) content.setFile(NAME_ZOO_DOMAIN, path, { content: `content of ${path}` });
    },
    strikes: {},
  },
  {
    id: 'F60',
    title: 'The phone reports success, but a file of the backup is damaged: missing, too short, with other bytes, or without its row.',
    evidence: 'observed',
    times: 1,
    on: '*/**',
    parameters: { kind: 'no-payload' },
    choices: { kind: ['no-payload', 'short', 'digest', 'no-row'] },
    strikes: {
      'file.upload': damage,
      row: ({ text, argument, device }) => (text('kind') === 'no-row' && isFileWithBytes(argument, device) ? { kind: 'skip' } : undefined),
    },
  },
];

const SIZES = {
  empty: (count: number) => ({ count: count || 3, bytes: 0 }),
  large: (count: number, bytes: number) => ({ count: count || 1, bytes }),
  many: (count: number) => ({ count: count || 10_000, bytes: 16 }),
};

/** Only what a digest stands for can be of other bytes without its size telling. */
function damage({ text, argument, device }: FaultOccasion): FaultEffect | undefined {
  if (!isFileWithBytes(argument, device)) return undefined;
  switch (text('kind')) {
    case 'no-payload':
      return { kind: 'file', isWithheld: true };
    case 'short':
      return { kind: 'file', cutTo: 1 };
    case 'digest':
      return isDigestedDomain(domainOf(argument)) ? { kind: 'file', garble: true } : undefined;
    default:
      return undefined;
  }
}

function domainOf(subject: string): string {
  return subject.slice(0, subject.indexOf('/'));
}

function isFileWithBytes(subject: string, { content }: FaultOccasion['device']): boolean {
  const domain = domainOf(subject);
  const file = content.file(domain, subject.slice(domain.length + 1));
  return file?.kind === 'file' && file.size > 1;
}
