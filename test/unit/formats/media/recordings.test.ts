/** Recordings of every kind: how long they are, what is in them, and nothing worse than an error of this room when they are damaged. */
import assert from 'node:assert/strict';
import { readAmr, readCaf, readMovie, readMp3, readWav, type ByteSource, type MediaFacts } from '../../../../src/formats/index.ts';
import { amrSilence, cafRecording, wavRecording } from '../../../../src/simulated-device/content/sound.ts';
import { assertSurvivesDamage } from '../../../support/damaged-bytes.ts';
import { box, fullBox, movie, mp3, u32 } from '../../../support/sample-media.ts';

function source(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

function whole(recording: ReturnType<typeof wavRecording>): Buffer {
  const made = recording.make();
  return made instanceof Uint8Array ? Buffer.from(made) : Buffer.concat([...made]);
}

const SAMPLES: Readonly<Record<string, readonly [read: (source: ByteSource) => MediaFacts, bytes: Uint8Array, seconds: number]>> = {
  CAF: [readCaf, whole(cafRecording(2, 440)), 2],
  WAV: [readWav, whole(wavRecording(2, 440)), 2],
  AMR: [readAmr, amrSilence(4), 4],
  movie: [readMovie, movie(), 12.5],
  'sound of a movie': [readMovie, movie({ brand: 'M4A ', audioOnly: true }), 12.5],
  'counted MP3': [readMp3, mp3(true), (100 * 1152) / 44_100],
};

describe('recordings', () => {
  for (const [name, [read, bytes, seconds]] of Object.entries(SAMPLES)) {
    it(`${name}: how long it is, and whatever is damaged is read or refused`, () => {
      const facts = read(source(bytes));
      assert.deepEqual([facts.seconds, facts.isEstimate], [seconds, undefined]);
      assertSurvivesDamage(bytes.subarray(0, 1500), (damaged) => read(source(damaged)));
      assertSurvivesDamage(bytes.subarray(-1200), (damaged) => read(source(damaged)));
    });
  }

  it('a rate of next to nothing makes no recording of endless length', () => {
    const bytes = whole(cafRecording(2, 440));
    bytes.writeDoubleBE(5e-324, bytes.indexOf('desc') + 12);
    assert.equal(readCaf(source(bytes)).seconds, undefined);
  });

  it('a movie has its tracks, its date and what the camera wrote', () => {
    const { tracks, brand, createdAt, texts } = readMovie(source(movie()));
    assert.deepEqual(tracks, [
      { kind: 'video', codec: 'hvc1', seconds: 12.5, width: 1920, height: 1080 },
      { kind: 'audio', codec: 'mp4a', seconds: 12.5, channels: 2, sampleRate: 44_100 },
    ]);
    assert.deepEqual([brand, createdAt?.toISOString()], ['qt', '2024-05-31T11:33:20.000Z']);
    assert.deepEqual(texts[1], { name: 'com.apple.quicktime.make', value: 'Apple' });
  });

  it('a movie of which only the description is known has no duration, and one without a description is refused', () => {
    const mvhd = fullBox('mvhd', 0, u32(0, 0, 600, 0));
    assert.deepEqual(readMovie(source(box('moov', mvhd))), { tracks: [], texts: [] });
    assert.throws(() => readMovie(source(movie().subarray(0, 1020))), { name: 'FormatError', code: 'media-malformed' });
  });

  it('the description is found behind more than four gigabytes', () => {
    const moov = movie().subarray(1028);
    const long = Buffer.concat([u32(1), Buffer.from('mdat'), u32(1, 0x1000_0000)]);
    const start = 2 ** 32 + 0x1000_0000;
    const facts = readMovie({
      length: start + moov.length,
      read: (position, length) => {
        if (position >= start) return moov.subarray(position - start, position - start + length);
        return position < long.length
          ? Buffer.concat([long, Buffer.alloc(64)]).subarray(position, position + length)
          : Buffer.alloc(length);
      },
    });
    assert.equal(facts.tracks.length, 2);
  });
});
