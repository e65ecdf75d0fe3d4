/** Sounds made by code, piece by piece: uncompressed recordings of any length that every player plays. */
import type { FileContent } from './phone-content.ts';

const SAMPLE_RATE = 22_050;
const BYTES_PER_SAMPLE = 2;
const PIECE_SAMPLES = 32_768;

/** A steady tone as a WAV file: RIFF header of 44 bytes, then signed 16-bit little-endian samples, one channel. */
export function wavRecording(seconds: number, hertz: number): FileContent {
  const samples = seconds * SAMPLE_RATE;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + samples * BYTES_PER_SAMPLE, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(samples * BYTES_PER_SAMPLE, 40);
  return { size: header.length + samples * BYTES_PER_SAMPLE, make: () => tone(header, samples, hertz, false) };
}

/**
 * The same as a Core Audio file, as voice memos and ringtones are: "caff", version 1; chunk `desc` (f64 rate, "lpcm", no flags = big-endian
 * integers, u32 bytes and frames per packet, channels, bits); chunk `data` with a u32 edit count before the samples. Lengths are i64.
 */
export function cafRecording(seconds: number, hertz: number): FileContent {
  const samples = seconds * SAMPLE_RATE;
  const header = Buffer.alloc(8 + 12 + 32 + 12 + 4);
  header.write('caff', 0, 'ascii');
  header.writeUInt16BE(1, 4);
  header.write('desc', 8, 'ascii');
  header.writeBigInt64BE(32n, 12);
  header.writeDoubleBE(SAMPLE_RATE, 20);
  header.write('lpcm', 28, 'ascii');
  [0, BYTES_PER_SAMPLE, 1, 1, 16].forEach((word, index) => header.writeUInt32BE(word, 32 + index * 4));
  header.write('data', 52, 'ascii');
  header.writeBigInt64BE(BigInt(4 + samples * BYTES_PER_SAMPLE), 56);
  return { size: header.length + samples * BYTES_PER_SAMPLE, make: () => tone(header, samples, hertz, true) };
}

/** Silence as a phone's voicemail stores it: "#!AMR\n", then one byte 7C (no data) for every 20 ms. */
export function amrSilence(seconds: number): Uint8Array {
  return Buffer.concat([Buffer.from('#!AMR\n', 'ascii'), Buffer.alloc(seconds * 50, 0x7c)]);
}

function* tone(header: Uint8Array, samples: number, hertz: number, bigEndian: boolean): Generator<Uint8Array> {
  yield header;
  const second = oneSecond(hertz, bigEndian);
  for (let start = 0; start < samples; start += PIECE_SAMPLES) {
    const piece = Buffer.alloc(Math.min(PIECE_SAMPLES, samples - start) * BYTES_PER_SAMPLE);
    for (let filled = 0; filled < piece.length;) {
      filled += second.copy(piece, filled, (start * BYTES_PER_SAMPLE + filled) % second.length);
    }
    yield piece;
  }
}

/** A tone of whole hertz repeats itself every second. */
function oneSecond(hertz: number, bigEndian: boolean): Buffer {
  const second = Buffer.alloc(SAMPLE_RATE * BYTES_PER_SAMPLE);
  for (let index = 0; index < SAMPLE_RATE; index++) {
    const value = Math.round(9000 * Math.sin((index * 2 * Math.PI * hertz) / SAMPLE_RATE));
    if (bigEndian) second.writeInt16BE(value, index * BYTES_PER_SAMPLE);
    else second.writeInt16LE(value, index * BYTES_PER_SAMPLE);
  }
  return second;
}
