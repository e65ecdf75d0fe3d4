/** Encrypted backups of which something is lost: no password, no keys, no catalogue. What can be seen is still checked. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataAt, fileIdOf } from '../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, type FixtureName } from '../../../support/backup-copy.ts';
import { editPlist, look, plistAt } from '../../../support/damaged-backup.ts';

const PHOTO = fileIdOf('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG');
const PLACE = { 'encrypted-ios17': `${PHOTO.slice(0, 2)}/${PHOTO}`, 'encrypted-ios9-mbdb': PHOTO } as const;
const PASSWORD = 'correct horse';

const filesIn = (name: FixtureName) => fixtureFacts(name).files.filter(({ flags }) => flags === 1).length;

function changeKeybag(path: string, change: (bag: Buffer) => Uint8Array): void {
  const file = join(path, 'Manifest.plist');
  editPlist(file, { BackupKeyBag: change(Buffer.from(dataAt(plistAt(file), 'BackupKeyBag') ?? [])) });
}

describe('verify of a locked backup', () => {
  for (const name of ['encrypted-ios17', 'encrypted-ios9-mbdb'] as const) {
    it(`finds what is no whole number of blocks (${name})`, async () => {
      using copy = copyFixture(name);
      truncateSync(join(copy.path, PLACE[name]), 1000);
      const { verdict, grave, of, report } = await look(copy.path);
      assert.deepEqual([verdict, grave], ['damaged', ['payload-not-block-aligned']]);
      assert.equal(of('payload-not-block-aligned')?.evidence.file, PLACE[name]);
      assert.equal(report.counts.damaged, 1);
    });

    it(`tells that nothing is stored of a file, where the list of files can be read (${name})`, async () => {
      using copy = copyFixture(name);
      truncateSync(join(copy.path, PLACE[name]));
      const { grave } = await look(copy.path);
      assert.deepEqual(grave, name === 'encrypted-ios17' ? [] : ['payload-truncated']);
    });
  }

  it('sees the length of an encrypted catalogue', async () => {
    using copy = copyFixture('encrypted-ios17');
    appendFileSync(join(copy.path, 'Manifest.db'), 'x');
    assert.deepEqual((await look(copy.path)).grave, ['catalogue-unreadable']);
  });

  it('sees content in the wrong folder, and names that are none', async () => {
    using copy = copyFixture('encrypted-ios17');
    renameSync(join(copy.path, PLACE['encrypted-ios17']), join(copy.path, PLACE['encrypted-ios17'].slice(0, 2), 'IMG_0001.JPG'));
    const { of, verdict } = await look(copy.path);
    assert.equal(verdict, 'unconfirmed');
    assert.match(String(of('unknown-file')?.evidence.file), /IMG_0001/);
  });
});

describe('verify of a backup whose Manifest.plist is lost', () => {
  for (const [what, harm] of [
    ['missing', (file: string) => rmSync(file)],
    ['empty', (file: string) => truncateSync(file)],
    ['broken', (file: string) => writeFileSync(file, 'bplist00 and no more')],
  ] as const) {
    it(`(${what}) still looks at names and block alignment`, async () => {
      using copy = copyFixture('encrypted-ios17');
      harm(join(copy.path, 'Manifest.plist'));
      truncateSync(join(copy.path, PLACE['encrypted-ios17']), 1000);
      const { verdict, report, grave } = await look(copy.path);
      assert.equal(verdict, 'unreadable');
      assert.equal(grave.length, 2);
      assert.equal(grave[1], 'payload-not-block-aligned');
      assert.equal(report.findings[0]?.evidence.file, 'Manifest.plist');
      assert.deepEqual([report.counts.damaged, report.counts.notChecked], [1, filesIn('encrypted-ios17') - 1]);
    });
  }

  it('takes content in the clear for what it is', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Manifest.plist'));
    rmSync(join(copy.path, 'Manifest.db'));
    const { grave } = await look(copy.path);
    assert.deepEqual(grave, ['manifest-plist-missing', 'catalogue-missing']);
  });
});

describe('verify of a key bag', () => {
  it('that cannot be read', async () => {
    using copy = copyFixture('encrypted-ios17');
    changeKeybag(copy.path, (bag) => bag.subarray(0, -7));
    const { grave, of } = await look(copy.path);
    assert.deepEqual(grave, ['keybag-unreadable']);
    assert.match(of('keybag-unreadable')?.message ?? '', /longer than the keybag/);
  });

  it('whose key of a class is cut short', async () => {
    using copy = copyFixture('encrypted-ios17');
    // The last record is WPKY of class 1: 8 bytes of head, 40 of key.
    changeKeybag(copy.path, (bag) => {
      const cut = Buffer.from(bag.subarray(0, -20));
      cut.writeUInt32BE(20, cut.length - 24);
      return cut;
    });
    const { of, grave } = await look(copy.path);
    assert.deepEqual(grave, ['keybag-unreadable']);
    assert.deepEqual(of('keybag-unreadable')?.evidence.lostClasses, [1]);
  });

  it('of another kind is strange, and no damage', async () => {
    using copy = copyFixture('encrypted-ios17');
    changeKeybag(copy.path, (bag) => {
      const at = bag.indexOf('TYPE');
      bag.writeUInt32BE(3, at + 8);
      return bag;
    });
    const { grave, verdict } = await look(copy.path);
    assert.deepEqual([verdict, grave], ['unconfirmed', ['value-unexpected']]);
  });

  it('of a plain backup, which nothing depends on but the phone', async () => {
    using copy = copyFixture('plain-ios17');
    editPlist(join(copy.path, 'Manifest.plist'), { BackupKeyBag: undefined });
    assert.deepEqual((await look(copy.path)).grave, []);
  });
});

describe('verify of a damaged catalogue with the right password', () => {
  it('says that the catalogue is damaged, not that the password is wrong', async () => {
    using copy = copyFixture('encrypted-ios17');
    const file = join(copy.path, 'Manifest.db');
    writeFileSync(file, readFileSync(file).fill(0x55, 0, 64));
    const { verdict, grave, report } = await look(copy.path, 'quick', PASSWORD);
    assert.deepEqual([verdict, grave], ['unreadable', ['catalogue-unreadable']]);
    assert.equal(report.counts.notChecked, filesIn('encrypted-ios17'));
    await assert.rejects(look(copy.path, 'quick', 'another'), { code: 'password-wrong' });
  });

  it('judges the rows before the damage of a Manifest.mbdb', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    const file = join(copy.path, 'Manifest.mbdb');
    const bytes = readFileSync(file);
    truncateSync(file, Math.floor(bytes.length / 2));
    const { verdict, grave, of, report } = await look(copy.path, 'full', 'battery staple');
    assert.deepEqual([verdict, grave], ['unreadable', ['catalogue-unreadable']]);
    const { records, offset, file: named } = of('catalogue-unreadable')?.evidence ?? {};
    assert.equal(named, 'Manifest.mbdb');
    assert.ok(Number(records) > 10 && Number(offset) < bytes.length / 2);
    assert.ok(report.counts.proven > 3);
  });
});
