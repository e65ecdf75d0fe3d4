/** A JSON document as a tree: numbers keep their digits, and a key that occurs twice is there twice. */
import { BackupError } from '../errors.ts';
import type { TreeChild, TreeValue } from './tree-page.ts';

const DEEPEST = 512;
const MOST_VALUES = 1_000_000;

/** JSON as RFC 8259 has it, after a byte order mark if there is one. @throws BackupError 'json-malformed', 'preview-limit' */
export function jsonTree(text: string): TreeValue {
  return new JsonReader(text).document();
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const BLANKS = /[ \t\r\n]*/y;

class JsonReader {
  readonly #text: string;
  #at: number;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
  }

  document(): TreeValue {
    const value = this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#malformed();
    return value;
  }

  #value(depth: number): TreeValue {
    if (depth > DEEPEST || ++this.#values > MOST_VALUES) throw tooMuch();
    this.#skipBlanks();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#container('dictionary', '}', () => ({ key: this.#key(), value: this.#value(depth + 1) }));
      case '[':
        return this.#container('array', ']', () => ({ value: this.#value(depth + 1) }));
      case '"':
        return { type: 'string', text: this.#string() };
      case 't':
        return this.#word('true', { type: 'boolean', text: 'true' });
      case 'f':
        return this.#word('false', { type: 'boolean', text: 'false' });
      case 'n':
        return this.#word('null', { type: 'null' });
      default:
        return this.#number();
    }
  }

  #container(type: 'dictionary' | 'array', end: string, next: () => TreeChild): TreeValue {
    this.#at++;
    const children: TreeChild[] = [];
    this.#skipBlanks();
    if (this.#takes(end)) return { type, count: 0 };
    for (;;) {
      children.push(next());
      this.#skipBlanks();
      if (this.#takes(end)) return { type, count: children.length, child: (place) => children[place] ?? { value: { type: 'null' } } };
      if (!this.#takes(',')) throw this.#malformed();
    }
  }

  #key(): string {
    this.#skipBlanks();
    const key = this.#string();
    this.#skipBlanks();
    if (!this.#takes(':')) throw this.#malformed();
    return key;
  }

  #string(): string {
    const start = this.#at;
    if (!this.#takes('"')) throw this.#malformed();
    const end = this.#endOfString();
    const quoted = this.#text.slice(start, end);
    // Control characters are not allowed in it, which the parser of the language knows.
    if (!/[\\\p{Cc}]/u.test(quoted)) {
      this.#at = end;
      return quoted.slice(1, -1);
    }
    try {
      const text = JSON.parse(quoted) as string;
      this.#at = end;
      return text;
    } catch {
      throw this.#malformed();
    }
  }

  /** Behind the next quotation mark with an even number of backslashes before it. */
  #endOfString(): number {
    for (let quote = this.#text.indexOf('"', this.#at); quote >= 0; quote = this.#text.indexOf('"', quote + 1)) {
      let backslashes = 0;
      while (this.#text[quote - 1 - backslashes] === '\\') backslashes++;
      if (backslashes % 2 === 0) return quote + 1;
    }
    throw this.#malformed();
  }

  #number(): TreeValue {
    const text = this.#match(NUMBER);
    return { type: /[.eE]/.test(text) ? 'real' : 'integer', text };
  }

  #word(word: string, value: TreeValue): TreeValue {
    if (!this.#text.startsWith(word, this.#at)) throw this.#malformed();
    this.#at += word.length;
    return value;
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.#malformed();
    this.#at += found.length;
    return found;
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.#text)?.[0].length ?? 0;
  }

  #malformed(): BackupError {
    return new BackupError('json-malformed', `not JSON at ${this.#at.toString()}`, { data: { at: this.#at } });
  }
}

function tooMuch(): BackupError {
  return new BackupError('preview-limit', 'JSON: too many or too deep values', { data: { limit: 'values' } });
}
