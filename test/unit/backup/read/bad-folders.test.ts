/** Folders that are no backup, or one that cannot be opened: each with its own code and evidence. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup } from '../../../../src/backup/index.ts';
import { copyFixture, fixturePath, FIXTURE_UDID, temporaryFolder } from '../../../support/backup-copy.ts';

async function failure(path: string): Promise<{ code: string; data: Record<string, unknown> }> {
  try {
    await using _backup = await openBackup(path);
  } catch (error) {
    return error as { code: string; data: Record<string, unknown> };
  }
  return assert.fail('it opened');
}

describe('a folder that is named for a backup', () => {
  it('does not exist', async () => {
    assert.equal((await failure('/nowhere/at all')).code, 'folder-missing');
  });

  it('is no backup', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'Info.plist'), '<plist version="1.0"><dict><key>CFBundleName</key><string>x</string></dict></plist>');
    mkdirSync(join(folder.path, 'ab'));
    const { code, data } = await failure(folder.path);
    assert.equal(code, 'not-a-backup');
    assert.deepEqual(data.found, ['Info.plist', 'ab']);
  });

  it('is a file that has nothing to do with one', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'letter.txt'), 'x');
    assert.equal((await failure(join(folder.path, 'letter.txt'))).code, 'not-a-backup');
  });

  it('stands one level above it', async () => {
    using copy = copyFixture('plain-ios17');
    mkdirSync(join(copy.parent, 'other things'));
    await using backup = await openBackup(copy.parent);
    assert.equal(backup.summary.path, copy.path);
    assert.equal(backup.summary.hint, 'was-one-level-above');
  });

  it('stands one level above it, beside a folder that cannot be entered', async () => {
    using copy = copyFixture('plain-ios17');
    symlinkSync('round', join(copy.parent, 'round'));
    await using backup = await openBackup(copy.parent);
    assert.equal(backup.summary.path, copy.path);
  });

  it('stands above several, which are named', async () => {
    using copy = copyFixture('plain-ios17');
    const second = join(copy.parent, 'second');
    mkdirSync(second);
    writeFileSync(join(second, 'Status.plist'), '');
    const { code, data } = await failure(copy.parent);
    assert.equal(code, 'several-backups');
    assert.deepEqual(data.candidates, [copy.path, second]);
  });

  for (const inside of ['3d', 'Snapshot', 'Manifest.plist']) {
    it(`stands one level below it (${inside})`, async () => {
      using copy = copyFixture('plain-ios17');
      mkdirSync(join(copy.path, 'Snapshot'));
      writeFileSync(join(copy.path, 'Snapshot', 'Manifest.plist'), readFileSync(join(copy.path, 'Manifest.plist')));
      await using backup = await openBackup(join(copy.path, inside));
      assert.equal(backup.summary.path, copy.path);
      assert.equal(backup.summary.hint, 'was-one-level-below');
    });
  }

  it('holds an encrypted backup', async () => {
    assert.equal((await failure(fixturePath('encrypted-ios17'))).code, 'backup-encrypted');
  });

  it('holds an encrypted backup whose Manifest.plist claims the contrary', async () => {
    using copy = copyFixture('encrypted-ios17');
    const { dict, parsePlist, writeBinaryPlist } = await import('../../../../src/formats/index.ts');
    const plist = parsePlist(readFileSync(join(copy.path, 'Manifest.plist')));
    assert.ok(plist instanceof Map);
    writeFileSync(join(copy.path, 'Manifest.plist'), writeBinaryPlist(dict({ ...Object.fromEntries(plist), IsEncrypted: false })));
    assert.equal((await failure(copy.path)).code, 'backup-encrypted');
  });

  it('holds a catalogue that only Manifest.plist could explain, and that is gone', async () => {
    for (const state of ['missing', 'empty', 'unreadable'] as const) {
      using copy = copyFixture('encrypted-ios17');
      const plist = join(copy.path, 'Manifest.plist');
      if (state === 'missing') rmSync(plist);
      else if (state === 'empty') truncateSync(plist);
      else writeFileSync(plist, 'bplist00 and no more');
      const { code, data } = await failure(copy.path);
      assert.equal(code, 'plist-unreadable');
      assert.equal(data.state, state);
    }
  });

  it('holds an era that is too old', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    writeFileSync(join(copy.path, 'Manifest.mbdx'), '');
    const mbdx = await failure(copy.path);
    assert.deepEqual([mbdx.code, mbdx.data.era], ['too-old', 'mbdx']);
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, `${'a'.repeat(40)}.mdinfo`), '');
    const mdinfo = await failure(folder.path);
    assert.deepEqual([mdinfo.code, mdinfo.data.era], ['too-old', 'mdinfo']);
  });

  it('has lost its catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Manifest.db'));
    assert.equal((await failure(copy.path)).code, 'catalogue-missing');
    for (const plist of ['Info.plist', 'Manifest.plist', 'Status.plist']) rmSync(join(copy.path, plist));
    assert.equal((await failure(copy.path)).code, 'catalogue-missing', 'payloads alone still are a backup');
  });

  const damage: Record<string, (path: string) => void> = {
    empty: (path) => truncateSync(path),
    'cut-off': (path) => truncateSync(path, 5000),
    'not-sqlite': (path) => writeFileSync(path, 'no database at all, but some text instead'),
    damaged: (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xff, 100, 4096);
      writeFileSync(path, bytes);
    },
    'not-a-file': (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    schema: (path) => {
      const bytes = readFileSync(path);
      for (let at = bytes.indexOf('relativePath'); at >= 0; at = bytes.indexOf('relativePath')) bytes.write('relativeFath', at);
      writeFileSync(path, bytes);
    },
  };
  for (const [reason, harm] of Object.entries(damage)) {
    it(`has a catalogue that cannot be read (${reason})`, async () => {
      using copy = copyFixture('plain-ios17');
      harm(join(copy.path, 'Manifest.db'));
      const { code, data } = await failure(copy.path);
      assert.deepEqual([code, data.reason], ['catalogue-unreadable', reason]);
    });
  }

  it('has a link in place of its catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Manifest.db'));
    symlinkSync(join(fixturePath('plain-ios17'), 'Manifest.db'), join(copy.path, 'Manifest.db'));
    assert.deepEqual((await failure(copy.path)).data.reason, 'not-a-file');
  });

  it('works without any of its property lists as long as the catalogue is in the clear', async () => {
    using copy = copyFixture('plain-ios17');
    for (const plist of ['Info.plist', 'Manifest.plist', 'Status.plist']) rmSync(join(copy.path, plist));
    await using backup = await openBackup(copy.path);
    assert.equal(backup.summary.udid, FIXTURE_UDID['plain-ios17']);
    assert.equal(backup.summary.sources.udid, 'folder name');
    assert.deepEqual([backup.summary.encrypted, backup.summary.sources.encrypted], [false, 'Manifest.db']);
    assert.equal(backup.summary.isFinished, false);
    assert.equal(await backup.count({}), 76);
  });
});
