/** Catalogues told apart by their first bytes. */
import assert from 'node:assert/strict';
import { CATALOGUE_MAGIC_BYTES, catalogueFormatOf, encodeMbdb } from '../../../../src/formats/index.ts';
import { fromHex } from '../../../support/vectors.ts';

describe('catalogue format', () => {
  for (const [name, bytes, format] of [
    ['a SQLite database', Buffer.from('SQLite format 3\0 and so on'), 'sqlite'],
    ['mbdb', encodeMbdb([]), 'mbdb'],
    ['mbdx', fromHex('6d6264780200000000010000'), 'mbdx'],
    ['mbdb of another version', fromHex('6d6264620600'), undefined],
    ['SQLite of another time', Buffer.from('SQLite format 2\0'), undefined],
    ['a beginning of SQLite', Buffer.from('SQLite format 3'), undefined],
    ['nothing', new Uint8Array(), undefined],
  ] as const) {
    it(`${name}: ${format ?? 'none'}`, () => {
      assert.equal(catalogueFormatOf(bytes), format);
      assert.equal(catalogueFormatOf(bytes.subarray(0, CATALOGUE_MAGIC_BYTES)), format);
    });
  }
});
