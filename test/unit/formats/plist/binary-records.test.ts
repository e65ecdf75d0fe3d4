import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BinaryRecords, dict, parsePlist } from '../../../../src/formats/index.ts';

describe('a long dictionary of small ones, written as it comes', () => {
  it('reads as what was added, whatever the names and values', () => {
    const entry = fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('file', 'directory'), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 300 }), (entries) => {
        const records = new BinaryRecords(['Head', 0n, ''], ['type', 'size', 'date']);
        const date = new Date('2026-01-02T03:04:05Z');
        for (const [name, type, size] of entries) records.add(name, [type, size, date]);
        const expected = new Map(entries.map(([name, type, size]) => [name, dict({ type, size, date })]));
        assert.deepEqual(parsePlist(records.finish()), ['Head', 0n, '', expected]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes little more memory than its bytes', () => {
    const records = new BinaryRecords([], ['type', 'size']);
    for (let index = 0; index < 250_000; index++) {
      records.add(`${String(index).padStart(8, '0')}${'f'.repeat(32)}`, ['file', BigInt(index)]);
    }
    const told = records.length;
    const { length } = records.finish();
    assert.ok(length < 30_000_000 && length - told < 100, `${String(told)} bytes were told, ${String(length)} came`);
  });
});
