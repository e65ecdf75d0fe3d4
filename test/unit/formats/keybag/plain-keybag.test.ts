/** The key bag of an unencrypted backup, taken apart record by record. */
import assert from 'node:assert/strict';
import { writePlainKeybag } from '../../../../src/formats/index.ts';

/** Reads tag, length and value until the end; a number for values of 4 bytes, otherwise hex. */
function records(bag: Uint8Array): [tag: string, value: number | string][] {
  const bytes = Buffer.from(bag);
  const result: [string, number | string][] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 4);
    const value = bytes.subarray(at + 8, at + 8 + length);
    assert.equal(value.length, length);
    result.push([bytes.toString('latin1', at, at + 4), length === 4 ? value.readUInt32BE() : value.toString('hex')]);
    at += 8 + length;
  }
  return result;
}

describe('plain keybag', () => {
  let next = 0;
  const bag = writePlainKeybag((count) => new Uint8Array(count).fill(++next));

  it('has the header of a backup bag without password', () => {
    assert.deepEqual(records(bag).slice(0, 7), [
      ['VERS', 5],
      ['TYPE', 1],
      ['UUID', '01'.repeat(16)],
      ['HMCK', '00'.repeat(40)],
      ['WRAP', 0],
      ['SALT', '02'.repeat(20)],
      ['ITER', 10_000],
    ]);
  });

  it('has 11 classes of 108 bytes each, with random keys', () => {
    assert.equal(bag.length, 148 + 11 * 108);
    const entries = records(bag).slice(7);
    for (let id = 1; id <= 11; id++) {
      const random = (offset: number): string => (1 + 2 * id + offset).toString(16).padStart(2, '0');
      assert.deepEqual(entries.slice((id - 1) * 5, id * 5), [
        ['UUID', random(0).repeat(16)],
        ['CLAS', id],
        ['WRAP', [5, 9, 10, 11].includes(id) ? 3 : 2],
        ['KTYP', 0],
        ['WPKY', random(1).repeat(40)],
      ]);
    }
  });
});
