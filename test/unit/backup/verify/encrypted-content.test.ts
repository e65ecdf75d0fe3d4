/** Content of encrypted backups, looked into with the password: every kind of damage is exactly one finding, at every level that can see it. */
import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dict, encryptPayload, fileIdOf, wrapFileKey, writeBinaryPlist, type ClassKeys } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { flipBit, look, type Look } from '../../../support/damaged-backup.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import { SAMPLE_UDID, writePayload, type SampleRow } from '../../../support/sample-backup.ts';

const PASSWORD = 'a password';
const HOME = 'HomeDomain';
const APP = 'AppDomain-com.example.app';
const KEY = new Uint8Array(32).fill(7);

const PHOTO = { domain: APP, relativePath: 'Documents/photo.jpg', content: Buffer.alloc(10_000, 'jpeg') };
const NOTE = { domain: HOME, relativePath: 'Library/note', content: Buffer.from('a note of some length, but not of many blocks') };

type Level = 'quick' | 'full';
const BOTH_LEVELS: readonly Level[] = ['quick', 'full'];

/** The rows, written encrypted, harmed and looked at with their password. */
async function lookAt(
  level: Level,
  rows: (keys: ClassKeys) => readonly SampleRow[],
  harm: (path: string) => void = () => undefined,
): Promise<Look> {
  using folder = temporaryFolder();
  const path = join(folder.path, SAMPLE_UDID);
  let next = 0;
  const random = (count: number) => new Uint8Array(count).map(() => next++);
  await writeEncryptedSample(path, rows, { password: PASSWORD, catalogue: 'db', modern: true, random });
  harm(path);
  return await look(path, level, PASSWORD);
}

function placeOf({ domain, relativePath }: SampleRow): string {
  const fileID = fileIdOf(domain, relativePath);
  return `${fileID.slice(0, 2)}/${fileID}`;
}

/** A row whose payload is written by the test: its key is `KEY`. */
function keyed(keys: ClassKeys, row: SampleRow, size: number, record: SampleRow['record'] = {}): SampleRow {
  return { ...row, record: { size, encryptionKey: wrapFileKey(keys, 3, KEY), ...record } };
}

const without = ({ domain, relativePath }: SampleRow): SampleRow => ({ domain, relativePath });

/** AES-CBC as it stands, without padding. */
function encryptBlocks(plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-cbc', KEY, new Uint8Array(16)).setAutoPadding(false);
  return cipher.update(plain);
}

interface Case {
  readonly what: string;
  readonly levels?: readonly Level[];
  readonly rows?: (keys: ClassKeys) => readonly SampleRow[];
  readonly harm?: (path: string) => void;
  readonly code: string;
  readonly verdict: string;
  readonly counts: Readonly<Record<string, number>>;
}

const BOTH = () => [PHOTO, NOTE];

