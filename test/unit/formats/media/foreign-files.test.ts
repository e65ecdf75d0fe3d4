/** Pictures and recordings by other programs: what we read of them is what ffprobe and exiftool read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import {
  readAiff,
  readBmp,
  readCaf,
  readGif,
  readHeif,
  readJpeg,
  readMovie,
  readMp3,
  readTiff,
  readWav,
  readWebp,
  sourceOfBytes,
  type ByteSource,
  type ImageFacts,
  type MediaFacts,
} from '../../../../src/formats/index.ts';

interface Expected {
  readonly width?: number;
  readonly height?: number;
  readonly Make?: string;
  readonly Model?: string;
  readonly GPSLatitude?: number;
  readonly GPSLongitude?: number;
  readonly seconds?: number;
  readonly tracks?: readonly {
    readonly kind: string;
    readonly tag: string;
    readonly width?: number;
    readonly height?: number;
    readonly channels?: number;
    readonly sampleRate?: number;
  }[];
  readonly tags?: Readonly<Record<string, string>>;
}

const FOLDER = join(import.meta.dirname, '../../../fixtures/media');
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Readonly<Record<string, Expected>>;

const IMAGES: Readonly<Record<string, (source: ByteSource) => ImageFacts>> = {
  '.jpg': readJpeg,
  '.heic': readHeif,
  '.avif': readHeif,
  '.gif': readGif,
  '.bmp': readBmp,
  '.tiff': readTiff,
  '.webp': readWebp,
};
const RECORDINGS: Readonly<Record<string, (source: ByteSource) => MediaFacts>> = {
  '.mp4': readMovie,
  '.mov': readMovie,
  '.m4a': readMovie,
  '.caf': readCaf,
  '.aiff': readAiff,
  '.wav': readWav,
  '.mp3': readMp3,
};

function source(name: string): ByteSource {
  return sourceOfBytes(readFileSync(join(FOLDER, name)));
}

describe('pictures and recordings by other programs', () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const readImage = IMAGES[extname(name)];
    const readRecording = RECORDINGS[extname(name)];
    it(name, () => {
      if (readImage !== undefined) {
        const { width, height, exif } = readImage(source(name));
        assert.deepEqual([width, height, exif?.make, exif?.model], [expected.width, expected.height, expected.Make, expected.Model]);
        for (const [read, told] of [
          [exif?.latitude, expected.GPSLatitude],
          [exif?.longitude, expected.GPSLongitude],
        ]) {
          assert.ok(read === told || Math.abs((read ?? NaN) - (told ?? NaN)) < 1e-6, `${String(read)} ${String(told)}`);
        }
        return;
      }
      const { seconds = NaN, tracks, createdAt } = readRecording?.(source(name)) ?? assert.fail(name);
      assert.ok(Math.abs(seconds - (expected.seconds ?? NaN)) < 1e-3, `${seconds.toString()} ${String(expected.seconds)}`);
      assert.equal(createdAt?.toISOString().slice(0, 19), expected.tags?.creation_time?.slice(0, 19));
      assert.equal(tracks.length, expected.tracks?.length);
      for (const [index, track] of tracks.entries()) {
        const { kind, width, height, channels, sampleRate } = expected.tracks?.[index] ?? assert.fail();
        assert.deepEqual(
          [track.kind, track.width, track.height, track.channels, track.sampleRate],
          [kind, width, height, channels, sampleRate],
        );
        // It names the format of MP4, QuickTime and CAF files by the four letters in them; others have numbers.
        if (/\.(mp4|mov|m4a|caf)$/.test(name)) assert.equal(track.codec, expected.tracks?.[index]?.tag);
      }
    });
  }

  it('the thumbnail of a HEIC is named, for it is in HEVC', () => {
    assert.deepEqual(readHeif(source('photo.heic')).thumbnail, { codec: 'hvc1', width: 16, height: 12 });
  });

  it('the texts of a movie are those that the camera wrote', () => {
    const { texts } = readMovie(source('movie.mov'));
    for (const name of ['com.apple.quicktime.make', 'com.apple.quicktime.location.ISO6709']) {
      assert.equal(texts.find((text) => text.name === name)?.value, EXPECTED['movie.mov']?.tags?.[name]);
    }
    assert.equal(readMovie(source('movie.mp4')).texts.find(({ name }) => name === '\xa9nam')?.value, 'Title');
    assert.equal(readMp3(source('sound.mp3')).texts.find(({ name }) => name === 'TIT2')?.value, 'Grüße');
  });
});
