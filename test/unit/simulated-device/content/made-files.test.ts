/** Files made by code are what they say they are: pictures, sounds and databases, judged without the code that makes them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32, gunzipSync, inflateSync } from 'node:zlib';
import { parsePlist } from '../../../../src/formats/index.ts';
import { makeSmallPhone } from '../../../../src/simulated-device/content/small-phone.ts';
import { jpegLuminance } from '../../../support/jpeg-decoder.ts';

const content = makeSmallPhone({ seed: 1 });
const files = [...content.files()].filter(({ kind }) => kind === 'file');

function bytesAt(domain: string, path: string): Buffer {
  const made = content.file(domain, path)?.read() ?? assert.fail(path);
  return made instanceof Uint8Array ? Buffer.from(made) : Buffer.concat([...made]);
}

describe('pictures of the small phone', () => {
  it('are JPEG files whose every block decodes, of the size they claim, each another picture', () => {
    const photos = files.filter(
      ({ domain, relativePath }) =>
        domain === 'CameraRollDomain' && relativePath.includes('/DCIM/100APPLE') && /\d\.JPG$/.test(relativePath),
    );
    assert.ok(photos.length >= 30);
    const seen = new Set<string>();
    for (const { domain, relativePath } of photos.slice(0, 12)) {
      const { width, height, blocks } = jpegLuminance(bytesAt(domain, relativePath));
      assert.equal(blocks.length, (width / 8) * (height / 8), relativePath);
      assert.ok(
        blocks.every((level) => level >= -20 && level <= 275),
        'levels of brightness',
      );
      seen.add(blocks.slice(0, 400).join());
    }
    assert.ok(seen.size >= 6);
  });

  it('carry camera and date', () => {
    const photo = bytesAt('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG').toString('latin1');
    assert.match(photo, /Exif\0\0MM/);
    assert.match(photo, /Apple\0iPhone\0\d{4}:\d\d:\d\d \d\d:\d\d:\d\d\0/);
  });

  it('are PNG files with right checksums and all their pixels', () => {
    const screenshot = bytesAt('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0009.PNG');
    const [width, height] = [screenshot.readUInt32BE(16), screenshot.readUInt32BE(20)];
    const data: Buffer[] = [];
    for (let at = 8; at < screenshot.length;) {
      const length = screenshot.readUInt32BE(at);
      const body = screenshot.subarray(at + 4, at + 8 + length);
      assert.equal(crc32(body), screenshot.readUInt32BE(at + 8 + length));
      if (body.toString('latin1', 0, 4) === 'IDAT') data.push(body.subarray(4));
      at += 12 + length;
    }
    assert.equal(inflateSync(Buffer.concat(data)).length, height * (1 + width * 3));
  });
});

describe('sounds of the small phone', () => {
  it('have headers that fit their length', () => {
    const wav = bytesAt('AppDomain-com.example.fieldnotes', 'Documents/Recordings/Long Recording.wav');
    assert.ok(wav.length > 4e6);
    assert.equal(wav.readUInt32LE(4), wav.length - 8);
    assert.equal(wav.readUInt32LE(40), wav.length - 44);
    const caf = bytesAt('MediaDomain', 'Media/Recordings/20260101 090000.caf');
    assert.equal(Number(caf.readBigInt64BE(56)), caf.length - 64);
    assert.equal(caf.readDoubleBE(20), 22_050);
  });
});

describe('databases of the small phone', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'made-files-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Opens a copy with whatever lies beside it. */
  function open(domain: string, path: string, withLog = true): DatabaseSync {
    const copy = join(mkdtempSync(join(folder, 'copy-')), 'copy.db');
    for (const suffix of ['', '-wal', '-shm']) {
      if (content.file(domain, path + suffix) === undefined || (suffix !== '' && !withLog)) continue;
      writeFileSync(copy + suffix, bytesAt(domain, path + suffix));
    }
    return new DatabaseSync(copy);
  }

  it('are sound, every one of them, with their logs', () => {
    const databases = files.filter((file) => /\.(db|sqlite|sqlitedb|storedata|sqlite3)$/.test(file.relativePath));
    assert.ok(databases.length >= 20);
    for (const { domain, relativePath } of databases) {
      using database = open(domain, relativePath);
      assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' }, relativePath);
    }
  });

  it('hold in the log what is newest', () => {
    const newest = (withLog: boolean) => {
      using database = open('HomeDomain', 'Library/SMS/sms.db', withLog);
      return Number(database.prepare('SELECT max(ROWID) AS n FROM message').get()?.n);
    };
    assert.deepEqual([newest(false), newest(true)], [320, 328]);
  });

  it('say WAL in the header where there is a log', () => {
    for (const { domain, relativePath } of files.filter(({ relativePath }) => relativePath.endsWith('-wal'))) {
      const header = bytesAt(domain, relativePath.slice(0, -4));
      assert.deepEqual([header[18], header[19]], [2, 2], relativePath);
    }
  });

  it('have notes whose text can be unpacked', () => {
    using database = open('AppDomainGroup-group.com.apple.notes', 'NoteStore.sqlite');
    const row = database.prepare('SELECT ZDATA FROM ZICNOTEDATA WHERE ZNOTE = 1').get();
    assert.match(gunzipSync(row?.ZDATA as Uint8Array).toString(), /Sample Note 1\nText of Sample Note 1/);
  });

  it('name every photograph that is there', () => {
    using database = open('CameraRollDomain', 'Media/PhotoData/Photos.sqlite');
    const named = database.prepare(`SELECT 'Media/' || ZDIRECTORY || '/' || ZFILENAME AS path FROM ZASSET`).all();
    for (const row of named) assert.ok(content.file('CameraRollDomain', String(row.path)));
    assert.equal(named.length, files.filter(({ relativePath }) => /^Media\/DCIM\/.*\.(JPG|PNG)$/.test(relativePath)).length);
  });

  it('count the days of an Apple Watch', () => {
    using database = open('HealthDomain', 'Health/healthdb_secure.sqlite');
    const watch = database
      .prepare(
        `SELECT count(*) AS n FROM activity_caches JOIN objects USING (data_id) JOIN data_provenances p ON p.ROWID = provenance WHERE p.origin_product_type LIKE 'Watch%'`,
      )
      .get();
    assert.equal(watch?.n, 61);
  });
});

describe('property lists of the small phone', () => {
  it('can be read, every one of them', () => {
    const plists = files.filter(({ relativePath, size }) => /\.(plist|AAE|albummetadata)$/.test(relativePath) && size > 0);
    assert.ok(plists.length >= 60);
    for (const { domain, relativePath } of plists) assert.ok(parsePlist(bytesAt(domain, relativePath)) instanceof Map, relativePath);
  });
});
