/** DER against known encodings (X.690, RFC 5280). */
import assert from 'node:assert/strict';
import {
  bitString,
  boolean,
  contextTag,
  derNull,
  derValue,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
  time,
} from '../../../../src/formats/der/write-der.ts';

const known: [name: string, der: Uint8Array, hex: string][] = [
  ['true', boolean(true), '0101ff'],
  ['false', boolean(false), '010100'],
  ['an integer', smallInteger(2), '020102'],
  ['null', derNull(), '0500'],
  ['an octet string', octetString(Uint8Array.of(1), Uint8Array.of(2)), '04020102'],
  ['a bit string', bitString(Uint8Array.of(0xa0), 5), '030205a0'],
  ['an empty sequence', sequence(), '3000'],
  ['a context tag', contextTag(3, Uint8Array.of(1)), 'a30101'],
  ['an implicit context tag', contextTag(0, Uint8Array.of(1), 'primitive'), '800101'],
  ['sha256WithRSAEncryption', objectIdentifier('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
  ['basicConstraints', objectIdentifier('2.5.29.19'), '0603551d13'],
  ['a time of this century', time(new Date('2026-11-22T17:16:30.900Z')), `170d${Buffer.from('261122171630Z').toString('hex')}`],
  ['the last time with a short year', time(new Date('2049-12-31T23:59:59Z')), `170d${Buffer.from('491231235959Z').toString('hex')}`],
  ['the first time with a long year', time(new Date('2050-01-01T00:00:00Z')), `180f${Buffer.from('20500101000000Z').toString('hex')}`],
];

describe('DER', () => {
  for (const [name, der, hex] of known) {
    it(`writes ${name}`, () => {
      assert.equal(Buffer.from(der).toString('hex'), hex);
    });
  }

  for (const [length, head] of [
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ] as const) {
    it(`writes the length ${length}`, () => {
      const der = derValue(0x04, new Uint8Array(length));
      assert.equal(Buffer.from(der).toString('hex', 0, head.length / 2), head);
      assert.equal(der.length, head.length / 2 + length);
    });
  }
});
