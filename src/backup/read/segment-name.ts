/** Segments of hostile paths as names that every file explorer can hold, and back again; usual names stay as they are. */

/** What a segment of a path cannot hold, what would move through folders, and what changes how other text is read. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029/\\]/gu;
const ESCAPE = /%[0-9A-F]{2}/;
const EMPTY = '%empty';

/** No two segments have the same name. A name has an escape exactly if its segment could not stand for itself. */
export function segmentToName(segment: string): string {
  if (segment === '') return EMPTY;
  const isWhole = segment !== '.' && segment !== '..' && segment !== EMPTY && !ESCAPE.test(segment) && segment.search(UNSAFE) < 0;
  if (isWhole) return segment;
  const escaped = segment.replaceAll('%', '%25').replaceAll(UNSAFE, escape);
  return /^\.\.?$/.test(escaped) ? escaped.replaceAll('.', '%2E') : escaped;
}

/** The segment of a name of `segmentToName`; undefined for what is none. */
export function nameToSegment(name: string): string | undefined {
  if (name === EMPTY) return '';
  if (!ESCAPE.test(name)) return name;
  try {
    const segment = decodeURIComponent(name);
    return segmentToName(segment) === name ? segment : undefined;
  } catch {
    return undefined;
  }
}

function escape(sign: string): string {
  return [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
