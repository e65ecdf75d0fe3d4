import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteQueue } from '../../../src/base/index.ts';

describe('ByteQueue', () => {
  it('hands out the same bytes however they were cut on the way in and on the way out', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 12 }), fc.array(fc.nat(7), { maxLength: 40 }), (chunks, takes) => {
        const queue = new ByteQueue();
        for (const chunk of chunks) queue.push(chunk);
        const all = Buffer.concat(chunks);
        const out: Uint8Array[] = [];
        for (const count of takes) {
          const before = queue.length;
          const piece = queue.take(count);
          if (piece === undefined) assert.ok(count > before);
          else out.push(piece);
        }
        out.push(queue.takeAll());
        assert.deepEqual(Buffer.concat(out), all);
        assert.equal(queue.length, 0);
      }),
    );
  });

  it('looks at a length without taking it, also across seams', () => {
    const queue = new ByteQueue();
    for (const byte of [0xfe, 0xdc, 0xba]) queue.push(Uint8Array.of(byte));
    assert.equal(queue.peekU32BE(), undefined);
    queue.push(Uint8Array.of(0x98, 0x01));
    assert.equal(queue.peekU32BE(), 0xfedcba98);
    assert.equal(queue.peekU32LE(), 0x98badcfe);
    assert.equal(queue.length, 5);
  });

  it('takes bytes back in front of what waits', () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1, 2, 3, 4));
    assert.deepEqual([...(queue.take(2) ?? [])], [1, 2]);
    queue.unshift(Uint8Array.of(9));
    assert.deepEqual([...queue.takeAll()], [9, 3, 4]);
  });

  it('never copies what lies together', () => {
    const queue = new ByteQueue();
    const chunk = Uint8Array.of(1, 2, 3, 4);
    queue.push(chunk);
    assert.equal(queue.take(3)?.buffer, chunk.buffer);
    assert.equal(queue.takeUpTo(10)?.length, 1);
    assert.equal(queue.takeUpTo(10), undefined);
  });
});
