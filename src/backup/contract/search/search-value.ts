/** Searches the values of property lists and keyed archives, and what texts hide in bytes: documents inside documents, attributed texts, notes. */
import { isCodedError } from '../../../base/index.ts';
import { KeyedArchive, parsePlist, readAttributedText, readNoteText } from '../../../formats/index.ts';
import { archiveTree } from '../../preview/archive-tree.ts';
import { plistTree } from '../../preview/plist-tree.ts';
import type { TreeValue } from '../../preview/tree-page.ts';
import { contentTypeOf, SNIFF_BYTES } from '../../read/stored/content-type.ts';
import type { FoundText } from './match-list.ts';
import type { Attempt, FilePattern } from './file-pattern.ts';
import { isPacked } from './packed-content.ts';
import { wideFormOf } from './wide-text.ts';

const MOST_VALUES = 500_000;
const MOST_DEPTH = 128;
/** Documents inside of documents inside of documents. */
const MOST_NESTED = 3;

type FoundPlace = Omit<FoundText, 'text'>;

/** What searching values takes. */
export interface ValueTools {
  readonly attempt: Attempt;
  /** Is told when there is something of which only the bytes are searched. */
  readonly onUnopened: () => void;
}

/** False if it cannot be decoded, or not as a whole. `placeOf` tells where a value is, by its keys. */
export function searchDocument(
  bytes: Uint8Array,
  patterns: readonly FilePattern[],
  tools: ValueTools,
  placeOf: (path: readonly string[]) => FoundPlace,
  nested = 0,
): boolean {
  let root: TreeValue;
  try {
    const value = parsePlist(bytes);
    root = KeyedArchive.is(value) ? archiveTree(KeyedArchive.of(value)) : plistTree(value);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return false;
  }
  return new ValueSearch(patterns, tools, placeOf, nested).run(root);
}

/** Looks into bytes that are a document, an attributed text or a note; other bytes are searched as they are. */
export function searchBlob(
  bytes: Uint8Array,
  patterns: readonly FilePattern[],
  tools: ValueTools,
  placeOf: (path: readonly string[]) => FoundPlace,
  nested = 0,
): void {
  const { type } = contentTypeOf(bytes.subarray(0, SNIFF_BYTES));
  const isDocument = type === 'plist' || type === 'keyed-archive';
  if (isDocument && nested < MOST_NESTED && searchDocument(bytes, patterns, tools, placeOf, nested + 1)) return;
  const text = hiddenText(bytes, type);
  if (isDocument || (text === undefined && isPacked(bytes))) tools.onUnopened();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const form = type === 'unknown' ? wideFormOf(bytes.subarray(0, SNIFF_BYTES)) : undefined;
  const wide = form === undefined ? undefined : new TextDecoder(form).decode(bytes);
  for (const each of patterns) {
    const found = (_at: number, match: string) => each.found.add({ ...placeOf([]), text: match });
    tools.attempt(each, () => {
      if (text === undefined) each.pattern.inBytes(buffer, found);
      else each.pattern.inText(text, found);
      if (wide !== undefined) each.pattern.inText(wide, found);
    });
  }
}

/** The text of what is stored in a form of its own. */
function hiddenText(bytes: Uint8Array, type: string): string | undefined {
  try {
    if (type === 'typedstream') return readAttributedText(bytes);
    return type === 'gzip' ? readNoteText(bytes) : undefined;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

class ValueSearch {
  readonly #patterns: readonly FilePattern[];
  readonly #tools: ValueTools;
  readonly #placeOf: (path: readonly string[]) => FoundPlace;
  readonly #nested: number;

  constructor(patterns: readonly FilePattern[], tools: ValueTools, placeOf: (path: readonly string[]) => FoundPlace, nested: number) {
    this.#patterns = patterns;
    this.#tools = tools;
    this.#placeOf = placeOf;
    this.#nested = nested;
  }

  run(root: TreeValue): boolean {
    const waiting: { readonly value: TreeValue; readonly path: readonly string[] }[] = [{ value: root, path: [] }];
    let values = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { value, path } = next;
      if (++values > MOST_VALUES || path.length > MOST_DEPTH) return false;
      if (value.text !== undefined) this.#text(value.text, path);
      if (value.data !== undefined) this.#data(value.data, path);
      const { count = 0, child } = value;
      if (values + count > MOST_VALUES) return false;
      for (let place = count - 1; place >= 0 && child !== undefined; place--) {
        const { key, value: member } = child(place);
        const inside = [...path, key ?? String(place)];
        if (key !== undefined) this.#text(key, inside);
        waiting.push({ value: member, path: inside });
      }
    }
    return true;
  }

  #text(text: string, path: readonly string[]): void {
    for (const each of this.#patterns) {
      this.#tools.attempt(each, () => {
        each.pattern.inText(text, (_at, match) => each.found.add({ ...this.#placeOf(path), text: match }));
      });
    }
  }

  #data(data: Uint8Array, path: readonly string[]): void {
    searchBlob(data, this.#patterns, this.#tools, (inner) => this.#placeOf([...path, ...inner]), this.#nested);
  }
}
