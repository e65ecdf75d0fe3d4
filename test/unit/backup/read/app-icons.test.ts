import assert from 'node:assert/strict';
import { appIconsOf } from '../../../../src/backup/read/app-icons.ts';
import { dict } from '../../../../src/formats/index.ts';

function png(width: number, height: number, bytes = 100): Uint8Array {
  const picture = Buffer.alloc(bytes);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(picture);
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}

describe('the pictures of apps', () => {
  it('are small PNGs; what would be large, is none or is no app has no picture', () => {
    const apps = {
      'com.example.good': dict({ PlaceholderIcon: png(60, 60) }),
      'com.example.huge': dict({ PlaceholderIcon: png(100_000, 100_000) }),
      'com.example.long': dict({ PlaceholderIcon: png(60, 60, 100_000) }),
      'com.example.short': dict({ PlaceholderIcon: png(60, 60).subarray(0, 20) }),
      'com.example.html': dict({ PlaceholderIcon: Buffer.from('<script>alert(1)</script>'.repeat(4)) }),
      'com.example.none': dict({}),
      'com.example.odd': 'text',
    };
    assert.deepEqual([...appIconsOf(dict({ Applications: dict(apps) })).keys()], ['com.example.good']);
    assert.equal(appIconsOf(undefined).size, 0);
    assert.equal(appIconsOf(dict({ Applications: 7 })).size, 0);
  });

  it('take no more room together than a message may', () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, app) => [`app${String(app)}`, dict({ PlaceholderIcon: png(60, 60, 40_000) })]),
    );
    const bytes = [...appIconsOf(dict({ Applications: dict(many) })).values()].reduce((sum, { length }) => sum + length, 0);
    assert.ok(bytes > 500_000 && bytes <= 600 * 1024);
  });
});
