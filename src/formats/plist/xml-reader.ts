/** Reads Apple's XML property list. */
import { isUtf8 } from 'node:buffer';
import { MEMORY_OF, PlistBudget, type PlistLimits } from './limits.ts';
import { malformed } from './malformed.ts';
import { Uid, type PlistDict, type PlistValue } from './value.ts';
import { parseXmlData, parseXmlDate, parseXmlInteger, parseXmlReal } from './xml-scalars.ts';
import { XmlScanner, type OpenTag } from './xml-scanner.ts';

/**
 * Reads an XML property list of Apple's DTD 1.0, in UTF-8 or (with a byte order mark) UTF-16. Entities other than the five of XML are an
 * error and never expanded. Control characters are accepted, because Apple's tools write them. If a key occurs twice, the last one wins.
 * @throws FormatError `plist-malformed` or `plist-limit`
 */
export function parseXmlPlist(bytes: Uint8Array, limits?: Partial<PlistLimits>): PlistValue {
  const budget = new PlistBudget(limits);
  budget.checkLength(bytes.length);
  const scanner = new XmlScanner(utf8Of(bytes), budget);
  scanner.skipIgnorable('prolog');
  const root = scanner.openTag();
  if (root.name !== 'plist' || root.selfClosing) throw malformed('<plist> was expected', root.at);
  scanner.skipIgnorable();
  const value = new ElementReader(scanner, budget).value(0);
  scanner.skipIgnorable();
  if (!scanner.tryCloseTag('plist')) throw malformed('</plist> was expected', scanner.position);
  scanner.skipIgnorable();
  if (!scanner.atEnd) throw malformed('something after </plist>', scanner.position);
  return value;
}

/** Valid UTF-8 without its byte order mark; UTF-16 is converted. */
function utf8Of(bytes: Uint8Array): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return converted(input, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return converted(input, 'utf-16be');
  if (!isUtf8(input)) throw malformed('invalid UTF-8');
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? input.subarray(3) : input;
}

function converted(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): Buffer {
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    throw malformed(`invalid ${encoding.toUpperCase()}`);
  }
}

const memoryOfElement: ReadonlyMap<string, number> = new Map([
  ['dict', MEMORY_OF.dict],
  ['array', MEMORY_OF.array],
  ['string', MEMORY_OF.string],
  ['data', MEMORY_OF.data],
  ['date', MEMORY_OF.date],
  ...['integer', 'real', 'true', 'false'].map((name) => [name, MEMORY_OF.scalar] as const),
]);

class ElementReader {
  readonly #scanner: XmlScanner;
  readonly #budget: PlistBudget;

  constructor(scanner: XmlScanner, budget: PlistBudget) {
    this.#scanner = scanner;
    this.#budget = budget;
  }

  /** Reads the element that starts here, `depth` containers deep. */
  value(depth: number): PlistValue {
    this.#budget.take(depth);
    const tag = this.#scanner.openTag();
    this.#budget.takeMemory(memoryOfElement.get(tag.name) ?? 0);
    switch (tag.name) {
      case 'dict':
        return this.#dict(tag, depth);
      case 'array':
        return this.#array(tag, depth);
      case 'string':
        return this.#text(tag);
      case 'integer':
        return parseXmlInteger(this.#text(tag), tag.at);
      case 'real':
        return parseXmlReal(this.#text(tag), tag.at);
      case 'data':
        return parseXmlData(this.#text(tag), tag.at);
      case 'date':
        return parseXmlDate(this.#text(tag), tag.at);
      case 'true':
      case 'false':
        if (this.#text(tag).trim() !== '') throw malformed(`text inside <${tag.name}>`, tag.at);
        return tag.name === 'true';
      default:
        throw malformed(`unknown element <${tag.name}>`, tag.at);
    }
  }

  #text(tag: OpenTag): string {
    return tag.selfClosing ? '' : this.#scanner.textUntilClose(tag.name);
  }

  #array(tag: OpenTag, depth: number): PlistValue[] {
    const result: PlistValue[] = [];
    while (!this.#ends(tag)) result.push(this.value(depth + 1));
    return result;
  }

  #dict(tag: OpenTag, depth: number): PlistDict | Uid {
    const result: PlistDict = new Map();
    while (!this.#ends(tag)) {
      const key = this.#scanner.openTag();
      if (key.name !== 'key') throw malformed('<key> was expected', key.at);
      this.#budget.takeMemory(MEMORY_OF.entry);
      const name = this.#text(key);
      this.#scanner.skipIgnorable();
      result.set(name, this.value(depth + 1));
    }
    return asUid(result) ?? result;
  }

  #ends(tag: OpenTag): boolean {
    if (tag.selfClosing) return true;
    this.#scanner.skipIgnorable();
    return this.#scanner.tryCloseTag(tag.name);
  }
}

/** XML has no UID element: Apple's tools write `<dict><key>CF$UID</key><integer>n</integer></dict>`, and read it back as a UID. */
function asUid(dict: PlistDict): Uid | undefined {
  const value = dict.size === 1 ? dict.get('CF$UID') : undefined;
  return typeof value === 'bigint' && value >= 0n && value <= 0xffff_ffffn ? new Uid(Number(value)) : undefined;
}
