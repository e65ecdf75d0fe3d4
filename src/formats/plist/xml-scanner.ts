/** Scans the bytes of an XML property list: tags, text, and everything to skip. */
import type { PlistBudget } from './limits.ts';
import { malformed } from './malformed.ts';
import { XmlText } from './xml-text.ts';

export interface OpenTag {
  readonly name: string;
  readonly selfClosing: boolean;
  /** Position of the tag in the bytes, for error messages. */
  readonly at: number;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;

/** Text becomes strings of its own, element by element: the whole is never one string beside its bytes. */
export class XmlScanner {
  readonly #bytes: Buffer;
  readonly #texts: XmlText;
  #at = 0;

  /** @param bytes valid UTF-8 without a byte order mark */
  constructor(bytes: Buffer, budget: PlistBudget) {
    this.#bytes = bytes;
    this.#texts = new XmlText(bytes, budget);
  }

  get position(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Skips blanks, comments and processing instructions; before the root element a DOCTYPE too. */
  skipIgnorable(where: 'prolog' | 'content' = 'content'): void {
    for (;;) {
      this.#skipBlanks();
      // Mostly a tag follows.
      if (this.#bytes[this.#at] !== LESS) return;
      if (this.#startsWith('<!--')) this.#skipPast('-->');
      else if (this.#startsWith('<?')) this.#skipPast('?>');
      else if (where === 'prolog' && this.#startsWith('<!DOCTYPE')) this.#skipDoctype();
      else return;
    }
  }

  /** Reads `<name …>` or `<name …/>`; attributes are ignored. */
  openTag(): OpenTag {
    const at = this.#at;
    const name = this.#nameAt(at + 1);
    this.#at += 1 + name.length;
    const after = this.#bytes[this.#at];
    if (this.#bytes[at] !== LESS || (!isBlank(after) && after !== SLASH && after !== GREATER)) {
      throw malformed('an element was expected', at);
    }
    for (;;) {
      const next = this.#bytes[this.#at];
      if (next === undefined || next === LESS) throw malformed('unfinished tag', at);
      if (isQuote(next)) this.#skipQuoted(next);
      else this.#at++;
      if (next === GREATER) return { name, selfClosing: this.#bytes[this.#at - 2] === SLASH, at };
    }
  }

  /** Reads `</name>` when it comes next. */
  tryCloseTag(name: string): boolean {
    if (!this.#startsWith('</')) return false;
    const at = this.#at;
    if (this.#nameAt(at + 2) !== name) throw malformed(`</${name}> was expected`, at);
    this.#at += 2 + name.length;
    this.#skipBlanks();
    if (this.#bytes[this.#at] !== GREATER) throw malformed('unfinished tag', at);
    this.#at++;
    return true;
  }

  /** The text up to `</name>`: entities resolved, CDATA taken as it is, comments left out, blanks kept, line ends become LF. */
  textUntilClose(name: string): string {
    const text = this.#texts.begin();
    for (;;) {
      const next = this.#bytes.indexOf(LESS, this.#at);
      if (next < 0) throw malformed(`</${name}> is missing`, this.#at);
      text.add(this.#at, next, 'entities');
      this.#at = next;
      if (this.tryCloseTag(name)) return text.take();
      if (this.#startsWith('<![CDATA[')) {
        const start = this.#at + '<![CDATA['.length;
        this.#skipPast(']]>');
        text.add(start, this.#at - ']]>'.length, 'plain');
      } else if (this.#startsWith('<!--')) this.#skipPast('-->');
      else throw malformed(`an element inside <${name}>`, next);
    }
  }

  #startsWith(prefix: string): boolean {
    for (let i = 0; i < prefix.length; i++) if (this.#bytes[this.#at + i] !== prefix.charCodeAt(i)) return false;
    return true;
  }

  #nameAt(at: number): string {
    let end = at;
    while (isLetter(this.#bytes[end])) end++;
    return this.#bytes.toString('latin1', at, end);
  }

  #skipBlanks(): void {
    while (isBlank(this.#bytes[this.#at])) this.#at++;
  }

  #skipPast(terminator: string): void {
    const end = this.#bytes.indexOf(terminator, this.#at, 'latin1');
    if (end < 0) throw malformed(`"${terminator}" is missing`, this.#at);
    this.#at = end + terminator.length;
  }

  #skipQuoted(quote: number): void {
    this.#at++;
    this.#skipPast(String.fromCharCode(quote));
  }

  /** `<!DOCTYPE … [ … ]>`: the internal subset is walked over, its declarations are never used. */
  #skipDoctype(): void {
    const start = this.#at;
    for (let depth = 0; ;) {
      const next = this.#bytes[this.#at];
      if (next === undefined) throw malformed('unfinished DOCTYPE', start);
      if (isQuote(next)) this.#skipQuoted(next);
      else if (this.#startsWith('<!--')) this.#skipPast('-->');
      else this.#at++;
      if (next === 0x5b) depth++;
      if (next === 0x5d) depth--;
      if (next === GREATER && depth === 0) return;
    }
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a));
}

function isQuote(byte: number): boolean {
  return byte === 0x22 || byte === 0x27;
}
