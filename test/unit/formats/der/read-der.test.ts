/** Reading DER: what was written comes back, lengths are bounded, and damage is noticed. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readDerValue, readDerValues } from '../../../../src/formats/der/read-der.ts';
import { derValue } from '../../../../src/formats/der/write-der.ts';
import { beginningsOf } from '../../../support/damaged-bytes.ts';
import { fromHex, toHex } from '../../../support/vectors.ts';

const tag = fc.nat(0xff).filter((value) => (value & 0x1f) !== 0x1f);
const value = fc.tuple(tag, fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 120, maxLength: 300, size: 'max' })));

describe('DER, read', () => {
  it('what was written comes back, side by side', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        const bytes = Buffer.concat(values.map(([number, content]) => derValue(number, content)));
        const read = readDerValues(bytes)?.map((member) => [member.tag, toHex(member.content)]);
        assert.deepEqual(
          read,
          values.map(([number, content]) => [number, toHex(content)]),
        );
      }),
    );
  });

  it('lengths of one to four bytes', () => {
    for (const length of [0, 127, 128, 255, 256, 65_535, 65_536, 1 << 24]) {
      const read = readDerValue(derValue(4, new Uint8Array(length)), 0);
      assert.equal(read?.content.length, length);
    }
  });

  it('no beginning of a value is one', () => {
    for (const beginning of beginningsOf(derValue(0x30, derValue(4, new Uint8Array(200))))) {
      assert.equal(readDerValue(beginning, 0), undefined);
    }
    assert.deepEqual(readDerValues(new Uint8Array()), []);
    assert.equal(readDerValues(fromHex('040101 04'.replace(' ', ''))), undefined);
  });

  for (const [name, hex] of [
    ['an indefinite length', '3080040101 0000'],
    ['a tag of several bytes', '1f8101 00'],
    ['a length of five bytes', '04850000000001 00'],
    ['a length beyond the end', '0484ffffffff'],
  ] as const) {
    it(`takes no ${name}`, () => {
      assert.equal(readDerValue(fromHex(hex.replaceAll(' ', '')), 0), undefined);
    });
  }

  it('any bytes at all give values or none, within the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const values = readDerValues(bytes) ?? [];
        assert.ok(values.reduce((sum, { content }) => sum + content.length, 0) <= bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
