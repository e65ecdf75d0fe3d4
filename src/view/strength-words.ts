/** A hint at how easily a new backup password could be guessed. It never forbids one: whose backup it is decides. */
import { phrase, type Translate } from './phrase.ts';

/** What an estimate found out. */
export interface PasswordStrength {
  /** From 0, which falls at once, to 4. */
  readonly score: number;
  /** Why it is weak, if there is one reason. */
  readonly weakness?: 'common' | 'own-name' | 'repeat' | 'sequence' | 'date';
}

interface StrengthHint {
  readonly severity: 'warning' | 'information';
  readonly text: string;
}

const WEAKNESSES: Readonly<Record<NonNullable<PasswordStrength['weakness']>, string>> = {
  common: phrase('It is like the passwords that people use most.'),
  'own-name': phrase('It contains the name of the device, or a word that anyone would try.'),
  repeat: phrase('It repeats the same characters.'),
  sequence: phrase('It is a sequence such as abc, 123 or qwerty.'),
  date: phrase('It contains a date or a year.'),
};

const EASY = phrase('Easy to guess.');
const FAIR = phrase('Could be guessed with some effort.');
const LONGER = phrase('Several unrelated words are harder to guess, and easier to remember.');
const GOOD = phrase('Hard to guess.');
const STRONG = phrase('Very hard to guess.');

const GOOD_SCORE = 3;

export function strengthHint({ score, weakness }: PasswordStrength, translate: Translate): StrengthHint {
  if (score >= GOOD_SCORE) return { severity: 'information', text: translate(score > GOOD_SCORE ? STRONG : GOOD, {}) };
  const why = weakness === undefined ? LONGER : WEAKNESSES[weakness];
  return { severity: 'warning', text: `${translate(score < GOOD_SCORE - 1 ? EASY : FAIR, {})} ${translate(why, {})}` };
}
