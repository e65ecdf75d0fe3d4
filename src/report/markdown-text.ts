/** Untrusted text in Markdown: shown as it is, never a link, an image, HTML, or a part of a table. */
import { oneLine } from '../view/index.ts';

const LONGEST = 4096;

/** On one line, each character that Markdown could take for its own escaped. */
export function markdown(text: string): string {
  return oneLine(text, LONGEST)
    .replace(/[\\`*_{}[\]()#+!|~<>&:@]/g, (character) => `\\${character}`)
    .replace(/\\</g, '&lt;');
}

export function cell(text: string): string {
  return markdown(text);
}
