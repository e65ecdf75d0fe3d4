import assert from 'node:assert/strict';
import { patternContent } from '../../../../src/simulated-device/content/pattern-content.ts';

const BLOCK = 262_144;

function bytesOf(size: number, id: number): Buffer {
  const made = patternContent(size, id).make();
  return made instanceof Uint8Array ? Buffer.from(made) : Buffer.concat([...made]);
}

describe('pattern content', () => {
  it('has the size it says, whatever that is', () => {
    for (const size of [0, 1, 15, 16, 17, 4096, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 16, BLOCK + 17, 3 * BLOCK + 5]) {
      assert.equal(bytesOf(size, 7).length, size);
      assert.equal(patternContent(size, 7).size, size);
    }
  });

  it('begins every block with the number of the file and of the block, and repeats the rest', () => {
    const bytes = bytesOf(2 * BLOCK + 8, 0x1234);
    for (const [block, start] of [0, BLOCK].entries()) {
      assert.equal(bytes.readBigUInt64LE(start), 0x1234n);
      assert.equal(bytes.readBigUInt64LE(start + 8), BigInt(block));
    }
    assert.equal(bytes.readBigUInt64LE(2 * BLOCK), 0x1234n);
    assert.deepEqual(bytes.subarray(16, BLOCK), bytes.subarray(BLOCK + 16, 2 * BLOCK));
  });

  it('differs from file to file, and is the same every time', () => {
    assert.notDeepEqual(bytesOf(4096, 1), bytesOf(4096, 2));
    assert.deepEqual(bytesOf(BLOCK + 9, 1), bytesOf(BLOCK + 9, 1));
  });

  it('is not changed by whoever changes a small file', () => {
    const mine = patternContent(64, 1).make();
    assert.ok(mine instanceof Uint8Array);
    mine.fill(0);
    assert.notDeepEqual(bytesOf(64, 1), Buffer.alloc(64));
  });
});
