/** Untrusted text made fit for a terminal: what could steer it, or turn the direction of writing, is shown as an escape. */

// Controls (C0, DEL, C1), line and paragraph separators, marks of direction, and halves of surrogate pairs.
const STEERING = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;

/** One line: line breaks are escaped, too. */
export function printable(text: string): string {
  return text.replace(STEERING, escaped);
}

/** Many lines: as `printable`, but line breaks and tabs stay. Valid JSON stays the same JSON. */
export function printableLines(text: string): string {
  return text.replace(STEERING, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
