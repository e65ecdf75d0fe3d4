/** Pictures and recordings for tests, put together box by box. None has pixels or sound that would play: only what they say about themselves matters. */
import { encodeJpeg, landscape } from '../../src/simulated-device/content/jpeg.ts';
import { SeededRandom } from '../../src/simulated-device/content/seeded-random.ts';

export function u16(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.of((value >> 8) & 255, value & 255)));
}

export function u32(...values: readonly number[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    }),
  );
}

export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content]);
}

/** With version and flags. */
export function fullBox(type: string, version: number, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, u32(version << 24), ...parts);
}

/** A whole JPEG file without EXIF. */
export function plainJpeg(width: number, height: number): Uint8Array {
  return encodeJpeg({ width, height }, landscape(new SeededRandom(7, 'sample')));
}

const CREATED_1904 = 3_800_000_000;

interface MovieOptions {
  readonly brand?: string;
  readonly audioOnly?: boolean;
}

/** 12.5 seconds: HEVC of 1920 × 1080 and AAC of two channels, with a title, a place and a camera in the way of QuickTime. */
export function movie({ brand = 'qt  ', audioOnly = false }: MovieOptions = {}): Uint8Array {
  const video = track('vide', box('hvc1', Buffer.alloc(6), u16(1), Buffer.alloc(16), u16(1920, 1080), Buffer.alloc(50)), [1920, 1080]);
  const audio = track('soun', box('mp4a', Buffer.alloc(6), u16(1), u16(0, 0), u32(0), u16(2, 16), u16(0, 0), u32(44_100 << 16)), [0, 0]);
  const keys = ['com.apple.quicktime.location.ISO6709', 'com.apple.quicktime.make', 'com.apple.quicktime.creationdate'];
  const values = ['+48.1374+011.5755+519.000/', 'Apple', '2024-06-01T12:00:00+0200'];
  const meta = box(
    'meta',
    fullBox('hdlr', 0, u32(0), Buffer.from('mdta'), Buffer.alloc(13)),
    fullBox('keys', 0, u32(keys.length), ...keys.map((key) => box('mdta', Buffer.from(key)))),
    box('ilst', ...values.map((value, index) => box(u32(index + 1).toString('latin1'), box('data', u32(1, 0), Buffer.from(value))))),
  );
  const mvhd = fullBox(
    'mvhd',
    0,
    u32(CREATED_1904, CREATED_1904, 600, 7500),
    u32(0x10000),
    u16(0x100),
    Buffer.alloc(10),
    MATRIX,
    Buffer.alloc(24),
    u32(3),
  );
  const tracks = audioOnly ? [audio] : [video, audio];
  return Buffer.concat([
    box('ftyp', Buffer.from(brand), u32(0), Buffer.from(brand)),
    box('mdat', Buffer.alloc(1000, 1)),
    box('moov', mvhd, ...tracks, meta),
  ]);
}

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function track(handler: string, entry: Buffer, [width, height]: readonly [number, number]): Buffer {
  const tkhd = fullBox(
    'tkhd',
    0,
    u32(CREATED_1904, CREATED_1904, 1, 0, 7500),
    Buffer.alloc(8),
    u16(0, 0, 0, 0),
    MATRIX,
    u32(width << 16, height << 16),
  );
  const mdhd = fullBox('mdhd', 0, u32(CREATED_1904, CREATED_1904, 44_100, 551_250), u16(0x55c4, 0));
  const hdlr = fullBox('hdlr', 0, Buffer.from('mhlr'), Buffer.from(handler), Buffer.alloc(13));
  const stbl = box('stbl', fullBox('stsd', 0, u32(1), entry), fullBox('stts', 0, u32(0)));
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', stbl)));
}

interface HeicOptions {
  /** What stands beside the picture: a JPEG, or one in HEVC. */
  readonly thumbnail?: Uint8Array | 'hvc1';
  /** Directories of EXIF, from `II` or `MM` on. */
  readonly exif?: Uint8Array;
}

/** 4032 × 3024, of tiles in HEVC, turned by a quarter. */
export function heic({ thumbnail, exif }: HeicOptions = {}): Uint8Array {
  const items = [
    { id: 1, type: 'grid', bytes: Buffer.from([0, 0, 0, 0, 15, 192, 11, 208]) },
    { id: 2, type: 'hvc1', bytes: Buffer.alloc(100, 2) },
    ...(thumbnail === undefined
      ? []
      : [{ id: 3, type: thumbnail === 'hvc1' ? 'hvc1' : 'jpeg', bytes: Buffer.from(thumbnail === 'hvc1' ? 'pixels' : thumbnail) }]),
    ...(exif === undefined ? [] : [{ id: 4, type: 'Exif', bytes: Buffer.concat([u32(6), Buffer.from('Exif\0\0', 'latin1'), exif]) }]),
  ];
  const ftyp = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'));
  const metaOf = (start: number) => {
    let at = start;
    const places = items.map(({ id, bytes }) => {
      const place = Buffer.concat([u16(id, 0, 0, 1), u32(at, bytes.length)]);
      at += bytes.length;
      return place;
    });
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(1)),
      fullBox('iinf', 0, u16(items.length), ...items.map(({ id, type }) => fullBox('infe', 2, u16(id, 0), Buffer.from(`${type}\0`)))),
      fullBox(
        'iref',
        0,
        box('dimg', u16(1, 1, 2)),
        ...(thumbnail === undefined ? [] : [box('thmb', u16(3, 1, 1))]),
        ...(exif === undefined ? [] : [box('cdsc', u16(4, 1, 1))]),
      ),
      box(
        'iprp',
        box('ipco', fullBox('ispe', 0, u32(4032, 3024)), fullBox('ispe', 0, u32(320, 240)), box('irot', Buffer.of(3))),
        fullBox('ipma', 0, u32(2), u16(1), Buffer.of(2, 0x81, 3), u16(3), Buffer.of(1, 2)),
      ),
      fullBox('iloc', 1, Buffer.of(0x44, 0), u16(items.length), ...places),
    );
  };
  const start = ftyp.length + metaOf(0).length + 8;
  return Buffer.concat([ftyp, metaOf(start), box('mdat', ...items.map(({ bytes }) => bytes))]);
}

/** One second of MPEG 1 layer III, 128 kbit/s, with a tag, and a count of frames if wanted. */
export function mp3(counted: boolean): Uint8Array {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  const first = Buffer.from(frame);
  if (counted) Buffer.concat([Buffer.from('Xing'), u32(1, 100)]).copy(first, 36);
  const title = Buffer.concat([Buffer.of(1), Buffer.from('\ufeffGrüße', 'utf16le')]);
  const tag = Buffer.concat([Buffer.from('TIT2'), u32(title.length), u16(0), title, Buffer.alloc(20)]);
  return Buffer.concat([
    Buffer.from('ID3\x03\0\0', 'latin1'),
    Buffer.of(0, 0, 0, tag.length),
    tag,
    first,
    ...Array.from({ length: 37 }, () => frame),
  ]);
}
