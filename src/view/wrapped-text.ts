/** Text for an editor, which does not wrap lines by itself. */

/** Of an editor beside two views, on a small screen. */
const LINE_CHARS = 84;

/** Lines that an editor shows whole; what follows the first is indented. A long path stays in one piece, to be copied. */
export function wrappedText(text: string, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + word.length < LINE_CHARS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines.join('\n');
}
