/** Instances of Foundation's classes as what they stand for. Whatever is not of the form that is known stays an object with its fields. */
import { isUtf8 } from 'node:buffer';
import { arrayAt, dataAt, numberAt, stringAt } from '../plist/accessors.ts';
import { APPLE_EPOCH_MS } from '../plist/apple-epoch.ts';
import type { PlistDict, PlistValue } from '../plist/value.ts';
import type { ArchivedEntry, ArchivedScalar, ArchivedSlot, ShallowObject } from './archived-value.ts';

/** What an object of a class stands for; undefined if its fields are not those that are known. */
type Decoder = (fields: PlistDict, resolve: (slot: ArchivedSlot) => PlistValue | undefined) => ShallowObject | undefined;

/**
 * By the class, or the nearest ancestor that is listed here. The fields are those that Foundation's open-source part writes; those of
 * NSAttributedString were read off archives, and are assumed.
 */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  [
    'NSString',
    (fields) => scalar(onlyFields(fields, ['NS.string', 'NS.bytes']) && (stringAt(fields, 'NS.string') ?? utf8At(fields, 'NS.bytes'))),
  ],
  ['NSData', (fields) => scalar(onlyFields(fields, ['NS.data', 'NS.bytes']) && (dataAt(fields, 'NS.data') ?? dataAt(fields, 'NS.bytes')))],
  ['NSDate', (fields) => scalar(onlyFields(fields, ['NS.time']) && dateAt(fields))],
  ['NSUUID', (fields) => uuidOf(dataAt(fields, 'NS.uuidbytes'))],
  ['NSURL', urlOf],
  ['NSNull', () => ({ kind: 'null' })],
  ['NSNumber', numberOf],
  ['NSArray', (fields) => membersOf('array', fields)],
  ['NSSet', (fields) => membersOf('set', fields)],
  ['NSOrderedSet', (fields) => membersOf('set', fields)],
  ['NSDictionary', dictionaryOf],
  ['NSAttributedString', attributedString],
]);

/** Names that say no more than the value itself. */
const PLAIN_NAMES = /^NS(Mutable)?(String|Data|Date|UUID|URL|Null|Number)$/;

/** @param classes the name of the class and of its ancestors */
export function decodeInstance(
  fields: PlistDict,
  classes: readonly string[],
  resolve: (slot: ArchivedSlot) => PlistValue | undefined,
): ShallowObject {
  const [className = ''] = classes;
  const known = classes.map((name) => DECODERS.get(name)).find((decoder) => decoder !== undefined);
  const decoded = known?.(fields, resolve) ?? { kind: 'object', entries: fieldsOf(fields) };
  const isNamed = decoded.kind === 'object' || !PLAIN_NAMES.test(className);
  return isNamed ? { ...decoded, className } : decoded;
}

function fieldsOf(fields: PlistDict): ArchivedEntry[] {
  return [...fields].filter(([key]) => key !== '$class').map(([key, value]) => ({ key, value }));
}

/** A subclass can have fields of its own, which must not go unseen. */
function onlyFields(fields: PlistDict, names: readonly string[]): true | undefined {
  const known = new Set(['$class', ...names]);
  return [...fields.keys()].every((key) => known.has(key)) ? true : undefined;
}

function scalar(value: ArchivedScalar | undefined): ShallowObject | undefined {
  return value === undefined ? undefined : { kind: 'scalar', value };
}

function utf8At(fields: PlistDict, key: string): string | undefined {
  const bytes = dataAt(fields, key);
  return bytes !== undefined && isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined;
}

function dateAt(fields: PlistDict): Date | undefined {
  const seconds = numberAt(fields, 'NS.time');
  const date = new Date(Math.round((seconds ?? NaN) * 1000) + APPLE_EPOCH_MS);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function uuidOf(bytes: Uint8Array | undefined): ShallowObject | undefined {
  if (bytes?.length !== 16) return undefined;
  const value = Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { kind: 'scalar', value, as: 'uuid' };
}

/** One without a base; the others stay objects, so that the base is seen. */
function urlOf(fields: PlistDict, resolve: Parameters<Decoder>[1]): ShallowObject | undefined {
  if (!onlyFields(fields, ['NS.base', 'NS.relative']) || resolve(fields.get('NS.base')) !== undefined) return undefined;
  const value = resolve(fields.get('NS.relative'));
  return typeof value === 'string' ? { kind: 'scalar', value, as: 'url' } : undefined;
}

function numberOf(fields: PlistDict): ShallowObject | undefined {
  const entries = [...fields].filter(([key]) => key !== '$class');
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined || !/^NS\.(int|dbl|bool)val$/.test(entry[0])) return undefined;
  const [, value] = entry;
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean' ? { kind: 'scalar', value } : undefined;
}

