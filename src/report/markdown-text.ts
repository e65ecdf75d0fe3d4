/** Untrusted text in Markdown: shown as it is, never a link, an image, HTML, or a part of a table. */
import { oneLine } from '../view/index.ts';

const LONGEST = 4096;

/** Nothing to the eye. Some readers make links of names after they have taken the backslashes away. */
const WORD_JOINER = '\u2060';

/** On one line, each character that Markdown could take for its own escaped. */
export function markdown(text: string): string {
  return oneLine(text, LONGEST)
    .replace(/[\\`*_{}[\]()#+!|~<>&:@$]/g, (character) => `\\${character}`)
    .replace(/\\</g, '&lt;')
    .replace(/(?<!\w)(\\[@#])(?=\w)/g, `$1${WORD_JOINER}`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, 3)}\\.`)
    .replace(/^([-=]|\d+[.)])/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

export function cell(text: string): string {
  return markdown(text);
}
