/**
 * Text from a device, a backup or a disk, made fit to be shown: data that steers nothing.
 *
 * | what | would | becomes |
 * |---|---|---|
 * | controls, line and paragraph separators, marks of direction, halves of surrogate pairs | steer a terminal, turn the direction of writing | `\u001b` |
 * | `](` | end a link that VS Code runs: `[text](command:…)` | the two with a word joiner between them |
 * | `$(` | begin an icon of VS Code: `$(name)` | the two with a word joiner between them |
 */

const STEERING = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;
/** Nothing to the eye, and enough that the two characters beside it do not stand together. */
const WORD_JOINER = '\u2060';

/** Text on one line: control characters are shown as escapes, including line breaks. */
export function visible(text: string): string {
  return text.replace(STEERING, escaped);
}

/** Like `visible`, but line breaks and tabs stay. Valid JSON stays the same JSON. */
export function visibleLines(text: string): string {
  return text.replace(STEERING, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));
}

/**
 * Makes text safe for everything that VS Code itself shows: no link, no icon, no control character. Line breaks stay. Applying it twice changes
 * nothing more.
 */
export function withoutMarkup(text: string): string {
  return visibleLines(text)
    .replace(/\](?=\()/g, `]${WORD_JOINER}`)
    .replace(/\$(?=\()/g, `$${WORD_JOINER}`);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
