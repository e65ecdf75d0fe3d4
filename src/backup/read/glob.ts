/**
 * Patterns for `domain/relativePath`, matched as a whole and, unless said, with case:
 *
 * | sign | stands for |
 * |---|---|
 * | `*` | any characters but `/` |
 * | `**` | any characters; `**` and a following `/` together also for nothing |
 * | `?` | one character but `/` |
 * | `[a-z]`, `[!a-z]` | one character of a set, or not of it; never `/` |
 * | `{a,b}` | either; not nested |
 * | `\` | takes the next sign literally |
 */

const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** Every pattern means something: a bracket or brace that is never closed stands for itself. */
export function compileGlob(glob: string, { ignoreCase = false }: { readonly ignoreCase?: boolean } = {}): (path: string) => boolean {
  const pattern = new RegExp(`^${translate(glob)}$`, ignoreCase ? 'sui' : 'su');
  return (path) => pattern.test(path);
}

interface Piece {
  /** Part of a regular expression. */
  readonly source: string;
  /** Code units of the glob that it stands for. */
  readonly length: number;
}

function translate(glob: string): string {
  let source = '';
  for (let at = 0; at < glob.length;) {
    const piece = firstPiece(glob.slice(at));
    source += piece.source;
    at += piece.length;
  }
  return source;
}

function firstPiece(rest: string): Piece {
  if (rest.startsWith('**/')) return { source: '(?:.*/)?', length: 3 };
  if (rest.startsWith('**')) return { source: '.*', length: 2 };
  if (rest.startsWith('*')) return { source: '[^/]*', length: 1 };
  if (rest.startsWith('?')) return { source: '[^/]', length: 1 };
  return setPiece(rest) ?? bracesPiece(rest) ?? escapedPiece(rest) ?? literalPiece(rest);
}

/** A `]` that comes first belongs to the set. */
function setPiece(rest: string): Piece | undefined {
  const [whole, negation, members] = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest) ?? [];
  if (whole === undefined || members === undefined || members === '') return undefined;
  // A dash in the middle makes a range; every other sign stands for itself.
  const inner = members.replace(/[\\\]^[]/g, '\\$&').replace(/^-|-$/g, '\\-');
  const source = `(?!/)[${negation === '' ? '' : '^'}${inner}]`;
  return isPattern(source) ? { source, length: whole.length } : undefined;
}

function bracesPiece(rest: string): Piece | undefined {
  const [whole, choices] = /^\{([^{}]*)\}/.exec(rest) ?? [];
  if (whole === undefined || choices === undefined) return undefined;
  return { source: `(?:${choices.split(',').map(translate).join('|')})`, length: whole.length };
}

function escapedPiece(rest: string): Piece | undefined {
  if (!rest.startsWith('\\') || rest.length === 1) return undefined;
  const { source, length } = literalPiece(rest.slice(1));
  return { source, length: length + 1 };
}

function literalPiece(rest: string): Piece {
  const sign = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return { source: sign.replace(SPECIAL, '\\$&'), length: sign.length };
}

/** False for a range that runs backwards. */
function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
