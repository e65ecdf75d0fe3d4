/** Pictures of every kind: their size, what is inside of them, and nothing worse than an error of this room when they are damaged or hostile. */
import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import {
  readBmp,
  readGif,
  readHeif,
  readJpeg,
  readPng,
  readTiff,
  readWebp,
  type ByteSource,
  type ImageFacts,
} from '../../../../src/formats/index.ts';
import { encodeJpeg } from '../../../../src/simulated-device/content/jpeg.ts';
import { encodePng } from '../../../../src/simulated-device/content/png.ts';
import { assertSurvivesDamage } from '../../../support/damaged-bytes.ts';
import { heic, plainJpeg, u32 } from '../../../support/sample-media.ts';

function source(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

const CAMERA = { make: 'Apple', model: 'iPhone 15', takenAt: Date.UTC(2026, 0, 15, 8) / 1000 };
const JPEG = encodeJpeg({ width: 16, height: 8 }, () => () => [100, 128, 128], CAMERA);
const EXIF = JPEG.subarray(12, 4 + Buffer.from(JPEG).readUInt16BE(4));

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([u32(content.length), body, u32(crc32(body))]);
}

/** A PNG with chunks behind its header. */
function pngWith(width: number, height: number, ...chunks: readonly Uint8Array[]): Buffer {
  const header = chunk('IHDR', Buffer.concat([u32(width, height), Buffer.of(8, 2, 0, 0, 0)]));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function riff(...chunks: readonly (readonly [type: string, content: Uint8Array])[]): Buffer {
  const parts = chunks.map(([type, content]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(type), length, content, Buffer.alloc(content.length % 2)]);
  });
  return Buffer.concat([Buffer.from('RIFF____WEBP'), ...parts]);
}

const BMP = Buffer.from(`424d${'00'.repeat(12)}280000004001000010ffffff${'00'.repeat(28)}`, 'hex');
const SAMPLES: Readonly<
  Record<string, readonly [read: (source: ByteSource) => ImageFacts, bytes: Uint8Array, width: number, height: number]>
> = {
  JPEG: [readJpeg, JPEG, 16, 8],
  PNG: [readPng, encodePng(3, 2, () => [0, 0, 0]), 3, 2],
  GIF: [readGif, Buffer.from('GIF89a\x40\x01\xf0\0', 'latin1'), 320, 240],
  BMP: [readBmp, BMP, 320, 240],
  'extended WebP': [readWebp, riff(['VP8X', Buffer.from('000000003f0100ef0000', 'hex')], ['EXIF', EXIF]), 320, 240],
  'lossy WebP': [readWebp, riff(['VP8 ', Buffer.from('0000009d012a4001f000', 'hex')]), 320, 240],
  'lossless WebP': [readWebp, riff(['VP8L', Buffer.from([0x2f, 0x3f, 0xc1, 0x3b, 0, 0, 0, 0, 0, 0])]), 320, 240],
  HEIC: [readHeif, heic({ thumbnail: plainJpeg(8, 8), exif: EXIF }), 4032, 3024],
};

describe('pictures', () => {
  for (const [name, [read, bytes, width, height]] of Object.entries(SAMPLES)) {
    it(`${name}: its size, and whatever is damaged is read or refused`, () => {
      const facts = read(source(bytes));
      assert.deepEqual([facts.width, facts.height], [width, height]);
      assertSurvivesDamage(bytes, (damaged) => read(source(damaged)));
    });
  }

  it('the camera and the time come from EXIF, in any of the formats that have it', () => {
    for (const [name, [read, bytes]] of Object.entries(SAMPLES)) {
      const { exif } = read(source(bytes));
      if (/JPEG|extended|HEIC/.test(name)) {
        assert.deepEqual([exif?.model, exif?.takenAt?.slice(0, 19)], ['iPhone 15', '2026-01-15T08:00:00'], name);
      } else assert.equal(exif, undefined, name);
    }
  });

  it('a HEIC shows a JPEG inside of it, and names a thumbnail that it cannot show', () => {
    const thumbnail = plainJpeg(8, 8);
    assert.deepEqual(Buffer.from(readHeif(source(heic({ thumbnail }))).thumbnail?.data ?? []), Buffer.from(thumbnail));
    assert.deepEqual(readHeif(source(heic({ thumbnail: 'hvc1' }))).thumbnail, { codec: 'hvc1', width: 320, height: 240 });
    assert.equal(readHeif(source(heic())).thumbnail, undefined);
  });

  it('texts that grow beyond all bounds are left out, and those of others are kept', () => {
    const bomb = Buffer.concat([Buffer.from('bomb\0\0'), deflateSync(Buffer.alloc(10_000_000))]);
    const good = Buffer.concat([Buffer.from('good\0\0'), deflateSync(Buffer.from('text'))]);
    const { texts } = readPng(source(pngWith(1, 1, chunk('zTXt', bomb), chunk('zTXt', good))));
    assert.deepEqual(texts, [{ name: 'good', value: 'text' }]);
  });

  it('directories that lead in circles, and values of four billion, have an end', () => {
    const circle = Buffer.from(
      'MM\0\x2a\0\0\0\x08\0\x03' +
        '\x01\0\0\x04\0\0\0\x01\0\0\0\x05\x01\x01\0\x04\0\0\0\x01\0\0\0\x05' +
        '\x87\x69\0\x04\0\0\0\x01\0\0\0\x08' +
        '\0\0\0\x08',
      'latin1',
    );
    assert.equal(readTiff(source(circle)).width, 5);
    const many = Buffer.from(circle);
    many.fill(0xff, 14, 18);
    assert.throws(() => readTiff(source(many)), { code: 'image-malformed' });
  });

  it('a GIF is as large as its first frame, which a browser makes room for', () => {
    const extension = Buffer.from('\x21\xf9\x04\0\0\0\0\0', 'latin1');
    const frame = Buffer.from('\x2c\0\0\0\0\xff\xff\xff\xff\0', 'latin1');
    const small = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0', 'latin1');
    const { width, height } = readGif(source(Buffer.concat([small, extension, frame])));
    assert.deepEqual([width, height], [65_535, 65_535]);
  });

  it('a size that is no whole number is none', () => {
    const double = Buffer.alloc(46);
    double.write('MM\0\x2a\0\0\0\x08\0\x02\x01\0\0\x04\0\0\0\x01\0\0\0\x05\x01\x01\0\x0c\0\0\0\x01\0\0\0\x26', 'latin1');
    double.writeDoubleBE(-5.5, 38);
    assert.throws(() => readTiff(source(double)), { code: 'image-malformed' });
  });

  it('a hundred thousand by a hundred thousand pixels is a size like any other', () => {
    const { width, height } = readPng(source(pngWith(100_000, 100_000)));
    assert.equal(width * height, 1e10);
  });
});
