/** MP4, M4A, 3GP and QuickTime movies: duration, tracks and texts, from the boxes of `moov`. */
import { asciiAt, viewAt, type ByteSource } from '../byte-source.ts';
import { FormatError } from '../errors.ts';
import { aacChannels } from './aac-config.ts';
import { boxesIn, boxIn, wholeFile, type Box } from './boxes.ts';
import type { MediaFacts, MediaTrack } from './media-facts.ts';
import { movieTexts } from './movie-texts.ts';

const MOST_TRACKS = 100;
/** Times count seconds from 1904-01-01T00:00:00Z. */
const EPOCH_1904_MS = -2_082_844_800_000;

/** @throws FormatError 'media-malformed' */
export function readMovie(source: ByteSource): MediaFacts {
  const moov = boxIn(source, wholeFile(source), 'moov');
  if (moov === undefined) throw new FormatError('media-malformed', 'movie: no moov');
  const header = movieHeader(source, boxIn(source, moov, 'mvhd'));
  const tracks: MediaTrack[] = [];
  for (const box of boxesIn(source, moov.start, moov.end)) {
    const track = box.type === 'trak' && tracks.length < MOST_TRACKS ? readTrack(source, box) : undefined;
    if (track !== undefined) tracks.push(track);
  }
  const ftyp = boxIn(source, wholeFile(source), 'ftyp');
  return {
    ...header,
    ...(ftyp === undefined ? {} : { brand: asciiAt(source, ftyp.start, 4).trim() }),
    tracks,
    texts: movieTexts(source, moov),
  };
}

/**
 * `mvhd` and `mdhd` begin alike: u8 version, 3 bytes of flags, times of creation and change, u32be time scale, duration. Times and duration have 4 bytes, 8 in
 * version 1 (ISO/IEC 14496-12, 8.2.2).
 */
function timesOf(source: ByteSource, box: Box | undefined): { seconds?: number; createdAt?: Date } {
  const version = box && viewAt(source, box.start, 1)?.getUint8(0);
  if (box === undefined || version === undefined) return {};
  const isLong = version === 1;
  const view = viewAt(source, box.start + 4, isLong ? 28 : 16);
  if (view === undefined) return {};
  const created = isLong ? Number(view.getBigUint64(0)) : view.getUint32(0);
  const scale = view.getUint32(isLong ? 16 : 8);
  const duration = isLong ? Number(view.getBigUint64(20)) : view.getUint32(12);
  const isKnown = duration > 0 && duration !== (isLong ? 2 ** 64 : 0xffff_ffff) && scale > 0;
  const createdAt = new Date(created * 1000 + EPOCH_1904_MS);
  return {
    ...(isKnown ? { seconds: duration / scale } : {}),
    ...(created === 0 || Number.isNaN(createdAt.getTime()) ? {} : { createdAt }),
  };
}

function movieHeader(source: ByteSource, mvhd: Box | undefined): { seconds?: number; createdAt?: Date } {
  return timesOf(source, mvhd);
}

function readTrack(source: ByteSource, trak: Box): MediaTrack | undefined {
  const mdia = boxIn(source, trak, 'mdia');
  const hdlr = boxIn(source, mdia, 'hdlr');
  const stsd = boxIn(source, boxIn(source, boxIn(source, mdia, 'minf'), 'stbl'), 'stsd');
  if (mdia === undefined || hdlr === undefined) return undefined;
  const { seconds } = timesOf(source, boxIn(source, mdia, 'mdhd'));
  const handler = asciiAt(source, hdlr.start + 8, 4);
  const kind = handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other';
  // Version and flags, u32be count, then the descriptions as boxes.
  const entry = stsd && [...boxesIn(source, stsd.start + 8, stsd.end)][0];
  return {
    kind,
    codec: entry?.type.trim() ?? handler.trim(),
    ...(seconds === undefined ? {} : { seconds }),
    ...(kind === 'video' ? pictureSize(source, entry) : kind === 'audio' ? sound(source, entry) : {}),
  };
}

/** 6 reserved bytes, u16be reference, 16 bytes that differ; then u16be width and height (14496-12, 12.1.3). */
function pictureSize(source: ByteSource, entry: Box | undefined): Pick<MediaTrack, 'width' | 'height'> {
  const view = entry && viewAt(source, entry.start + 24, 4);
  return view === undefined ? {} : { width: view.getUint16(0), height: view.getUint16(2) };
}

/** Formats whose samples have a length of their own; what is compressed says 16 for no reason. */
const PLAIN_SAMPLES = /^(lpcm|sowt|twos|in24|in32|fl32|fl64|raw |alac)$/;

/**
 * Behind the same 8 bytes: u16be version, 6 bytes, u16be channels, u16be bits, 4 bytes, u32be rate in 16.16 (12.2.3); version 2 has its own. For AAC the stream
 * knows better how many channels it has.
 */
function sound(source: ByteSource, entry: Box | undefined): Pick<MediaTrack, 'channels' | 'sampleRate' | 'bitsPerSample'> {
  const view = entry && viewAt(source, entry.start + 8, 20);
  if (entry === undefined || view === undefined) return {};
  const second = view.getUint16(0) === 2 ? viewAt(source, entry.start + 28, 36) : undefined;
  const channels = aacChannels(source, entry) ?? second?.getUint32(12) ?? view.getUint16(8);
  const bits = second?.getUint32(20) ?? view.getUint16(10);
  const sampleRate = second?.getFloat64(4) ?? view.getUint32(16) / 65_536;
  return { channels, ...(PLAIN_SAMPLES.test(entry.type) ? { bitsPerSample: bits } : {}), sampleRate };
}
