/** The attributes inside of a keychain item: the vector's DER, all types, and damage. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { Uid, type KeychainValue } from '../../../../src/formats/index.ts';
import { derNull, derValue, octetString, sequence } from '../../../../src/formats/der/write-der.ts';
import { decodeAttributes, encodeAttributes, encodePlistAttributes } from '../../../../src/formats/keychain/item-attributes.ts';
import { assertSurvivesDamage, beginningsOf } from '../../../support/damaged-bytes.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

const vector = readVectors('keychain-item') as {
  derPlaintext: string;
  attributes: Record<string, string | number>;
  attributeTypes: Record<string, string>;
};
const plain = fromHex(vector.derPlaintext);

const text = (value: string): Uint8Array => derValue(0x0c, Buffer.from(value));
const pair = (name: string, value: Uint8Array): Uint8Array => sequence(text(name), value);
const set = (...members: Uint8Array[]): Uint8Array => derValue(0x31, ...members);

function refuses(bytes: Uint8Array): void {
  assert.throws(() => decodeAttributes(bytes), { name: 'FormatError', code: 'keychain-malformed' });
}

const { value: arbitraryValue } = fc.letrec<{ value: KeychainValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }),
    fc.boolean(),
    fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));
const arbitraryAttributes = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme' }), arbitraryValue), { maxLength: 6 })
  .map((all) => new Map(all));

describe('attributes of a keychain item', () => {
  it('the vector, each with its type', () => {
    const attributes = decodeAttributes(plain);
    assert.deepEqual(new Set(attributes.keys()), new Set(Object.keys(vector.attributes)));
    for (const [name, type] of Object.entries(vector.attributeTypes)) {
      const expected = vector.attributes[name];
      const value = attributes.get(name);
      if (value instanceof Uint8Array) assert.deepEqual([type, toHex(value)], ['octet-string', expected]);
      else if (value instanceof Date) assert.deepEqual([type, value.toISOString()], ['generalized-time', '2024-01-02T03:04:05.000Z']);
      else assert.deepEqual(typeof value === 'bigint' ? ['integer', Number(value)] : ['utf8-string', value], [type, expected]);
    }
    assert.equal(toHex(encodeAttributes(attributes)), vector.derPlaintext);
  });

  it('what is written is read again', () => {
    fc.assert(
      fc.property(arbitraryAttributes, (attributes) => {
        assert.deepEqual(plainBytes(decodeAttributes(encodeAttributes(attributes))), plainBytes(attributes));
      }),
    );
  });

  it('the property lists of older items are read again', () => {
    const attributes = new Map<string, KeychainValue>([
      ['acct', 'someone'],
      ['v_Data', new Uint8Array([1, 2])],
      ['sync', 0n],
    ]);
    assert.deepEqual(plainBytes(decodeAttributes(encodePlistAttributes(attributes))), plainBytes(attributes));
  });

  it('integers take as few bytes as their sign allows', () => {
    for (const [value, hex] of [
      [0n, '00'],
      [127n, '7f'],
      [128n, '0080'],
      [-128n, '80'],
      [-129n, 'ff7f'],
    ] as const) {
      assert.equal(toHex(encodeAttributes(new Map([['a', value]]))), toHex(set(pair('a', derValue(2, fromHex(hex))))));
    }
  });

  it('what is odd but legal: NULL is left out, unknown types and dates that are none are bytes', () => {
    const bytes = set(
      pair('none', derNull()),
      pair('what', derValue(0x16, Uint8Array.of(1, 2))),
      pair('when', derValue(0x18, Buffer.from('20240230'))),
      pair('huge', derValue(2, new Uint8Array(65).fill(1))),
      pair('fraction', derValue(0x18, Buffer.from('20240102030405.123456Z'))),
    );
    const attributes = decodeAttributes(bytes);
    assert.deepEqual([...attributes.keys()], ['what', 'when', 'huge', 'fraction']);
    assert.deepEqual(attributes.get('what'), Uint8Array.of(1, 2));
    assert.equal((attributes.get('huge') as Uint8Array).length, 65);
    assert.deepEqual(attributes.get('fraction'), new Date('2024-01-02T03:04:05.123Z'));
  });

  for (const [name, bytes] of [
    ['nothing', new Uint8Array()],
    ['a sequence', sequence(pair('a', text('b')))],
    ['something after the set', Buffer.concat([plain, Uint8Array.of(0)])],
    ['an attribute without a value', set(sequence(text('a')))],
    ['an attribute of three parts', set(sequence(text('a'), text('b'), text('c')))],
    ['a name that is no text', set(sequence(octetString(Uint8Array.of(1)), text('b')))],
    ['a text among the attributes', set(text('a'))],
    ['lists inside of each other', set(pair('a', nested(40)))],
    ['an empty property list', encodePlistAttributes(new Map()).subarray(0, 8)],
  ] as const) {
    it(`refuses ${name}`, () => {
      refuses(bytes);
    });
  }

  it('writes no reals and no UIDs', () => {
    for (const value of [1.5, new Uid(1)]) assert.throws(() => encodeAttributes(new Map([['a', value]])), { code: 'keychain-malformed' });
  });

  it('every beginning is refused, any damage gives attributes or an error of its own', () => {
    for (const beginning of beginningsOf(plain)) refuses(beginning);
    assertSurvivesDamage(plain, decodeAttributes);
  });
});

function nested(depth: number): Uint8Array {
  return depth === 0 ? derNull() : sequence(nested(depth - 1));
}

/** Buffers and plain arrays of bytes compare equal. */
function plainBytes(value: KeychainValue): KeychainValue {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(plainBytes);
  return value instanceof Map ? new Map([...value].map(([name, member]) => [name, plainBytes(member)])) : value;
}
