/** Walks through the text of an XML property list: tags, text, and everything that is to be skipped. */
import { malformed } from './malformed.ts';

export interface OpenTag {
  readonly name: string;
  readonly selfClosing: boolean;
  /** Position of the tag in the text, for error messages. */
  readonly at: number;
}

/** The five entities of XML. Others would have to be declared in the DOCTYPE, and are never expanded. */
const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

export class XmlScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get position(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Skips blanks, comments and processing instructions; before the root element a DOCTYPE too. */
  skipIgnorable(where: 'prolog' | 'content' = 'content'): void {
    for (;;) {
      this.#skipBlanks();
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
    if (this.#text[at] !== '<' || !/[\t\n\r />]/.test(this.#text[this.#at] ?? '')) throw malformed('an element was expected', at);
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || next === '<') throw malformed('unfinished tag', at);
      if (next === '"' || next === "'") this.#skipQuoted(next);
      else this.#at++;
      if (next === '>') return { name, selfClosing: this.#text[this.#at - 2] === '/', at };
    }
  }

  /** Reads `</name>` when it comes next. */
  tryCloseTag(name: string): boolean {
    if (!this.#startsWith('</')) return false;
    const at = this.#at;
    if (this.#nameAt(at + 2) !== name) throw malformed(`</${name}> was expected`, at);
    this.#at += 2 + name.length;
    this.#skipBlanks();
    if (this.#text[this.#at] !== '>') throw malformed('unfinished tag', at);
    this.#at++;
    return true;
  }

  /** The text up to `</name>`: entities resolved, CDATA taken as it is, comments left out, blanks kept. */
  textUntilClose(name: string): string {
    let result = '';
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) throw malformed(`</${name}> is missing`, this.#at);
      result += this.#resolveEntities(this.#at, next);
      this.#at = next;
      if (this.tryCloseTag(name)) return result;
      if (this.#startsWith('<![CDATA[')) {
        const start = this.#at + '<![CDATA['.length;
        this.#skipPast(']]>');
        result += this.#text.slice(start, this.#at - ']]>'.length);
      } else if (this.#startsWith('<!--')) this.#skipPast('-->');
      else throw malformed(`an element inside of <${name}>`, next);
    }
  }

  #resolveEntities(start: number, end: number): string {
    const raw = this.#text.slice(start, end);
    if (!raw.includes('&')) return raw;
    return raw.replace(/&(?:([a-z]+)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&/g, (_match, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined && entities.has(name)) return entities.get(name) ?? '';
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : parseInt(decimal, 10);
      if (!(code <= 0x10ffff)) throw malformed('unknown entity', start);
      return String.fromCodePoint(code);
    });
  }

  #startsWith(prefix: string): boolean {
    return this.#text.startsWith(prefix, this.#at);
  }

  #nameAt(at: number): string {
    let end = at;
    while (/[A-Za-z]/.test(this.#text[end] ?? '')) end++;
    return this.#text.slice(at, end);
  }

  #skipBlanks(): void {
    const blanks = /[\t\n\r ]*/y;
    blanks.lastIndex = this.#at;
    blanks.test(this.#text);
    this.#at = blanks.lastIndex;
  }

  #skipPast(terminator: string): void {
    const end = this.#text.indexOf(terminator, this.#at);
    if (end < 0) throw malformed(`"${terminator}" is missing`, this.#at);
    this.#at = end + terminator.length;
  }

  #skipQuoted(quote: string): void {
    this.#at++;
    this.#skipPast(quote);
  }

  /** `<!DOCTYPE … [ … ]>`: the internal subset is walked over, its declarations are never used. */
  #skipDoctype(): void {
    const start = this.#at;
    for (let depth = 0; ;) {
      const next = this.#text[this.#at];
      if (next === undefined) throw malformed('unfinished DOCTYPE', start);
      if (next === '"' || next === "'") this.#skipQuoted(next);
      else if (this.#startsWith('<!--')) this.#skipPast('-->');
      else this.#at++;
      if (next === '[') depth++;
      if (next === ']') depth--;
      if (next === '>' && depth === 0) return;
    }
  }
}
