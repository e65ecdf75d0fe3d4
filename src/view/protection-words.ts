/** When a file of each protection class can be read on its device, in two or three words. */
import { phrase } from './phrase.ts';

const WORDS: Readonly<Record<number, string>> = {
  0: phrase('none'),
  1: phrase('complete'),
  2: phrase('complete unless open'),
  3: phrase('until first unlock'),
  4: phrase('always readable'),
  5: phrase('for recovery'),
  6: phrase('keychain, while unlocked'),
  7: phrase('keychain, after first unlock'),
  8: phrase('keychain, always'),
  9: phrase('keychain, while unlocked'),
  10: phrase('keychain, after first unlock'),
  11: phrase('keychain, always'),
  12: phrase('keychain, with a passcode'),
};

/** An English template; undefined for a class that nobody has described. */
export function protectionWords(protectionClass: number): string | undefined {
  return WORDS[protectionClass];
}