function membersOf(kind: 'array' | 'set', fields: PlistDict): ShallowObject | undefined {
  const { members, names } = listOf(fields, 'NS.objects', 'NS.object.');
  return members && onlyFields(fields, names) && { kind, entries: members.map((value) => ({ value })) };
}

function dictionaryOf(fields: PlistDict): ShallowObject | undefined {
  const keys = listOf(fields, 'NS.keys', 'NS.key.');
  const values = listOf(fields, 'NS.objects', 'NS.object.');
  if (keys.members?.length !== values.members?.length || !onlyFields(fields, [...keys.names, ...values.names])) return undefined;
  return keys.members && { kind: 'dictionary', entries: keys.members.map((key, index) => ({ key, value: values.members?.[index] })) };
}

interface FieldList {
  /** Undefined if the field is no list. */
  readonly members: readonly ArchivedSlot[] | undefined;
  /** The fields that hold them. */
  readonly names: readonly string[];
}

/** A list in one field, or the fields `NS.object.0`, `NS.object.1` … of older archives. */
function listOf(fields: PlistDict, name: string, numbered: string): FieldList {
  if (fields.has(name)) return { members: arrayAt(fields, name), names: [name] };
  const names: string[] = [];
  while (fields.has(numbered + names.length.toString())) names.push(numbered + names.length.toString());
  return { members: names.map((each) => fields.get(each)), names };
}

/** The text, then its attributes by the range of characters that they apply to (`0–5`: the first six). */
function attributedString(fields: PlistDict, resolve: Parameters<Decoder>[1]): ShallowObject | undefined {
  if (!onlyFields(fields, ['NSString', 'NSAttributes', 'NSAttributeInfo'])) return undefined;
  const text = resolve(fields.get('NSString'));
  const runs = attributeRuns(fields, resolve, textLengthOf(text));
  if (runs === undefined) return undefined;
  return { kind: 'object', entries: [{ key: 'NSString', value: fields.get('NSString') }, ...runs] };
}

/** In UTF-16 units, as Foundation counts. */
function textLengthOf(text: PlistValue | undefined): number {
  const inner = text instanceof Map ? stringAt(text, 'NS.string') : text;
  return typeof inner === 'string' ? inner.length : 0;
}

/** NSAttributeInfo is pairs of length and place in NSAttributes, each a number of 7 bits a byte, the lowest first. Without it there is one run. */
function attributeRuns(fields: PlistDict, resolve: Parameters<Decoder>[1], length: number): ArchivedEntry[] | undefined {
  const attributes = fields.get('NSAttributes');
  if (attributes === undefined) return [];
  if (!fields.has('NSAttributeInfo')) return [{ key: rangeOf(0, length), value: attributes }];
  const info = resolve(fields.get('NSAttributeInfo'));
  const bytes = info instanceof Map ? dataAt(info, 'NS.data') : info;
  const list = resolve(attributes);
  const choices = list instanceof Map ? arrayAt(list, 'NS.objects') : list;
  if (!(bytes instanceof Uint8Array) || !Array.isArray(choices)) return undefined;
  const numbers = numbersIn(bytes);
  const runs: ArchivedEntry[] = [];
  let start = 0;
  for (let at = 0; numbers !== undefined && at < numbers.length; at += 2) {
    const [run = 0, place] = numbers.slice(at, at + 2);
    const value = place === undefined ? undefined : choices[place];
    if (value === undefined) return undefined;
    runs.push({ key: rangeOf(start, run), value });
    start += run;
  }
  return numbers === undefined ? undefined : runs;
}

function rangeOf(start: number, length: number): string {
  return `${start.toString()}–${Math.max(start, start + length - 1).toString()}`;
}

function numbersIn(bytes: Uint8Array): number[] | undefined {
  const numbers: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (value > 0xffff_ffff) return undefined;
    if (byte < 0x80) {
      numbers.push(value);
      [value, factor] = [0, 1];
    }
  }
  return factor === 1 ? numbers : undefined;
}