const cases: readonly Case[] = [
  {
    what: 'the end of a file is cut off',
    rows: BOTH,
    harm: (path) => truncateSync(join(path, placeOf(PHOTO)), 4096),
    code: 'payload-truncated',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'a file is emptied',
    rows: BOTH,
    harm: (path) => truncateSync(join(path, placeOf(PHOTO))),
    code: 'payload-truncated',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'a file ends within a block',
    rows: BOTH,
    harm: (path) => truncateSync(join(path, placeOf(PHOTO)), 4099),
    code: 'payload-not-block-aligned',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'the last block is damaged',
    rows: BOTH,
    harm: (path) => flipBit(join(path, placeOf(PHOTO)), 10_015),
    code: 'padding-invalid',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'the last block of a file with a digest is damaged',
    rows: BOTH,
    harm: (path) => flipBit(join(path, placeOf(NOTE)), 47),
    code: 'digest-mismatch',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'another block of a file with a digest is damaged',
    levels: ['full'],
    rows: BOTH,
    harm: (path) => flipBit(join(path, placeOf(NOTE)), 3),
    code: 'digest-mismatch',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'something was appended',
    rows: BOTH,
    harm: (path) => appendFileSync(join(path, placeOf(PHOTO)), Buffer.alloc(32, 5)),
    code: 'padding-invalid',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'a tool left the padding out',
    rows: (keys) => [keyed(keys, without(PHOTO), 48)],
    harm: (path) => writePayload(path, fileIdOf(APP, PHOTO.relativePath), encryptBlocks(Buffer.alloc(48, 'x'))),
    code: 'payload-not-padded',
    verdict: 'good-with-known-gaps',
    counts: { knownGap: 1 },
  },
  {
    what: 'an empty file is stored as nothing',
    rows: (keys) => [keyed(keys, without(PHOTO), 0)],
    harm: (path) => writePayload(path, fileIdOf(APP, PHOTO.relativePath), new Uint8Array(0)),
    code: 'payload-empty-unpadded',
    verdict: 'good',
    counts: { consistent: 1 },
  },
  {
    what: 'a file is longer than announced, and rightly padded',
    rows: (keys) => [keyed(keys, without(PHOTO), 10)],
    harm: (path) => writePayload(path, fileIdOf(APP, PHOTO.relativePath), encryptPayload(KEY, Buffer.alloc(100))),
    code: 'size-differs-benignly',
    verdict: 'good-with-known-gaps',
    counts: { knownGap: 1 },
  },
  {
    what: 'the record names another class than the key',
    rows: (keys) => [keyed(keys, without(PHOTO), 100, { protectionClass: 4 })],
    harm: (path) => writePayload(path, fileIdOf(APP, PHOTO.relativePath), encryptPayload(KEY, Buffer.alloc(100))),
    code: 'protection-class-mismatch',
    verdict: 'good',
    counts: { consistent: 1 },
  },
  {
    what: 'a key is damaged',
    rows: (keys) => [keyed(keys, without(PHOTO), 100, { encryptionKey: wrapFileKey(keys, 3, KEY).fill(0, 30) })],
    harm: (path) => writePayload(path, fileIdOf(APP, PHOTO.relativePath), encryptPayload(KEY, Buffer.alloc(100))),
    code: 'key-unwrap-failed',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'a property list of an app is damaged',
    levels: ['full'],
    rows: () => [{ domain: APP, relativePath: 'Library/Preferences/app.plist', content: damagedPlist() }],
    code: 'plist-unreadable',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
  {
    what: 'a property list with a digest is none',
    levels: ['full'],
    rows: () => [{ domain: HOME, relativePath: 'Library/Preferences/home.plist', content: damagedPlist() }],
    code: 'content-doubtful',
    verdict: 'good',
    counts: { proven: 1 },
  },
  {
    what: 'a file is only named like a property list',
    levels: ['full'],
    rows: () => [{ domain: APP, relativePath: 'Library/Preferences/text.plist', content: Buffer.from('text') }],
    code: 'content-doubtful',
    verdict: 'good',
    counts: { consistent: 1 },
  },
  {
    what: 'a database of an app is damaged',
    levels: ['full'],
    rows: () => [{ domain: APP, relativePath: 'Documents/a.sqlite', content: sampleDatabase().fill(0xee, 4096, 8192) }],
    code: 'sqlite-damaged',
    verdict: 'damaged',
    counts: { damaged: 1 },
  },
];

function damagedPlist(): Buffer {
  const bytes = Buffer.from(writeBinaryPlist(dict({ a: 'b', c: [1n, 2n, 3n] })));
  return bytes.fill(0xff, bytes.length - 12);
}

/** With a log beside it that holds its only row, if `log` is given. */
function sampleDatabase(log?: (bytes: Buffer) => void): Buffer {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a.sqlite');
  using database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t (a, b); CREATE INDEX i ON t (a)');
  for (let row = 0; row < 100; row++) database.prepare('INSERT INTO t VALUES (?, ?)').run(row, 'some text '.repeat(10));
  if (log === undefined) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  else log(readFileSync(`${path}-wal`));
  return readFileSync(path);
}

describe('verify of an encrypted backup with its password, when', () => {
  for (const { what, levels = BOTH_LEVELS, rows = () => [], harm, code, verdict, counts } of cases) {
    it(`${what} (${levels.join(', ')})`, async () => {
      for (const level of levels) {
        const { report } = await lookAt(level, rows, harm);
        assert.deepEqual(
          report.findings.map((finding) => finding.code),
          [code],
          JSON.stringify(report.findings),
        );
        assert.equal(report.verdict, verdict);
        for (const [state, count] of Object.entries(counts)) assert.equal(report.counts[state as 'damaged'], count, state);
      }
    });
  }

  it('a database is sound only together with its log', async () => {
    let log: Uint8Array = Buffer.alloc(0);
    const database = sampleDatabase((bytes) => (log = bytes));
    // What is in the file alone is not even the table.
    const rows = [
      { domain: APP, relativePath: 'Documents/a.sqlite', content: database, record: { size: database.length + 4096 } },
      { domain: APP, relativePath: 'Documents/a.sqlite-wal', content: log },
    ];
    const { report } = await lookAt('full', () => rows);
    assert.deepEqual(
      report.findings.map(({ code, evidence }) => [code, evidence.reason]),
      [['size-differs-benignly', 'intact-database']],
    );
  });

  it('it is quick, only the end of a file is looked at', async () => {
    const { report } = await lookAt('quick', BOTH, (path) =>
      writeFileSync(join(path, placeOf(PHOTO)), garbledStart(join(path, placeOf(PHOTO)))),
    );
    assert.deepEqual([report.verdict, report.counts.consistent], ['good', 2]);
  });
});

function garbledStart(file: string): Buffer {
  return readFileSync(file).fill(0, 0, 1024);
}
