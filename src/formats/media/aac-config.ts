/** How many channels AAC has: what describes the sound of an MP4 file always says two. */
import { viewAt, type ByteSource } from '../byte-source.ts';
import { boxesIn, type Box } from './boxes.ts';

/** By the configuration in the stream (ISO/IEC 14496-3, table 1.19); others describe their channels elsewhere. */
const CHANNELS: readonly (number | undefined)[] = [undefined, 1, 2, 3, 4, 5, 6, 8];
const DECODER_SPECIFIC = 5;
/** Descriptors that contain others, with the bytes of their own before those. */
const OWN_BYTES: Readonly<Record<number, number>> = { 3: 3, 4: 13 };
const OTHER_RATE = 15;

/**
 * `esds` in the description of a track (in QuickTime inside of `wave`): version and flags, then descriptors: u8 tag, length of 7 bits a byte, content. Its innermost one
 * begins with 5 bits of object type, 4 bits of rate (and 24 more if it is none of the list), 4 bits of channels. Undefined where that is not said.
 */
export function aacChannels(source: ByteSource, entry: Box): number | undefined {
  const esds = findEsds(source, entry);
  let at = (esds?.start ?? 0) + 4;
  while (esds !== undefined && at < esds.end) {
    const tag = viewAt(source, at, 1)?.getUint8(0);
    const length = lengthAt(source, at + 1);
    if (tag === undefined || length === undefined) return undefined;
    if (tag === DECODER_SPECIFIC) return channelsIn(viewAt(source, length.next, 5) ?? viewAt(source, length.next, 2));
    at = OWN_BYTES[tag] === undefined ? length.next + length.bytes : length.next + OWN_BYTES[tag];
  }
  return undefined;
}

/** The boxes of a description stand behind 28 bytes of its own, 44 in version 1 and 64 in version 2. */
function findEsds(source: ByteSource, entry: Box): Box | undefined {
  const version = viewAt(source, entry.start + 8, 2)?.getUint16(0) ?? 0;
  const start = entry.start + (version === 1 ? 44 : version === 2 ? 64 : 28);
  for (const box of boxesIn(source, start, entry.end)) {
    if (box.type === 'esds') return box;
    if (box.type === 'wave') return [...boxesIn(source, box.start, box.end)].find(({ type }) => type === 'esds');
  }
  return undefined;
}

function lengthAt(source: ByteSource, at: number): { readonly bytes: number; readonly next: number } | undefined {
  let bytes = 0;
  for (let place = 0; place < 4; place++) {
    const byte = viewAt(source, at + place, 1)?.getUint8(0);
    if (byte === undefined) return undefined;
    bytes = bytes * 128 + (byte & 0x7f);
    if (byte < 0x80) return { bytes, next: at + place + 1 };
  }
  return undefined;
}

function channelsIn(config: DataView | undefined): number | undefined {
  if (config === undefined) return undefined;
  const first = config.getUint16(0);
  // The escape of the object type makes the layout another one.
  if (first >> 11 === 31) return undefined;
  const isOtherRate = ((first >> 7) & 15) === OTHER_RATE;
  const channels = isOtherRate ? (config.byteLength < 5 ? undefined : (config.getUint8(4) >> 3) & 15) : (first >> 3) & 15;
  return channels === undefined ? undefined : CHANNELS[channels];
}
