/** The text of a note: as it is packed, with fields that are not text, and damaged. */
import assert from 'node:assert/strict';
import { deflateSync, gzipSync } from 'node:zlib';
import { readNoteText } from '../../../../src/formats/index.ts';

/** A field with content behind its length; lengths of up to two bytes. */
function field(number: number, content: Uint8Array): Buffer {
  const length = content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length), content]);
}

const text = 'Sample Note\nÄ 🌊\n'.repeat(30);
/** Numbers and other fields stand before the text, as apps may write them. */
const note = Buffer.concat([
  Buffer.of(8, 0x96, 1),
  field(5, Buffer.from('runs')),
  field(2, Buffer.from(text)),
  field(5, Buffer.from('more')),
]);
const document = Buffer.concat([
  Buffer.of(8, 0),
  field(2, Buffer.concat([Buffer.of(13, 1, 2, 3, 4), Buffer.of(9, 1, 2, 3, 4, 5, 6, 7, 8), field(3, note)])),
]);

describe('the text of a note', () => {
  it('is unpacked and found between fields of every kind', () => {
    assert.equal(readNoteText(gzipSync(document)), text);
    assert.equal(readNoteText(deflateSync(document)), text);
  });

  it('is empty where a note has none', () => {
    assert.equal(readNoteText(gzipSync(field(2, field(3, Buffer.alloc(0))))), '');
  });

  it('is an error when it is damaged, encrypted, or a bomb', () => {
    const isMalformed = { code: 'archive-malformed' };
    const packed = gzipSync(document);
    for (const bytes of [Buffer.alloc(0), Buffer.from('encrypted bytes'), packed.subarray(0, packed.length - 12)]) {
      assert.throws(() => readNoteText(bytes), isMalformed);
    }
    for (let end = 3; end < document.length - 4; end += 7) {
      assert.throws(() => readNoteText(gzipSync(document.subarray(0, end))), isMalformed, `cut at ${end}`);
    }
    assert.throws(() => readNoteText(gzipSync(Buffer.alloc(64 * 1024 * 1024))), isMalformed);
    assert.throws(() => readNoteText(gzipSync(Buffer.from([0x12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]))), isMalformed);
  });
});
