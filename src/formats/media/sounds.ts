/** Sounds that are no movies: Core Audio, WAV, AIFF, AMR. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { LONGEST_TEXT, MOST_TEXTS, type MediaFacts, type MediaTrack } from './media-facts.ts';

const MOST_CHUNKS = 1000;

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** Type, then a length; `padded` to an even number of bytes. */
function* chunksOf(source: ByteSource, from: number, form: 'caf' | 'riff' | 'aiff'): Generator<Chunk> {
  let at = from;
  const headBytes = form === 'caf' ? 12 : 8;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const head = viewAt(source, at, headBytes);
    if (head === undefined) return;
    const start = at + headBytes;
    const said = form === 'caf' ? Number(head.getBigInt64(4)) : head.getUint32(4, form === 'riff');
    // The last one of a file that was recorded until the end has no length.
    const length = said < 0 ? source.length - start : Math.min(said, source.length - start);
    yield { type: asciiAt(source, at, 4), start, length };
    at = start + length + (form === 'caf' ? 0 : length % 2);
  }
}

/**
 * `caff`, u16be version, u16be flags, then chunks with i64be lengths. `desc`: f64be rate, format of four letters, u32be flags, bytes and frames per packet, channels,
 * bits. `pakt`: i64be packets, i64be valid frames (Apple's Core Audio Format specification). @throws FormatError 'media-malformed'
 */
export function readCaf(source: ByteSource): MediaFacts {
  let track: MediaTrack | undefined;
  let [packetBytes, packetFrames, dataBytes, frames] = [0, 0, 0, 0];
  const texts: { name: string; value: string }[] = [];
  for (const { type, start, length } of chunksOf(source, 8, 'caf')) {
    const view = viewAt(source, start, Math.min(length, 32));
    if (type === 'desc' && view?.byteLength === 32) {
      track = soundTrack(asciiAt(source, start + 8, 4), view.getFloat64(0), view.getUint32(24), view.getUint32(28));
      [packetBytes, packetFrames] = [view.getUint32(16), view.getUint32(20)];
    } else if (type === 'pakt' && view !== undefined && view.byteLength >= 16) frames = Number(view.getBigInt64(8));
    else if (type === 'data') dataBytes = Math.max(0, length - 4);
    else if (type === 'info') texts.push(...pairsOf(Buffer.from(source.read(start + 4, Math.min(length - 4, LONGEST_TEXT)))));
  }
  const counted = frames > 0 ? frames : packetBytes > 0 ? Math.floor(dataBytes / packetBytes) * packetFrames : 0;
  return recording(track, counted, texts);
}

/** Key and value, each ended by 0. */
function pairsOf(bytes: Buffer): { name: string; value: string }[] {
  const words = bytes.toString('utf8').split('\0').slice(0, MOST_TEXTS);
  return words.flatMap((name, index) => (index % 2 === 0 && name !== '' ? [{ name, value: words[index + 1] ?? '' }] : []));
}

/** Names of the formats in Microsoft's list that phones write. */
const WAVE_FORMATS: Readonly<Record<number, string>> = { 1: 'lpcm', 3: 'lpcm', 6: 'alaw', 7: 'ulaw', 17: 'ima4', 85: 'mp3' };

/**
 * `RIFF`, u32le length, `WAVE`, then chunks with u32le lengths. `fmt `: u16le format, u16le channels, u32le rate, u32le bytes a second, u16le bytes a frame,
 * u16le bits. @throws FormatError 'media-malformed'
 */
export function readWav(source: ByteSource): MediaFacts {
  let track: MediaTrack | undefined;
  let [frameBytes, dataBytes] = [0, 0];
  for (const { type, start, length } of chunksOf(source, 12, 'riff')) {
    const view = type === 'fmt ' ? viewAt(source, start, 16) : undefined;
    if (view !== undefined) {
      const format = view.getUint16(0, true);
      track = soundTrack(
        WAVE_FORMATS[format] ?? `0x${format.toString(16)}`,
        view.getUint32(4, true),
        view.getUint16(2, true),
        view.getUint16(14, true),
      );
      frameBytes = view.getUint32(8, true) / (track.sampleRate ?? 1);
    } else if (type === 'data') dataBytes = length;
  }
  return recording(track, frameBytes > 0 ? dataBytes / frameBytes : 0, []);
}

/** `FORM`, u32be length, `AIFF` or `AIFC`, then chunks. `COMM`: u16be channels, u32be frames, u16be bits, rate of 10 bytes, in AIFC the format. @throws FormatError 'media-malformed' */
export function readAiff(source: ByteSource): MediaFacts {
  for (const { type, start, length } of chunksOf(source, 12, 'aiff')) {
    const view = type === 'COMM' ? viewAt(source, start, 18) : undefined;
    if (view === undefined) continue;
    // Sign and exponent, then 64 bits of which the first is written out (IEEE 754 extended).
    const rate = Number(view.getBigUint64(10)) * 2 ** ((view.getUint16(8) & 0x7fff) - 16_383 - 63);
    const codec = length >= 22 ? asciiAt(source, start + 18, 4) : 'lpcm';
    return recording(soundTrack(codec, rate, view.getUint16(0), view.getUint16(6)), view.getUint32(2), []);
  }
  return recording(undefined, 0, []);
}

/** Bytes of a frame of 20 ms behind its first byte, by its mode (RFC 4867, table 1; 3GPP TS 26.201). */
const AMR_BYTES = [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0];
const AMR_WIDE_BYTES = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0];
const MOST_AMR_BYTES = 4 * 1024 * 1024;

/** `#!AMR` and a line end, then frames. Of a long one the rest is estimated. */
export function readAmr(source: ByteSource): MediaFacts {
  const isWide = asciiAt(source, 0, 9) === '#!AMR-WB\n';
  const bytes = source.read(0, MOST_AMR_BYTES);
  let frames = 0;
  let at = isWide ? 9 : 6;
  for (; at < bytes.length; frames++) at += 1 + ((isWide ? AMR_WIDE_BYTES : AMR_BYTES)[((bytes[at] ?? 0) >> 3) & 15] ?? 0);
  const isCut = bytes.length < source.length;
  const seconds = (frames / 50) * (isCut ? source.length / bytes.length : 1);
  const track = soundTrack(isWide ? 'amr-wb' : 'amr', isWide ? 16_000 : 8000, 1, 0);
  return { seconds, ...(isCut ? { isEstimate: true } : {}), tracks: [{ ...track, seconds }], texts: [] };
}

function soundTrack(codec: string, sampleRate: number, channels: number, bits: number): MediaTrack {
  return { kind: 'audio', codec: codec.trim(), sampleRate, channels, ...(bits > 0 ? { bitsPerSample: bits } : {}) };
}

function recording(track: MediaTrack | undefined, frames: number, texts: MediaFacts['texts']): MediaFacts {
  if (track?.sampleRate === undefined || !(track.sampleRate > 0) || !Number.isFinite(track.sampleRate)) {
    throw new FormatError('media-malformed', 'sound: no format');
  }
  const seconds = frames / track.sampleRate;
  return seconds > 0 && Number.isFinite(seconds) ? { seconds, tracks: [{ ...track, seconds }], texts } : { tracks: [track], texts };
}
