/** What a verdict means, in one sentence and one icon, and what it rests on. Never "verified": the format cannot know everything. */
import type { CreatedBackup, RememberedVerdict, Verdict } from '../backup/index.ts';
import { oneLine, phrase } from './phrase.ts';
import type { Locale } from './locale.ts';

const MINUTE_MS = 60_000;

interface VerdictWords {
  /** A word or two, for the row of a tree. */
  readonly short: string;
  readonly message: string;
  /** What to say beside it where problems are listed, and what to do. */
  readonly listed?: string;
  readonly action?: string;
  readonly icon: string;
  readonly severity: 'information' | 'warning' | 'error';
}

export const VERDICT_WORDS: Readonly<Record<Verdict, VerdictWords>> = {
  good: {
    short: phrase('Good'),
    message: phrase('Everything that was checked is there and consistent.'),
    icon: 'verified',
    severity: 'information',
  },
  'good-with-known-gaps': {
    short: phrase('Good, known gaps'),
    message: phrase('Everything that was checked is consistent, apart from normal gaps.'),
    icon: 'verified',
    severity: 'information',
  },
  partial: {
    short: phrase('Partial'),
    message: phrase('Some domains were left out. Everything that is there was checked and is consistent.'),
    icon: 'unverified',
    severity: 'warning',
  },
  unconfirmed: {
    short: phrase('Unconfirmed'),
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
    message: phrase('The backup is damaged.'),
    listed: phrase('See the Problems view for details.'),
    // An ordinary backup keeps a damaged file that the device believes to be here.
    action: phrase('Choose “Back Up Everything Again”.'),
    icon: 'warning',
    severity: 'error',
  },
  unreadable: {
    short: phrase('Unreadable'),
    message: phrase('The backup cannot be read.'),
    listed: phrase('See the Problems view for details.'),
    action: phrase('Back up again.'),
    icon: 'error',
    severity: 'error',
  },
};

/** The verdict that counts for a backup now, and what it rests on. */
export type Check = Pick<RememberedVerdict, 'verdict' | 'level' | 'sample' | 'at' | 'unreadFiles'>;

const UNCONFIRMED_LOCKED = phrase(
  'Nothing wrong was found, but not everything could be checked, because the backup is encrypted. Unlock it to check the contents.',
);

/**
 * The sentence for a verdict. `problems` is the number of entries for this backup in the Problems view, which the sentence names only if there
 * are any. `isLocked`: the backup was checked without its password.
 */
export function verdictSentence(verdict: Verdict, problems: number, { translate }: Locale, isLocked = false): string {
  if (verdict === 'unconfirmed' && isLocked) return translate(UNCONFIRMED_LOCKED, {});
  const { message, listed, action } = VERDICT_WORDS[verdict];
  const parts = [message, problems > 0 ? listed : undefined, action];
  return parts.flatMap((part) => (part === undefined ? [] : [translate(part, {})])).join(' ');
}

/** Nothing wrong was found, and everything that can be known was checked. */
export function isGoodVerdict(verdict: Verdict): boolean {
  return VERDICT_WORDS[verdict].severity === 'information';
}

const GRAVITY: readonly Verdict[] = ['good', 'good-with-known-gaps', 'partial', 'unconfirmed', 'incomplete', 'damaged', 'unreadable'];

/** Combines the verdict of a check with what is already known, which can make the verdict worse, never better. */
export function worseVerdict(verdict: Verdict, known: Verdict | undefined): Verdict {
  return known !== undefined && GRAVITY.indexOf(known) > GRAVITY.indexOf(verdict) ? known : verdict;
}

const LEVEL_WORDS: Readonly<Record<Check['level'], string>> = {
  quick: phrase('quick check {age}'),
  full: phrase('fully checked {age}'),
  sample: phrase('sample of {count} checked {age}'),
};

/** "fully checked 2 days ago". */
export function checkWords(
  { level, sample = 0, at }: Pick<Check, 'level' | 'sample' | 'at'>,
  { format, translate }: Locale,
  now: Date,
): string {
  return translate(LEVEL_WORDS[level], { age: ageOfCheck(at, { format, translate }, now), count: format.count(sample) });
}

/** "Checked now" would not be English. */
function ageOfCheck(at: Date, { format, translate }: Pick<Locale, 'format' | 'translate'>, now: Date): string {
  return now.getTime() - at.getTime() < MINUTE_MS ? translate('just now', {}) : format.age(at, now);
}

/** A verdict about an earlier state of the folder. */
export type EarlierCheck = Pick<Check, 'verdict' | 'level' | 'sample' | 'at'>;

/** Never the verdict first: it says nothing of what is there now. */
export function earlierWords({ verdict, at }: EarlierCheck, locale: Locale, now: Date): string {
  const { translate } = locale;
  const facts = { age: ageOfCheck(at, locale, now), verdict: translate(VERDICT_WORDS[verdict].short, {}) };
  return translate('changed since the check {age} (then: {verdict})', facts);
}

/** As many names as fit into a message. */
const MOST_NAMES = 3;

/**
 * Says that the device could not read some of its own files, which no check of the backup can see. Empty if it could read all. `names` are those
 * that are known, as the device calls them.
 */
export function unreadWords(count: number, { format, translate }: Locale, names: readonly string[] = []): string {
  if (count === 0) return '';
  const shown = names.slice(0, MOST_NAMES).map((name) => oneLine(name, MOST_NAME_CHARS));
  const files = `${shown.join(', ')}${count > shown.length ? ' …' : ''}`;
  if (count === 1) {
    if (shown.length === 1) return translate('The device could not read 1 of its files, which is not in the backup: {files}.', { files });
    return translate('The device could not read 1 of its files, which is not in the backup.', {});
  }
  const all = format.count(count);
  if (shown.length === 0) return translate('The device could not read {count} of its files, which are not in the backup.', { count: all });
  return translate('The device could not read {count} of its files, which are not in the backup: {files}', { count: all, files });
}

/** The same for a run that has just ended. What no device can ever read is left out. */
export function unreadOfRun(
  { fileErrors, moreFileErrors = 0 }: Pick<CreatedBackup, 'fileErrors' | 'moreFileErrors'>,
  locale: Locale,
): string {
  const names = fileErrors.filter(({ isHarmless }) => !isHarmless).map(({ item }) => item);
  return unreadWords(names.length + moreFileErrors, locale, names);
}

/** Longer paths are cut: the Problems view has them whole. */
const MOST_NAME_CHARS = 100;

/** All of them, one a line, with the words of the device. */
export function unreadList(errors: readonly { readonly item: string; readonly message: string }[]): string {
  return errors.map(({ item, message }) => `${oneLine(item, 1024)}\t${oneLine(message, 200)}\n`).join('');
}
