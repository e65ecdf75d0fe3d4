/**
 * Estimates how easily a password could be guessed. A bundle of its own, loaded when somebody chooses a password. Knows no VS Code.
 *
 * The dictionaries that belong to the estimator are far larger than this extension: patterns, the words below and the name of the device
 * have to do for a hint.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { PasswordStrength } from '../../view/index.ts';

/** What is tried first everywhere, in English and German. The order is their rank. */
const MOST_USED = [
  '123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball abc123 football monkey letmein shadow master',
  '696969 mustang 666666 qwertyuiop 123321 1234567890 superman 654321 1qaz2wsx 7777777 qazwsx jordan access joshua 123qwe iloveyou asdfgh',
  'hunter soccer harley batman andrew tigger sunshine 2000 charlie robert thomas hockey ranger daniel starwars 112233 george computer',
  'michelle jessica pepper 1111 zxcvbn 555555 11111111 131313 freedom 777777 pass maggie 159753 aaaaaa ginger princess joshua cheese amanda',
  'summer love ashley nicole chelsea matthew access yankees 987654321 dallas austin thunder taylor matrix welcome secret hello admin passwort',
  'hallo schatz qwertz geheim sommer winter frankfurt berlin hamburg schalke04 schalke bayern dortmund fussball sonne liebe backup encrypt',
]
  .join(' ')
  .split(' ');

/** Everyone knows that this is a backup of such a device. */
const OBVIOUS = ['iphone', 'ipad', 'ipod', 'apple', 'itunes', 'finder', 'icloud', 'backup'];

/** What the estimator calls a reason, in our words. */
const WEAKNESSES: Readonly<Partial<Record<string, PasswordStrength['weakness']>>> = {
  topTen: 'common',
  topHundred: 'common',
  common: 'common',
  similarToCommon: 'common',
  wordByItself: 'common',
  userInputs: 'own-name',
  simpleRepeat: 'repeat',
  extendedRepeat: 'repeat',
  sequences: 'sequence',
  recentYears: 'date',
  dates: 'date',
};

const estimator = new ZxcvbnFactory({ dictionary: { passwords: MOST_USED } });

/** `name` is that of the device: whoever has the backup knows it. */
export function passwordStrength(password: string, name: string): PasswordStrength {
  const { score, feedback } = estimator.check(password, [name, ...name.split(/\W+/).filter((word) => word.length > 2), ...OBVIOUS]);
  const weakness = WEAKNESSES[feedback.warning ?? ''];
  return { score, ...(weakness === undefined ? {} : { weakness }) };
}
