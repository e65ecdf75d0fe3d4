/** Where a name is parted so that its middle can be cut. Knows no DOM. */

/** Shorter names are cut at their end, if at all. */
const SHORTEST_CHARS = 20;
/** What always stays in sight: an extension and what numbers stand before it. */
const TAIL_CHARS = 11;

/** Between two letters as people see them, never inside one. */
export function splitForCut(text: string): [head: string, tail: string] {
  if (text.length < SHORTEST_CHARS) return [text, ''];
  let cut = text.length - TAIL_CHARS;
  while (cut > 0 && !isBetweenLetters(text, cut)) cut--;
  return [text.slice(0, cut), text.slice(cut)];
}

/** Not before a combining mark, a joiner or the second half of a pair, nor behind a joiner. */
function isBetweenLetters(text: string, cut: number): boolean {
  return (
    !/^(?:[\p{M}\u200d\udc00-\udfff]|[\u{1f3fb}-\u{1f3ff}])/u.test(text.slice(cut)) &&
    !isSecondHalf(text, cut) &&
    text[cut - 1] !== '\u200d'
  );
}

function isSecondHalf(text: string, cut: number): boolean {
  const unit = text.charCodeAt(cut);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
