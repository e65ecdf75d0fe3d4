/** The same property lists read and written by the npm libraries, as far as those are right (`plist` rounds beyond 2^53, for one). */
import bplistCreator from 'bplist-creator';
import { parseBuffer } from 'bplist-parser';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import * as plist from 'plist';
import { parsePlist, writeBinaryPlist, writeXmlPlist, type PlistValue } from '../../../../src/formats/index.ts';

/** What the libraries agree on: text of one line, small integers, real fractions, whole-second dates, data that is not empty. */
const common = fc.letrec<{ value: PlistValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: 0, max: 2 ** 31 - 1 }).map(BigInt),
    fc.integer({ min: -1000, max: 1000 }).map((value) => value + 0.5),
    fc.boolean(),
    fc.stringMatching(/^[ -~é😀]{1,20}$/u).filter((text) => text.trim() === text),
    fc.integer({ min: 0, max: 2 ** 31 }).map((seconds) => new Date(seconds * 1000)),
    fc.uint8Array({ minLength: 1, maxLength: 100 }),
    fc.array(tie('value'), { maxLength: 10 }),
    fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,9}$/), tie('value')), { maxLength: 10 }).map((entries) => new Map(entries)),
  ),
})).value;
const commonDict = fc
  .array(fc.tuple(fc.stringMatching(/^[A-Za-z]{1,9}$/), common), { minLength: 1, maxLength: 10 })
  .map((entries) => new Map(entries));

/** Our value as the libraries have it. */
function plain(value: PlistValue): plist.PlistValue {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]));
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  assert.ok(typeof value !== 'object' || value instanceof Date);
  return value;
}

/** Objects of one prototype, data of one class: what `deepStrictEqual` would otherwise tell apart. */
function normal(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normal(member)]));
}

function check(compare: (value: PlistValue) => void): void {
  fc.assert(fc.property(commonDict, compare), { numRuns: 200 });
}

describe('plist codecs of others', () => {
  it('bplist-parser reads what we write', () => {
    check((value) => assert.deepStrictEqual(normal(parseBuffer(Buffer.from(writeBinaryPlist(value)))[0]), plain(value)));
  });

  it('plist reads the binary that we write', () => {
    check((value) => assert.deepStrictEqual(normal(plist.parseBinary(writeBinaryPlist(value))), plain(value)));
  });

  it('plist reads the XML that we write', () => {
    check((value) => assert.deepStrictEqual(normal(plist.parse(Buffer.from(writeXmlPlist(value)).toString())), plain(value)));
  });

  it('we read what bplist-creator writes', () => {
    check((value) => {
      const written = bplistCreator(bufferized(plain(value)) as Record<string, unknown>);
      assert.deepStrictEqual(plain(parsePlist(written)), plain(value));
    });
  });

  it('we read the binary that plist writes', () => {
    check((value) => assert.deepStrictEqual(plain(parsePlist(plist.buildBinary(plain(value)))), plain(value)));
  });

  it('we read the XML that plist writes', () => {
    check((value) => assert.deepStrictEqual(plain(parsePlist(Buffer.from(plist.build(plain(value))))), plain(value)));
  });
});

/** bplist-creator knows data only as Buffer. */
function bufferized(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(bufferized);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bufferized(member)]));
}
