/** Extended attributes: round trip, limits, damage. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  decodeExtendedAttributes,
  dict,
  encodeExtendedAttributes,
  writeBinaryPlist,
  type PlistValue,
} from '../../../../src/formats/index.ts';
import { assertSurvivesDamage, beginningsOf } from '../../../support/damaged-bytes.ts';

function refuses(bytes: Uint8Array): void {
  assert.throws(() => decodeExtendedAttributes(bytes), { name: 'FormatError', code: 'mbfile-malformed' });
}

describe('extended attributes', () => {
  it('what is written is read again', () => {
    const attributes = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.uint8Array()), { maxLength: 10 }).map((all) => new Map(all));
    fc.assert(
      fc.property(attributes, (all) => {
        assert.deepEqual(decodeExtendedAttributes(encodeExtendedAttributes(all)), all);
      }),
    );
  });

  for (const [name, plist] of [
    ['a list', []],
    ['a value that is a text', dict({ a: 'b' })],
    ['a value that is a dictionary', dict({ a: dict({}) })],
  ] as [string, PlistValue][]) {
    it(`refuses ${name}`, () => {
      refuses(writeBinaryPlist(plist));
    });
  }

  it('every beginning is refused, any damage gives attributes or an error of its own', () => {
    const sample = encodeExtendedAttributes(new Map([['com.example.a', Uint8Array.of(1, 2)], ['b', new Uint8Array(20)]])); // oxfmt-ignore
    for (const beginning of beginningsOf(sample)) refuses(beginning);
    assertSurvivesDamage(sample, decodeExtendedAttributes);
  });
});
