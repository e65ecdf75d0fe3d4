/** MP3: the texts of its ID3 tag, and the first frame. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { LONGEST_TEXT, MOST_TEXTS, type MediaFacts } from './media-facts.ts';

/** Kilobits a second by the index in a frame of layer III: of MPEG 1, and of MPEG 2 and 2.5. */
const RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];
/** A frame is looked for in so many bytes behind the tag. */
const SEARCHED_BYTES = 64 * 1024;

interface Frame {
  readonly at: number;
  readonly kilobits: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly samples: number;
  readonly isMpeg1: boolean;
}

/** @throws FormatError 'media-malformed' */
export function readMp3(source: ByteSource): MediaFacts {
  const tagBytes = id3Bytes(source);
  const frame = firstFrame(source, tagBytes);
  if (frame === undefined) throw new FormatError('media-malformed', 'MP3: no frame');
  const { sampleRate, channels } = frame;
  const counted = framesIn(source, frame);
  const seconds =
    counted === undefined ? ((source.length - frame.at) * 8) / (frame.kilobits * 1000) : (counted * frame.samples) / sampleRate;
  return {
    seconds,
    // Without a count every frame is taken to have the rate of the first.
    ...(counted === undefined ? { isEstimate: true } : {}),
    tracks: [{ kind: 'audio', codec: 'mp3', seconds, sampleRate, channels }],
    texts: tagBytes > 0 ? id3Texts(source, tagBytes) : [],
  };
}

/** `ID3`, version, flags, and a length of four times 7 bits, which is that of the tag without these 10 bytes (id3.org, ID3v2.4). */
function id3Bytes(source: ByteSource): number {
  const head = asciiAt(source, 0, 3) === 'ID3' ? viewAt(source, 0, 10) : undefined;
  return head === undefined ? 0 : 10 + sevenBits(head, 6);
}

function sevenBits(view: DataView, at: number): number {
  return [0, 1, 2, 3].reduce((sum, byte) => sum * 128 + (view.getUint8(at + byte) & 0x7f), 0);
}

/** Frames of the tag whose name begins with T: u8 encoding, text. Version 2 has names of three letters and is left out. */
function id3Texts(source: ByteSource, tagBytes: number): MediaFacts['texts'] {
  const version = viewAt(source, 3, 1)?.getUint8(0) ?? 0;
  const texts: { name: string; value: string }[] = [];
  for (let at = 10; version >= 3 && at + 10 < tagBytes && texts.length < MOST_TEXTS;) {
    const head = viewAt(source, at, 10);
    const name = asciiAt(source, at, 4);
    if (head === undefined || !/^[A-Z0-9]{4}$/.test(name)) break;
    const length = version === 3 ? head.getUint32(4) : sevenBits(head, 4);
    if (name.startsWith('T') && length > 1) {
      texts.push({ name, value: id3Text(Buffer.from(source.read(at + 10, Math.min(length, LONGEST_TEXT)))) });
    }
    at += 10 + length;
  }
  return texts;
}

/** Encodings: 0 Latin-1, 1 UTF-16 with a mark, 2 UTF-16 big-endian, 3 UTF-8. */
function id3Text(content: Buffer): string {
  const [encoding = 0] = content;
  const text = content.subarray(1);
  if (encoding === 0) return withoutZeros(text.toString('latin1'));
  if (encoding === 3) return withoutZeros(text.toString('utf8'));
  const isBig = encoding === 2 || (text[0] === 0xfe && text[1] === 0xff);
  const even = Buffer.from(text.subarray(0, text.length - (text.length % 2)));
  return withoutZeros((isBig ? even.swap16() : even).toString('utf16le').replace(/^\ufeff/, ''));
}

function withoutZeros(text: string): string {
  return text.replace(/\0+$/, '').replaceAll('\0', ' / ');
}

/** Two frames in a row: eleven bits that are set come up in anything. */
function firstFrame(source: ByteSource, from: number): Frame | undefined {
  const bytes = Buffer.from(source.read(from, SEARCHED_BYTES));
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const frame = bytes[at] === 0xff ? frameAt(bytes, at) : undefined;
    if (frame === undefined) continue;
    const next =
      at + Math.floor(((frame.isMpeg1 ? 144 : 72) * frame.kilobits * 1000) / frame.sampleRate) + ((bytes[at + 2] ?? 0) & 2 ? 1 : 0);
    if (next + 4 > bytes.length || frameAt(bytes, next) !== undefined) return { ...frame, at: from + at };
  }
  return undefined;
}

/** 11 bits set, 2 version (0: 2.5, 2: 2, 3: 1), 2 layer (1: III), 1 protection; 4 bit rate, 2 sample rate, 1 padding; 2 channel mode (3: mono). */
function frameAt(bytes: Buffer, at: number): Frame | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  const version = (second >> 3) & 3;
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || version === 1 || ((second >> 1) & 3) !== 1) return undefined;
  const isMpeg1 = version === 3;
  const kilobits = (isMpeg1 ? RATES_1 : RATES_2)[third >> 4];
  const rate = SAMPLE_RATES[(third >> 2) & 3];
  if (kilobits === undefined || kilobits === 0 || rate === undefined) return undefined;
  const sampleRate = rate / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  return { at, kilobits, sampleRate, channels: fourth >> 6 === 3 ? 1 : 2, samples: isMpeg1 ? 1152 : 576, isMpeg1 };
}

/** Encoders count the frames in the first one: `Xing` or `Info`, u32be flags, u32be frames if the first flag is set; or `VBRI`. */
function framesIn(source: ByteSource, { at, channels, isMpeg1 }: Frame): number | undefined {
  const side = isMpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  const xing = viewAt(source, at + 4 + side, 12);
  if (/^(Xing|Info)$/.test(asciiAt(source, at + 4 + side, 4)) && xing !== undefined && (xing.getUint32(4) & 1) === 1) {
    return xing.getUint32(8);
  }
  return asciiAt(source, at + 36, 4) === 'VBRI' ? viewAt(source, at + 36 + 14, 4)?.getUint32(0) : undefined;
}
