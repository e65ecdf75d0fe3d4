/** What two versions of a property list or keyed archive differ in, value by value. */
import { createHash } from 'node:crypto';
import { isCodedError } from '../../../base/index.ts';
import { KeyedArchive, parsePlist } from '../../../formats/index.ts';
import { archiveTree } from '../../preview/archive-tree.ts';
import { plistTree } from '../../preview/plist-tree.ts';
import type { TreeValue } from '../../preview/tree-page.ts';
import { contentTypeOf, SNIFF_BYTES } from '../../read/stored/content-type.ts';
import type { ComparedValue, ValueDifference, ValueDifferences } from './backup-difference.ts';
import type { ReadContent } from './read-content.ts';

const MOST_VALUES = 200_000;
const MOST_LISTED = 200;
const MOST_DEPTH = 128;
const LONGEST_TEXT = 1024;
const LONGEST_KEY = 256;

/** Undefined if either one is not a document, cannot be decoded, or is too large. */
export function documentDifferences(before?: ReadContent, after?: ReadContent): ValueDifferences | undefined {
  const [one, other] = [valuesOf(before), valuesOf(after)];
  return one && other && differencesOf(one, other);
}

interface PlacedValue extends ComparedValue {
  readonly path: readonly string[];
  /** All of it, shortened: equal ones are the same value. */
  readonly identity: string;
}

function differencesOf(before: ReadonlyMap<string, PlacedValue>, after: ReadonlyMap<string, PlacedValue>): ValueDifferences {
  const listed: ValueDifference[] = [];
  let count = 0;
  const add = (one: PlacedValue | undefined, other: PlacedValue | undefined) => {
    count++;
    const path = (other ?? one)?.path ?? [];
    if (listed.length < MOST_LISTED) {
      listed.push({ path, ...(one === undefined ? {} : { before: shown(one) }), ...(other === undefined ? {} : { after: shown(other) }) });
    }
  };
  for (const [place, one] of before) {
    const other = after.get(place);
    if (other?.identity !== one.identity) add(one, other);
  }
  for (const [place, other] of after) if (!before.has(place)) add(undefined, other);
  return { count, listed };
}

function shown({ type, text }: PlacedValue): ComparedValue {
  return { type, text };
}

/** All values by their places, containers too: one that is empty is a value of its own. */
function valuesOf(content: ReadContent | undefined): Map<string, PlacedValue> | undefined {
  const bytes = content !== undefined && 'plain' in content ? content.plain : undefined;
  if (bytes === undefined || !/^(plist|keyed-archive)$/.test(contentTypeOf(bytes.subarray(0, SNIFF_BYTES)).type)) return undefined;
  try {
    const value = parsePlist(bytes);
    return new Flattening(KeyedArchive.is(value) ? archiveTree(KeyedArchive.of(value)) : plistTree(value)).values();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

interface Waiting {
  readonly value: TreeValue;
  readonly path: readonly string[];
}

class Flattening {
  readonly #values = new Map<string, PlacedValue>();
  readonly #placeOfObject = new Map<number, string>();
  readonly #references: { readonly place: string; readonly object: number; readonly value: TreeValue; readonly path: readonly string[] }[] =
    [];
  readonly #root: TreeValue;

  constructor(root: TreeValue) {
    this.#root = root;
  }

  values(): Map<string, PlacedValue> | undefined {
    const waiting: Waiting[] = [{ value: this.#root, path: [] }];
    // The list grows while it is walked.
    for (const { value, path } of waiting) {
      if (waiting.length > MOST_VALUES || path.length > MOST_DEPTH) return undefined;
      this.#place(value, path);
      for (const child of childrenOf(value)) waiting.push({ value: child.value, path: [...path, child.key] });
    }
    // Numbers of objects change with each encoding: what a reference stands for is the place of its object.
    for (const { place, object, value, path } of this.#references) {
      const target = this.#placeOfObject.get(object) ?? '?';
      this.#values.set(place, { path, type: typeOf(value), text: `→ ${target}`.slice(0, LONGEST_TEXT), identity: `reference ${target}` });
    }
    return this.#values;
  }

  #place(value: TreeValue, path: readonly string[]): void {
    const place = JSON.stringify(path);
    const { type, object } = value;
    if (type === 'reference' && object !== undefined) {
      this.#references.push({ place, object, value, path });
      return;
    }
    if (object !== undefined) this.#placeOfObject.set(object, path.join('/'));
    const text = textOf(value);
    const identity = `${typeOf(value)} ${value.data === undefined ? (value.text ?? '') : text}`;
    this.#values.set(place, { path, type: typeOf(value), text: text.slice(0, LONGEST_TEXT), identity });
  }
}

function typeOf({ type, className }: TreeValue): string {
  return className === undefined ? type : `${type} (${className.slice(0, LONGEST_KEY)})`;
}

function textOf({ text, data }: TreeValue): string {
  if (data !== undefined) return `${data.length} bytes, SHA-256 ${createHash('sha256').update(data).digest('hex')}`;
  return text ?? '';
}

/** Members of a set have no order: each goes by its own text, where it has one. */
function childrenOf({ type, count = 0, child }: TreeValue): { readonly key: string; readonly value: TreeValue }[] {
  const children: { key: string; value: TreeValue }[] = [];
  const seen = new Map<string, number>();
  for (let place = 0; place < count && child !== undefined && place <= MOST_VALUES; place++) {
    const { key, value } = child(place);
    const own = type === 'set' && value.count === undefined ? `{${typeOf(value)} ${textOf(value)}}` : (key ?? String(place));
    const times = seen.get(own) ?? 0;
    seen.set(own, times + 1);
    // A hostile dictionary of an archive can have a key twice.
    children.push({ key: times === 0 ? own : `${own} (${String(times + 1)})`, value });
  }
  return children;
}
