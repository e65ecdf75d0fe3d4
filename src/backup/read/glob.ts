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
  // Half a character is compared as one, which only the pattern does.
  if (ignoreCase || !glob.isWellFormed()) return (path) => pattern.test(path);
  return simpleTest(glob) ?? withEnds(glob, pattern);
}

const SIGNS = /[*?[\]{}\\]/;

/** What most globs are needs no pattern: a whole path, all below a folder, all of an extension. */
function simpleTest(glob: string): ((path: string) => boolean) | undefined {
  if (!SIGNS.test(glob)) return (path) => path === glob;
  const below = glob.endsWith('**') ? glob.slice(0, -2) : undefined;
  if (below !== undefined && !SIGNS.test(below)) return (path) => path.startsWith(below);
  const ending = glob.startsWith('**/*') ? glob.slice(4) : undefined;
  if (ending !== undefined && !SIGNS.test(ending) && !ending.includes('/')) return (path) => path.endsWith(ending);
  return undefined;
}

/** Most paths begin or end in another way than what fits, which is seen much faster than by the pattern. */
function withEnds(glob: string, pattern: RegExp): (path: string) => boolean {
  const head = glob.slice(0, glob.search(SIGNS));
  const tail = literalTail(glob);
  return (path) => path.endsWith(tail) && path.startsWith(head) && pattern.test(path);
}

/** Behind the last sign that means something: every path that fits ends so. */
function literalTail(glob: string): string {
  // What a backslash takes literally may be one of those signs.
  if (glob.includes('\\')) return '';
  const tail = /[^*?[\]{}]*$/.exec(glob)?.[0] ?? '';
  return tail.startsWith('/') && glob.slice(0, -tail.length).endsWith('**') ? tail.slice(1) : tail;
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
