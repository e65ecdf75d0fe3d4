/** Why a file or a part of it cannot be read, by the code of a finding or an error. */
import { FINDING_CODES, findingWords } from './finding-words.ts';
import type { Locale } from './locale.ts';
import { visible } from './plain-text.ts';
import { isErrorCode, wordsFor } from './words.ts';

/** A code of a finding or an error as a sentence, with the code for whoever looks it up. */
export function codeWords(code: string, { translate }: Locale): string {
  const finding = FINDING_CODES.find((each) => each === code);
  if (finding !== undefined) return `${translate(findingWords(finding, 'vscode').title, {})} (${code})`;
  return isErrorCode(code) ? `${wordsFor('vscode', code, {}, translate).message} (${code})` : visible(code);
}
