/** Text between the tags of an XML property list: bytes to strings, counting memory before it is used. */
import { MEMORY_OF, type PlistBudget } from './limits.ts';
import { malformed } from './malformed.ts';

/** The five entities of XML. Others would have to be declared in the DOCTYPE, and are never expanded. */
const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with entities or carriage returns is rewritten in parts of this size: rewriting takes many times the memory of what it is done to. */
const PART_BYTES = 16 * 1024;
/** The longest reference that means anything, `&#x10ffff;`, with room. */
const LONGEST_REFERENCE = 16;
const AMPERSAND = 0x26;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** One text at a time, put together of what stands between comments and CDATA. */
export class XmlText {
  readonly #bytes: Buffer;
  readonly #budget: PlistBudget;
  #parts: string[] = [];

  constructor(bytes: Buffer, budget: PlistBudget) {
    this.#bytes = bytes;
    this.#budget = budget;
  }

  begin(): this {
    this.#parts = [];
    return this;
  }

  add(start: number, end: number, kind: 'entities' | 'plain'): void {
    if (start === end) return;
    this.#budget.takeMemory(MEMORY_OF.string + end - start);
    if (!this.#holds(AMPERSAND, start, end) && !this.#holds(CARRIAGE_RETURN, start, end)) {
      this.#parts.push(this.#decode(start, end));
      return;
    }
    for (let at = start; at < end;) {
      const cut = this.#cutBefore(at, end);
      const lines = this.#decode(at, cut).replace(/\r\n?/g, '\n');
      this.#parts.push(kind === 'entities' ? resolveEntities(lines, at) : lines);
      at = cut;
    }
  }

  take(): string {
    const [only = ''] = this.#parts;
    return this.#parts.length <= 1 ? only : this.#parts.join('');
  }

  #holds(byte: number, start: number, end: number): boolean {
    // A subarray, because indexOf would look through everything that follows.
    return this.#bytes.subarray(start, end).includes(byte);
  }

  /** Text that is not plain ASCII may take two bytes for a character. */
  #decode(start: number, end: number): string {
    const text = this.#bytes.toString('utf8', start, end);
    if (text.length !== end - start) this.#budget.takeMemory(text.length);
    return text;
  }

  /** The end of the part that begins at `at`: between two characters, and not inside of a reference or a line end. */
  #cutBefore(at: number, end: number): number {
    let cut = at + PART_BYTES;
    if (cut >= end) return end;
    const reference = this.#bytes.subarray(cut - LONGEST_REFERENCE, cut).lastIndexOf(AMPERSAND);
    if (reference >= 0) cut += reference - LONGEST_REFERENCE;
    if (this.#bytes[cut - 1] === CARRIAGE_RETURN && this.#bytes[cut] === LINE_FEED) cut--;
    while (isInsideOfCharacter(this.#bytes[cut])) cut--;
    return cut;
  }
}

function isInsideOfCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function resolveEntities(raw: string, at: number): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:([a-z]+)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&/g, (_match, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined && entities.has(name)) return entities.get(name) ?? '';
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : parseInt(decimal, 10);
    if (!(code <= 0x10ffff)) throw malformed('unknown entity', at);
    return String.fromCodePoint(code);
  });
}
