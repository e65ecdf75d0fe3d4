/** Names for stored files without a row, found by hashing what they are likely to be called. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { namesOfApps, namesOfPictures, wellKnownNames } from '../../../../src/backup/salvage/known-names.ts';
import { dict, fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { salvage } from '../../../support/salvage-run.ts';
import { SAMPLE_UDID, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

/** A database as a program on the phone would leave it. */
function database(folder: string, sql: string): Uint8Array {
  const path = join(folder, 'made.db');
  rmSync(path, { force: true });
  const made = new DatabaseSync(path);
  made.exec(sql);
  made.close();
  return readFileSync(path);
}

const JPEG = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1');
const WHATSAPP = 'AppDomainGroup-group.net.whatsapp.WhatsApp.shared';

describe('names of files without a row', () => {
  it('come from lists, from apps, from databases and from the camera, and each is proven', async () => {
    using folder = temporaryFolder();
    const photos = database(
      folder.path,
      `CREATE TABLE ZASSET (ZDIRECTORY, ZFILENAME); INSERT INTO ZASSET VALUES ('DCIM/142CLOUD', 'ABCD1234.HEIC')`,
    );
    const messages = database(
      folder.path,
      `CREATE TABLE attachment (filename); INSERT INTO attachment VALUES (NULL), ('~/Library/SMS/Attachments/ab/11/0123/voice.amr')`,
    );
    const chats = database(
      folder.path,
      `CREATE TABLE ZWAMEDIAITEM (ZMEDIALOCALPATH); INSERT INTO ZWAMEDIAITEM VALUES ('Media/someone/a/b/c.jpg')`,
    );
    const calls = database(folder.path, 'CREATE TABLE ZCALLRECORD (a)');
    const named: readonly SampleRow[] = [
      { domain: 'CameraRollDomain', relativePath: 'Media/PhotoData/Photos.sqlite', content: photos },
      {
        domain: 'CameraRollDomain',
        relativePath: 'Media/DCIM/142CLOUD/ABCD1234.HEIC',
        content: Buffer.from('\0\0\0\x18ftypheic', 'latin1'),
      },
      { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', content: messages },
      { domain: 'MediaDomain', relativePath: 'Library/SMS/Attachments/ab/11/0123/voice.amr', content: Buffer.from('#!AMR\n') },
      { domain: WHATSAPP, relativePath: 'ChatStorage.sqlite', content: chats },
      { domain: WHATSAPP, relativePath: 'Message/Media/someone/a/b/c.jpg', content: JPEG },
      { domain: 'CameraRollDomain', relativePath: 'Media/DCIM/100APPLE/IMG_0042.JPG', content: JPEG },
      { domain: 'HomeDomain', relativePath: 'Library/Preferences/com.apple.springboard.plist', content: Buffer.from('bplist00') },
    ];
    const nameless: readonly SampleRow[] = [
      { domain: 'AppDomain-com.example.app', relativePath: 'Documents/nobody knows', content: calls },
      { domain: 'AppDomain-com.example.app', relativePath: 'Documents/nobody knows either', content: JPEG },
    ];
    const path = join(folder.path, 'parent', SAMPLE_UDID);
    writeSampleBackup(path, [...named, ...nameless]);
    rmSync(join(path, 'Manifest.db'));
    using salvaged = await salvage({ path, parent: join(folder.path, 'parent') });
    for (const { domain, relativePath } of named) assert.equal(salvaged.file(domain, relativePath)?.source, 'names', relativePath);
    assert.deepEqual([salvaged.report.counts.assumed, salvaged.report.counts.unnamed], [named.length, nameless.length]);
    const unnamed = salvaged.files.filter(({ loss }) => loss === 'name-lost');
    assert.deepEqual(unnamed.map(({ type, looksLike }) => [type, looksLike]).sort(), [
      ['jpeg', undefined],
      ['sqlite', 'calls'],
    ]);
    assert.deepEqual(
      unnamed.map(({ place, fileID }) => place?.startsWith(`unnamed/${fileID}.`)),
      [true, true],
    );
  });

  it('are those of the table of well-known files', () => {
    const known = new Set([...wellKnownNames()].map(({ domain, relativePath }) => fileIdOf(domain, relativePath)));
    const table = [
      '3d0d7e5fb2ce288813306e4d4636395e047a3d28',
      '31bb7ba8914766d4ba40d6dfb6113c8b614be442',
      '51a4616e576dd33cd2abadfea874eb8ff246bf0e',
    ];
    for (const fileID of [...table, '7c7fba66680ef796b916b067077cc246adacf01d', 'ebb20ff73819feeaf8b7b15ce2bde7295699ad3e']) {
      assert.ok(known.has(fileID as never), fileID);
    }
  });

  it('of apps follow both lists, without a name twice for the same app', () => {
    const names = [
      ...namesOfApps([
        dict({ 'Installed Applications': ['com.example.one'] }),
        dict({ Applications: dict({ 'group.example': dict({ CFBundleIdentifier: 'com.example.one' }), broken: 'no dictionary' }) }),
      ]),
    ].map(({ domain, relativePath }) => `${domain}-${relativePath}`);
    assert.ok(names.includes('AppDomain-com.example.one-Library/Preferences/com.example.one.plist'));
    assert.ok(names.includes('AppDomainGroup-group.example-Library/Preferences/group.example.plist'));
    assert.equal(new Set(names).size, names.length);
  });

  it('of pictures are as many as their kinds ask for', () => {
    assert.equal([...namesOfPictures([])].length, 0);
    assert.deepEqual(namesOfPictures(['JPG']).next().value, {
      domain: 'CameraRollDomain',
      relativePath: 'Media/DCIM/100APPLE/IMG_0000.JPG',
    });
  });
});
