/** A property list as a tree. */
import { Uid, type PlistValue } from '../../formats/index.ts';
import type { TreeChild, TreeValue } from './tree-page.ts';

export function plistTree(value: PlistValue): TreeValue {
  if (Array.isArray(value)) {
    return { type: 'array', count: value.length, child: (place) => ({ value: plistTree(value[place] ?? '') }) };
  }
  if (value instanceof Map) return { type: 'dictionary', count: value.size, child: childrenOf(value) };
  return plistScalar(value);
}

/** A value that contains no others. */
export function plistScalar(value: Exclude<PlistValue, PlistValue[] | Map<string, PlistValue>>): TreeValue {
  if (typeof value === 'string') return { type: 'string', text: value };
  if (typeof value === 'bigint') return { type: 'integer', text: value.toString() };
  if (typeof value === 'number') return { type: 'real', text: String(value) };
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) };
  if (value instanceof Date) return { type: 'date', text: value.toISOString() };
  if (value instanceof Uid) return { type: 'uid', text: String(value.value) };
  return { type: 'data', data: value };
}

/** The entries are made a list when the first of them is asked for. */
function childrenOf(dictionary: ReadonlyMap<string, PlistValue>): (place: number) => TreeChild {
  let entries: readonly (readonly [string, PlistValue])[] | undefined;
  return (place) => {
    entries ??= [...dictionary];
    const [key, value] = entries[place] ?? ['', ''];
    return { key, value: plistTree(value) };
  };
}
