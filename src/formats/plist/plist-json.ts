/** Property lists as JSON: integers stay exact, data becomes base64, dates ISO 8601. */
import { Uid, type PlistValue } from './value.ts';

/** Integers beyond 2^53 become decimal strings, because JSON readers would round them. */
export function plistToJson(value: PlistValue): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Uid) return { uid: value.value };
  if (Array.isArray(value)) return value.map(plistToJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plistToJson(item)]));
  return value;
}

/** `Key: value` lines for people, sorted by key, with nested containers indented. */
export function plistToLines(value: PlistValue, indent = ''): string[] {
  if (!(value instanceof Map)) return [`${indent}${inline(value)}`];
  return [...value]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([key, item]) =>
      item instanceof Map && item.size > 0
        ? [`${indent}${key}:`, ...plistToLines(item, `${indent}  `)]
        : [`${indent}${key}: ${inline(item)}`],
    );
}

function inline(value: PlistValue): string {
  const json = plistToJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}
