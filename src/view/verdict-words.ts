/** What a verdict means, in one sentence and one icon. Never "verified": the format cannot know everything. */
import type { Verdict } from '../backup/index.ts';
import { phrase } from './phrase.ts';

export interface VerdictWords {
  /** A word or two, for the row of a tree. */
  readonly short: string;
  readonly message: string;
  readonly icon: string;
  readonly severity: 'information' | 'warning' | 'error';
}

export const VERDICT_WORDS: Readonly<Record<Verdict, VerdictWords>> = {
  good: {
    short: phrase('Checked, good'),
    message: phrase('Everything that was checked is there and agrees.'),
    icon: 'verified',
    severity: 'information',
  },
  'good-with-known-gaps': {
    short: phrase('Checked, known gaps'),
    message: phrase('Everything that was checked agrees, apart from gaps that are normal.'),
    icon: 'verified',
    severity: 'information',
  },
  partial: {
    short: phrase('Partial'),
    message: phrase('Some domains were left out. All that is there was checked and agrees.'),
    icon: 'unverified',
    severity: 'warning',
  },
  unconfirmed: {
    short: phrase('Checked, unconfirmed'),
    message: phrase('Nothing wrong was found, but not everything could be checked.'),
    icon: 'unverified',
    severity: 'warning',
  },
  incomplete: {
    short: phrase('Incomplete'),
    message: phrase('The backup was not finished. Back up again to complete it.'),
    icon: 'warning',
    severity: 'warning',
  },
  damaged: {
    short: phrase('Damaged'),
    message: phrase('The backup is damaged. The Problems view names what is wrong; back up again.'),
    icon: 'warning',
    severity: 'error',
  },
  unreadable: {
    short: phrase('Unreadable'),
    message: phrase('The backup cannot be read. The Problems view says why; back up again.'),
    icon: 'error',
    severity: 'error',
  },
};
