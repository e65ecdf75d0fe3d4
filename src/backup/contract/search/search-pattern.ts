/** A pattern that is searched in bytes and texts: compiled, and with a text that every match contains, so that most bytes are only looked through for that. */
import { isAscii } from 'node:buffer';

export interface PatternText {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

/** Matches are looked for across the borders of chunks as far as this; longer ones may be missed where one ends. */
export const LONGEST_MATCH = 4096;

/** Explains why a pattern cannot be used: it is not a regular expression, or it matches everything. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'It is empty';
  try {
    const compiled = compile({ pattern, ignoreCase: false });
    return compiled.exec('')?.[0] === '' ? 'It matches everything, because it also matches nothing' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: (\/.*\/[a-z]*: )?/s, '') : String(error);
  }
}

/** `^` and `$` stand for the ends of lines, too: who writes `^token=` does not mean the first line only. */
function compile({ pattern, ignoreCase }: PatternText): RegExp {
  const flags = ignoreCase ? 'gim' : 'gm';
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return new RegExp(pattern, flags);
  }
}

export class SearchPattern {
  /** Bytes that every match contains; undefined if none are known. */
  readonly literal: Buffer | undefined;
  /** Characters beyond ASCII can be meant: bytes are read as UTF-8. */
  readonly #isWide: boolean;
  readonly #compiled: RegExp;

  constructor(text: PatternText) {
    this.#compiled = compile(text);
    this.#isWide = namesWide(text.pattern);
    const literal = text.ignoreCase ? '' : requiredText(text.pattern);
    this.literal = literal.length < 2 ? undefined : Buffer.from(literal, 'utf8');
  }

  /** Every match in a text, as long as `found` wants more. */
  inText(text: string, found: (at: number, match: string) => boolean): void {
    this.#compiled.lastIndex = 0;
    for (let match = this.#compiled.exec(text); match !== null; match = this.#compiled.exec(text)) {
      if (!found(match.index, match[0])) return;
      // A match of nothing would be found for ever.
      if (match[0] === '') this.#compiled.lastIndex = match.index + 1;
    }
  }

  /** Every match in bytes; `at` counts bytes. */
  inBytes(bytes: Buffer, found: (at: number, match: string) => boolean): void {
    if (this.literal !== undefined && !contains(bytes, this.literal)) return;
    if (!this.#isWide || isAscii(bytes)) {
      this.inText(bytes.toString('latin1'), (at, match) => found(at, Buffer.from(match, 'latin1').toString('utf8')));
      return;
    }
    const text = bytes.toString('utf8');
    this.inText(text, (at, match) => found(byteOf(bytes, text, at), match));
  }
}

/** One sign that is any of many: with `*` or `+` behind it, it makes no difference how many bytes a character has. */
const ONE_OF_MANY = /(?:\.|\[\^(?:\\.|[^\]\\])*\]|\\[WSD])(?![*+])/;

function namesWide(pattern: string): boolean {
  return /[^\0-\x7f]|\\[upPxc]/.test(pattern) || ONE_OF_MANY.test(pattern.replace(/\\[^A-Za-z]/g, 'x'));
}

/** Where a character of a decoded text is in its bytes. What is not UTF-8 was decoded into longer characters, so that lengths do not tell. */
function byteOf(bytes: Buffer, text: string, at: number): number {
  const before = text.slice(0, at);
  if (!before.includes('\ufffd')) return Buffer.byteLength(before);
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytes.toString('utf8', 0, middle).length <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Signs of texts and databases from rare to common; whatever is not among them is rarer still. */
const COMMON = "~^`|@#$%&+*;?!<>()[]{}'=QZXJKVWYUqzxjGHFBPO'/:_-.,\"MNLDRTSCIAEkvbwyg0123456789pfmcudlhrsniatoe \n\0";
/** So many places of the rarest sign for each byte, and looking for the text as a whole is faster. */
const MOST_PLACES = 1 / 2000;

/** Looks for the rarest sign of the text first: that is done by the fastest instruction there is, and most bytes do not have it. */
function contains(bytes: Buffer, text: Buffer): boolean {
  const ranks = [...text].map((byte) => COMMON.indexOf(String.fromCharCode(byte)));
  const rarest = ranks.indexOf(Math.min(...ranks));
  let left = 16 + bytes.length * MOST_PLACES;
  for (let at = bytes.indexOf(text[rarest] ?? 0); at >= 0; at = bytes.indexOf(text[rarest] ?? 0, at + 1)) {
    if (--left < 0) return bytes.includes(text, Math.max(0, at - rarest));
    if (at >= rarest && bytes.subarray(at - rarest, at - rarest + text.length).equals(text)) return true;
  }
  return false;
}

/** The longest text that every match must contain: consecutive required characters outside groups and character classes. */
export function requiredText(pattern: string): string {
  let best = '';
  let run = '';
  const end = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let at = 0; at < pattern.length;) {
    const token = nextToken(pattern, at);
    at += token.length;
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(at))?.[0] ?? '';
    at += quantifier.length;
    if (token.isAlternative) return '';
    if (token.letter === undefined) {
      end();
    } else if (quantifier === '') {
      run += token.letter;
    } else {
      if (isAtLeastOnce(quantifier)) run += token.letter;
      end();
    }
  }
  end();
  return best;
}

interface Token {
  readonly length: number;
  /** The one character that it stands for. */
  readonly letter?: string;
  readonly isAlternative?: true;
}

function nextToken(pattern: string, at: number): Token {
  const sign = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  switch (sign) {
    case '|':
      return { length: 1, isAlternative: true };
    case '(':
      return { length: groupLength(pattern, at) };
    case '[':
      return { length: setLength(pattern, at) };
    case '\\':
      return escapeAt(pattern, at);
    case '.':
    case '^':
    case '$':
    case ')':
    case '*':
    case '+':
    case '?':
    case '{':
    case '}':
    case ']':
      return { length: 1 };
    default:
      return { length: sign.length, letter: sign };
  }
}

function escapeAt(pattern: string, at: number): Token {
  const next = pattern[at + 1] ?? '';
  if (/[^A-Za-z0-9]/.test(next)) return { length: 2, letter: next };
  const long = /^\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|k<[^>]*>|c[a-z]|\d+)/i.exec(pattern.slice(at))?.[0];
  return { length: long?.length ?? 2 };
}

function setLength(pattern: string, at: number): number {
  for (let end = at + 1; end < pattern.length; end++) {
    if (pattern[end] === '\\') end++;
    else if (pattern[end] === ']') return end + 1 - at;
  }
  return pattern.length - at;
}

function groupLength(pattern: string, at: number): number {
  let depth = 0;
  for (let end = at; end < pattern.length; end++) {
    const sign = pattern[end];
    if (sign === '\\') end++;
    else if (sign === '[') end += setLength(pattern, end) - 1;
    else if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return end + 1 - at;
  }
  return pattern.length - at;
}

function isAtLeastOnce(quantifier: string): boolean {
  return quantifier.startsWith('+') || /^\{[1-9]/.test(quantifier);
}
