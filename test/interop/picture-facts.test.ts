/** What we read from pictures and recordings, against exiftool: of what it wrote itself, and of what we put together. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  readAiff,
  readHeif,
  readJpeg,
  readMovie,
  readMp3,
  readPng,
  readTiff,
  readWav,
  type ByteSource,
  type ExifFacts,
} from '../../src/formats/index.ts';
import { encodePng } from '../../src/simulated-device/content/png.ts';
import { wavRecording } from '../../src/simulated-device/content/sound.ts';
import { requireProgram } from '../host/debian-packages.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { box, heic, movie, mp3, plainJpeg, u16, u32 } from '../support/sample-media.ts';

type Told = Readonly<Record<string, unknown>>;

const folder = temporaryFolder();

function exiftool(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(requireProgram('libimage-exiftool-perl'), args, { cwd: folder.path });
  assert.equal(status, 0, stderr.toString());
  return stdout.toString();
}

function place(name: string, bytes: Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

/** As numbers, by the names of the tags. */
function told(path: string): Told {
  return (JSON.parse(exiftool('-json', '-n', path)) as readonly Told[])[0] ?? assert.fail();
}

function source(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

function written(path: string, ...args: readonly string[]): Uint8Array {
  exiftool('-q', '-overwrite_original', ...args, path);
  return readFileSync(path);
}

const CAMERA = [
  '-Make=Apple',
  '-Model=iPhone 15',
  '-LensModel=back camera 6mm f/1.6',
  '-Software=17.4',
  '-DateTimeOriginal=2024:06:01 12:00:00',
  '-OffsetTimeOriginal=+02:00',
  '-FNumber=1.6',
  '-ExposureTime=1/120',
  '-ISO=64',
  '-FocalLength=5.96',
  '-GPSLatitude=48.1374',
  '-GPSLatitudeRef=N',
  '-GPSLongitude=11.5755',
  '-GPSLongitudeRef=W',
  '-GPSAltitude=519.5',
  '-GPSAltitudeRef=1',
];

function assertCamera(exif: ExifFacts | undefined, tool: Told): void {
  assert.ok(exif);
  assert.deepEqual(
    [exif.make, exif.model, exif.lens, exif.software, exif.takenAt],
    [tool.Make, tool.Model, tool.LensModel, String(tool.Software), '2024-06-01T12:00:00+02:00'],
  );
  const [latitude = NaN, longitude = NaN, altitude = NaN] = [exif.latitude, exif.longitude, exif.altitude];
  assert.ok(Math.abs(latitude - Number(tool.GPSLatitude)) < 1e-6, String(latitude));
  assert.ok(Math.abs(longitude - Number(tool.GPSLongitude)) < 1e-6, String(longitude));
  assert.ok(Math.abs(altitude - Number(tool.GPSAltitude)) < 1e-6, String(altitude));
  const tag = (name: string) => Number(exif.tags.find((each) => each.name === name)?.value);
  assert.deepEqual([tag('FNumber'), tag('ISOSpeedRatings')], [tool.FNumber, tool.ISO]);
  assert.ok(Math.abs(tag('ExposureTime') - Number(tool.ExposureTime)) < 1e-9);
  assert.ok(Math.abs(tag('FocalLength') - Number(tool.FocalLength)) < 1e-6);
}

describe('pictures and recordings, read by us and by exiftool', () => {
  after(() => {
    folder[Symbol.dispose]();
  });

  for (const order of ['II', 'MM'] as const) {
    it(`a JPEG with EXIF (${order}), its thumbnail and its comment`, () => {
      const small = place('small.jpg', plainJpeg(160, 120));
      const path = place(`${order}.jpg`, plainJpeg(640, 480));
      written(path, `-ExifByteOrder=${order}`, '-Comment=seen from the tower', '-Orientation#=6', ...CAMERA);
      const bytes = written(path, `-ThumbnailImage<=${small}`);
      const { width, height, orientation, exif, thumbnail, texts } = readJpeg(source(bytes));
      const tool = told(path);
      assert.deepEqual([width, height, orientation], [tool.ImageWidth, tool.ImageHeight, tool.Orientation]);
      assertCamera(exif, tool);
      assert.deepEqual(Buffer.from(thumbnail?.data ?? []), readFileSync(small));
      assert.deepEqual([thumbnail?.width, thumbnail?.height, thumbnail?.codec], [160, 120, 'jpeg']);
      assert.deepEqual(texts, [{ name: 'Comment', value: tool.Comment }]);
    });
  }

  it('a PNG with EXIF and texts, compressed and not', () => {
    const path = place(
      'a.png',
      encodePng(30, 20, () => [1, 2, 3]),
    );
    written(path, ...CAMERA, '-PNG:Title=Bild', '-PNG:Description=Grüße 世界');
    const bytes = written(path, '-z', `-PNG:Comment=${'again '.repeat(300)}`);
    const { width, height, exif, texts } = readPng(source(bytes));
    const tool = told(path);
    assert.deepEqual([width, height], [tool.ImageWidth, tool.ImageHeight]);
    assertCamera(exif, tool);
    const text = (name: string) => texts.find((each) => each.name === name)?.value;
    assert.deepEqual([text('Title'), text('Description'), text('Comment')], [tool.Title, tool.Description, tool.Comment]);
  });

  it('a HEIC with EXIF and a thumbnail', () => {
    const jpeg = place('exif.jpg', plainJpeg(64, 48));
    written(jpeg, ...CAMERA);
    const all = readFileSync(jpeg);
    const start = all.indexOf('Exif\0\0') + 6;
    const path = place(
      'a.heic',
      heic({ thumbnail: plainJpeg(320, 240), exif: all.subarray(start, start + all.readUInt16BE(start - 8) - 8) }),
    );
    const { width, height, exif, codec, thumbnail, orientation } = readHeif(source(readFileSync(path)));
    const tool = told(path);
    assert.deepEqual([width, height], [4032, 3024]);
    assert.deepEqual([tool.ImageWidth, tool.ImageHeight, tool.Rotation], [4032, 3024, 270]);
    assert.deepEqual([codec, orientation, thumbnail?.codec, thumbnail?.width, thumbnail?.height], ['hvc1', 6, 'jpeg', 320, 240]);
    assertCamera(exif, tool);
  });

  it('a TIFF', () => {
    const directory = Buffer.from(
      'MM\0\x2a\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\x02\x80\0\0\x01\x01\0\x03\0\0\0\x01\x01\xe0\0\0\0\0\0\0',
      'latin1',
    );
    const path = place('a.tif', directory);
    const { width, height } = readTiff(source(directory));
    const tool = told(path);
    assert.deepEqual([width, height], [tool.ImageWidth, tool.ImageHeight]);
  });

  for (const brand of ['qt  ', 'mp42'] as const) {
    it(`a movie (${brand})`, () => {
      const path = place(`a${brand.trim()}.mov`, movie({ brand }));
      const { seconds, createdAt, tracks, texts } = readMovie(source(readFileSync(path)));
      const tool = told(path);
      assert.equal(seconds, tool.Duration);
      assert.equal(createdAt?.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' '), tool.CreateDate);
      const [video, audio] = tracks;
      assert.deepEqual([video?.codec, video?.width, video?.height], [tool.CompressorID, tool.ImageWidth, tool.ImageHeight]);
      assert.deepEqual([audio?.codec, audio?.channels, audio?.sampleRate], [tool.AudioFormat, tool.AudioChannels, tool.AudioSampleRate]);
      const text = (name: string) => texts.find((each) => each.name === `com.apple.quicktime.${name}`)?.value;
      assert.deepEqual([text('make'), text('creationdate')], [tool.Make, '2024-06-01T12:00:00+0200']);
      assert.equal(tool.CreationDate, '2024:06:01 12:00:00+02:00');
    });
  }

  it('WAV, AIFF and MP3', () => {
    const recorded = wavRecording(3, 440);
    const wav = place('a.wav', Buffer.concat([...recorded.make()] as Uint8Array[]));
    const waved = readWav(source(readFileSync(wav)));
    const tool = told(wav);
    assert.deepEqual(
      [waved.seconds, waved.tracks[0]?.sampleRate, waved.tracks[0]?.channels, waved.tracks[0]?.bitsPerSample],
      [3, tool.SampleRate, tool.NumChannels, tool.BitsPerSample],
    );
    const rate = Buffer.concat([u16(0x400e), u32(0xac440000, 0)]);
    const comm = box('COMM', u16(2), u32(88_200), u16(16), rate);
    const chunk = (type: string, content: Uint8Array) => Buffer.concat([Buffer.from(type), u32(content.length), content]);
    const aiff = place('a.aiff', chunk('FORM', Buffer.concat([Buffer.from('AIFF'), chunk('COMM', comm.subarray(8))])));
    const read = readAiff(source(readFileSync(aiff)));
    const ofAiff = told(aiff);
    assert.deepEqual([read.seconds, read.tracks[0]?.sampleRate, read.tracks[0]?.channels], [2, ofAiff.SampleRate, ofAiff.NumChannels]);
    for (const counted of [true, false]) {
      const path = place(`${String(counted)}.mp3`, mp3(counted));
      const { seconds = 0, tracks, texts, isEstimate } = readMp3(source(readFileSync(path)));
      const ofMp3 = told(path);
      assert.ok(Math.abs(seconds - Number(ofMp3.Duration)) < 0.05, `${seconds.toString()} ${String(ofMp3.Duration)}`);
      assert.equal(isEstimate, counted ? undefined : true);
      // With numbers only, it gives the index of the rate in the standard: 0 is 44,100.
      assert.deepEqual([tracks[0]?.sampleRate, ofMp3.SampleRate, texts[0]?.value], [44_100, 0, ofMp3.Title]);
    }
  });
});
