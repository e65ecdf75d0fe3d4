/** Types of content by its first bytes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { contentTypeOf } from '../../../../src/backup/read/stored/content-type.ts';
import { encodeMBFile, writeBinaryPlist, writeXmlPlist, dict } from '../../../../src/formats/index.ts';
import { fixtureFacts, fixturePath } from '../../../support/backup-copy.ts';
import { recordFor } from '../../../support/sample-backup.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');

const CASES: readonly (readonly [start: Uint8Array, type: string, extension: string])[] = [
  [new Uint8Array(0), 'empty', ''],
  [latin('SQLite format 3\0rest'), 'sqlite', 'sqlite'],
  [latin('\x37\x7f\x06\x82rest'), 'sqlite-log', 'sqlite-wal'],
  [latin('\xff\xd8\xff\xe0\0\x10JFIF'), 'jpeg', 'jpg'],
  [latin('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'png', 'png'],
  [latin('GIF89a..'), 'gif', 'gif'],
  [latin('RIFF\x10\0\0\0WEBPVP8 '), 'webp', 'webp'],
  [latin('RIFF\x10\0\0\0WAVEfmt '), 'wav', 'wav'],
  [latin('\0\0\0\x18ftypheic\0\0\0\0'), 'heic', 'heic'],
  [latin('\0\0\0\x14ftypqt  \0\0\0\0'), 'mov', 'mov'],
  [latin('\0\0\0\x20ftypisom\0\0\0\0'), 'mp4', 'mp4'],
  [latin('\0\0\0\x20ftypM4A \0\0\0\0'), 'm4a', 'm4a'],
  [latin('%PDF-1.7'), 'pdf', 'pdf'],
  [latin('PK\x03\x04\x14\0'), 'zip', 'zip'],
  [latin('\x1f\x8b\x08\0'), 'gzip', 'gz'],
  [writeBinaryPlist(dict({ a: 'b' })), 'plist', 'plist'],
  [writeXmlPlist(dict({ a: 'b' })), 'plist', 'plist'],
  [encodeMBFile(recordFor({ domain: 'HomeDomain', relativePath: 'a' })), 'keyed-archive', 'plist'],
  [latin('{"key": [1, 2]}'), 'json', 'json'],
  [latin('<!DOCTYPE html><html>'), 'html', 'html'],
  [latin('<?xml version="1.0"?><a/>'), 'xml', 'xml'],
  [Buffer.from('Grüße, a letter.\n'), 'text', 'txt'],
  [Buffer.from('Grüß').subarray(0, 3), 'text', 'txt'],
  [latin('\0\x01\x02binary'), 'unknown', ''],
];

describe('contentTypeOf', () => {
  for (const [start, type, extension] of CASES) {
    it(`knows ${type} by ${JSON.stringify(Buffer.from(start).toString('latin1', 0, 12))}`, () => {
      assert.deepEqual(contentTypeOf(start), { type, extension });
    });
  }

  it('fits the names of the files in the fixture', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      sqlitedb: ['sqlite'],
      db: ['sqlite'],
      sqlite: ['sqlite'],
      plist: ['plist', 'keyed-archive'],
      JPG: ['jpeg'],
    };
    for (const { fileID, relativePath } of fixtureFacts('plain-ios17').files) {
      const wanted = expected[relativePath.slice(relativePath.lastIndexOf('.') + 1)];
      const path = join(fixturePath('plain-ios17'), fileID.slice(0, 2), fileID);
      if (wanted === undefined || !existsSync(path) || readFileSync(path).length < 100) continue;
      assert.ok(wanted.includes(contentTypeOf(readFileSync(path)).type), `${relativePath} is ${contentTypeOf(readFileSync(path)).type}`);
    }
  });

  it('says something of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        assert.match(contentTypeOf(bytes).extension, /^[a-z0-9-]*$/);
      }),
    );
  });
});
