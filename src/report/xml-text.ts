/** Untrusted text in XML and HTML: characters that XML does not know, or that steer what shows them, become visible escapes. */
import { visible, visibleLines } from '../view/index.ts';

/** Unicode calls them no characters, and XML 1.0 does not allow them. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Between tags; line breaks stay. */
export function xmlText(text: string): string {
  return escaped(visibleLines(text));
}

/** Inside of quotation marks, on one line. */
export function xmlAttribute(text: string): string {
  return escaped(visible(text));
}

function escaped(text: string): string {
  return text
    .replace(NO_CHARACTERS, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
