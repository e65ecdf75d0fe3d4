/** The words of a filter line: texts, texts in quotes, and `key:value`; and how a button puts one of them into the line, or takes it out. */

export interface FilterTerm {
  /** What is before the colon; undefined for a text. */
  readonly key?: string;
  /** Without its quotes. */
  readonly value: string;
  readonly isQuoted: boolean;
  /** Its quote is never closed. */
  readonly isOpen: boolean;
  /** Where it is in the line. */
  readonly from: number;
  readonly to: number;
}

/** A key is letters, so that a path or an address is none; quotes are closed by one that has no backslash before it. */
const TERM = /(?:([a-z]+):(?!\/))?(?:"((?:[^"\\]|\\.)*)("|$)|(\S*))/iy;

export function filterTerms(line: string): FilterTerm[] {
  const terms: FilterTerm[] = [];
  const space = /\s*/y;
  for (let at = 0; ;) {
    space.lastIndex = at;
    at += space.exec(line)?.[0].length ?? 0;
    if (at >= line.length) return terms;
    TERM.lastIndex = at;
    const [whole = '', key, quoted, end, plain = ''] = TERM.exec(line) ?? [];
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/gs, '$1');
    const named = key === undefined ? {} : { key: key.toLowerCase() };
    terms.push({
      ...named,
      value,
      isQuoted: quoted !== undefined,
      isOpen: quoted !== undefined && end === '',
      from: at,
      to: at + whole.length,
    });
    at += Math.max(1, whole.length);
  }
}

/** A text that is searched for as it is, whatever its signs. */
export function quotedTerm(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function hasTerm(line: string, key: string, value: string): boolean {
  return filterTerms(line).some((term) => term.key === key && term.value.toLowerCase() === value.toLowerCase());
}

/** The line without the term if it has it; otherwise with it, in the place of another one of its key. */
export function toggledTerm(line: string, key: string, value: string): string {
  const terms = filterTerms(line);
  const own = terms.find((term) => term.key === key);
  const isThere = hasTerm(line, key, value);
  const text = `${key}:${value}`;
  if (own === undefined) return `${line.trimEnd()} ${text}`.trimStart();
  return `${line.slice(0, own.from)}${isThere ? '' : text}${line.slice(own.to)}`.replace(/ {2,}/g, ' ').trim();
}
