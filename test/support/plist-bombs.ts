/** Property lists that take far more to read than they are long: one entry each, as large as a reader accepts. */
import { defaultPlistLimits } from '../../src/formats/index.ts';

export interface PlistBomb {
  readonly what: string;
  readonly bytes: () => Uint8Array;
  /** 'read', or the code that refuses it. */
  readonly outcome: 'read' | 'plist-limit' | 'plist-malformed';
}

const LONGEST = defaultPlistLimits.maxBytes;
const ROOM = 200;

/** `piece` again and again between two ends, up to the longest file. */
function xmlOf(before: string, piece: string | Buffer, after: string): Uint8Array {
  const start = Buffer.from(`<plist>${before}`);
  const end = Buffer.from(`${after}</plist>`);
  const unit = Buffer.from(piece);
  const count = Math.floor((LONGEST - ROOM) / unit.length);
  return Buffer.concat([start, Buffer.alloc(count * unit.length, unit), end]);
}

/** Objects all at the same place in the file, each of them used once by an array on top. */
function sharedPlace(object: Buffer, count: number): Uint8Array {
  const top = Buffer.alloc(6 + 4 * count);
  top.set([0xaf, 0x12]);
  top.writeUInt32BE(count, 2);
  for (let i = 0; i < count; i++) top.writeUInt32BE(i + 1, 6 + 4 * i);
  const table = Buffer.alloc(4 * (count + 1));
  table.writeUInt32BE(8 + object.length, 0);
  for (let i = 1; i <= count; i++) table.writeUInt32BE(8, 4 * i);
  return binaryOf([object, top], table, count + 1);
}

function binaryOf(objects: readonly Buffer[], table: Buffer, count: number): Uint8Array {
  const body = Buffer.concat([Buffer.from('bplist00'), ...objects]);
  const trailer = Buffer.alloc(32);
  trailer.set([4, 4], 6);
  trailer.writeBigUInt64BE(BigInt(count), 8);
  trailer.writeBigUInt64BE(BigInt(body.length), 24);
  return Buffer.concat([body, table, trailer]);
}

function longString(length: number): Buffer {
  const header = Buffer.from([0x5f, 0x12, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 2);
  return Buffer.concat([header, Buffer.alloc(length, 'a')]);
}

/** Objects 0 … depth: each an array of ten of the next. */
function laughs(depth: number, least: readonly number[]): Uint8Array {
  const objects = Array.from({ length: depth }, (_, i) => {
    const array = Buffer.alloc(41, 0xaa);
    for (let slot = 0; slot < 10; slot++) array.writeUInt32BE(i + 1, 1 + 4 * slot);
    return array;
  });
  objects.push(Buffer.from(least));
  const table = Buffer.alloc(4 * objects.length);
  let at = 8;
  for (const [i, object] of objects.entries()) {
    table.writeUInt32BE(at, 4 * i);
    at += object.length;
  }
  return binaryOf(objects, table, objects.length);
}

/** Each on its own line of 76 characters, as Apple writes it. */
const BASE64_LINE = `${'QUJD'.repeat(19)}\n`;

export const PLIST_BOMBS: readonly PlistBomb[] = [
  { what: 'empty arrays', bytes: () => xmlOf('<array>', '<array/>', '</array>'), outcome: 'plist-limit' },
  { what: 'empty dictionaries', bytes: () => xmlOf('<array>', '<dict/>', '</array>'), outcome: 'plist-limit' },
  { what: 'truth values', bytes: () => xmlOf('<array>', '<true/>', '</array>'), outcome: 'plist-limit' },
  { what: 'empty texts', bytes: () => xmlOf('<array>', '<string/>', '</array>'), outcome: 'plist-limit' },
  { what: 'empty data', bytes: () => xmlOf('<array>', '<data/>', '</array>'), outcome: 'plist-limit' },
  { what: 'dates', bytes: () => xmlOf('<array>', '<date>2024-01-01T00:00:00Z</date>', '</array>'), outcome: 'plist-limit' },
  { what: 'one key again and again', bytes: () => xmlOf('<dict>', '<key>a</key><true/>', '</dict>'), outcome: 'plist-limit' },
  { what: 'one long text', bytes: () => xmlOf('<string>', 'abcdefgh', '</string>'), outcome: 'read' },
  { what: 'one long text with a wide character', bytes: () => xmlOf('<string>\u{1f600}', 'abcdefgh', '</string>'), outcome: 'plist-limit' },
  { what: 'one long text of references', bytes: () => xmlOf('<string>', '&lt;', '</string>'), outcome: 'read' },
  { what: 'one long text of line ends', bytes: () => xmlOf('<string>', '\r\n', '</string>'), outcome: 'read' },
  { what: 'a text cut up by comments', bytes: () => xmlOf('<string>', 'a<!---->', '</string>'), outcome: 'plist-limit' },
  { what: 'a text cut up by CDATA', bytes: () => xmlOf('<string>', '<![CDATA[a]]>', '</string>'), outcome: 'plist-limit' },
  { what: 'long data', bytes: () => xmlOf('<data>', BASE64_LINE, '</data>'), outcome: 'read' },
  { what: 'long data, a blank after each character', bytes: () => xmlOf('<data>', 'Q U J D ', '</data>'), outcome: 'read' },
  { what: 'many data of a kilobyte', bytes: () => xmlOf('<array>', `<data>${BASE64_LINE.repeat(13)}</data>`, '</array>'), outcome: 'read' },
  { what: 'digits', bytes: () => xmlOf('<integer>', '9', '</integer>'), outcome: 'plist-malformed' },
  { what: 'comments', bytes: () => xmlOf('', '<!---->', '<true/>'), outcome: 'read' },
  { what: 'a tag of blanks', bytes: () => xmlOf('<true', ' ', '/>'), outcome: 'read' },
  { what: 'letters in place of a name', bytes: () => xmlOf('<', 'a', '/>'), outcome: 'plist-malformed' },
  {
    what: 'UTF-16',
    bytes: () =>
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`<plist><string>${'a'.repeat(20_000_000)}</string></plist>`, 'utf16le')]),
    outcome: 'read',
  },
  { what: 'a thousand texts at one place', bytes: () => sharedPlace(longString(1024 * 1024), 1000), outcome: 'plist-limit' },
  {
    what: 'a million dates at one place',
    bytes: () => sharedPlace(Buffer.from([0x33, 0, 0, 0, 0, 0, 0, 0, 0]), 1_000_000),
    outcome: 'plist-limit',
  },
  { what: 'a million data at one place', bytes: () => sharedPlace(Buffer.from([0x41, 0]), 1_000_000), outcome: 'plist-limit' },
  { what: 'a million empty dictionaries at one place', bytes: () => sharedPlace(Buffer.from([0xd0]), 1_000_000), outcome: 'plist-limit' },
  { what: 'a million large integers at one place', bytes: () => sharedPlace(Buffer.alloc(9, 0x13), 1_000_000), outcome: 'read' },
  { what: 'shared arrays that stand for a billion values', bytes: () => laughs(9, [0x08]), outcome: 'plist-limit' },
  { what: 'shared arrays that stand for a billion dictionaries', bytes: () => laughs(9, [0xd0]), outcome: 'plist-limit' },
];
