import assert from 'node:assert/strict';
import { rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRestorability, unlockBackup, type DeviceFacts } from '../../../../src/backup/index.ts';
import { decodeStatus, encodeStatus, fileIdOf } from '../../../../src/formats/index.ts';
import { copyFixture, FIXTURE_PASSWORD, recordTree } from '../../../support/backup-copy.ts';
import { judgedBackup } from '../../../support/corpus/judged-backup.ts';

describe('restorability', () => {
  it('of a whole backup: nothing is in the way, and nothing is touched', async () => {
    using copy = copyFixture('plain-ios17');
    const tree = recordTree(copy.path);
    const found = await check(copy.path);
    assert.deepEqual([found.isRestorable, found.obstacles, found.encrypted, found.throughJournal], [true, [], false, false]);
    assert.equal(found.path, copy.path);
    assert.match(found.productVersion ?? '', /^17\./);
    assert.deepEqual(recordTree(copy.path), tree);
  });

  it('of an encrypted one needs the password, and looks inside with it', async () => {
    using copy = copyFixture('encrypted-ios17');
    const locked = await check(copy.path);
    assert.deepEqual(
      locked.obstacles.map(({ code, blocks }) => [code, blocks]),
      [['password-needed', false]],
    );
    assert.equal(locked.isRestorable, true);
    await using keys = await unlockBackup(copy.path, FIXTURE_PASSWORD['encrypted-ios17']);
    const open = await checkRestorability(copy.path, { keys }, (path, options) => judgedBackup(path, 'quick', options.keys));
    assert.deepEqual(open.obstacles, []);
  });

  it('of one without a payload, without an end, without a catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    const fileId = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
    rmSync(join(copy.path, fileId.slice(0, 2), fileId));
    const missing = await check(copy.path);
    assert.deepEqual(
      missing.obstacles.map(({ code, blocks, data }) => [code, blocks, data.missing]),
      [['files-missing', true, 1]],
    );
    assert.equal(missing.isRestorable, false);
    const statusPath = join(copy.path, 'Status.plist');
    writeFileSync(statusPath, encodeStatus({ ...decodeStatus(readFileSync(statusPath)), snapshotState: 'moving' }));
    assert.deepEqual(
      (await check(copy.path)).obstacles.map(({ code }) => code),
      ['not-finished'],
    );
    writeFileSync(statusPath, encodeStatus({ ...decodeStatus(readFileSync(statusPath)), snapshotState: 'finished' }));
    truncateSync(join(copy.path, 'Manifest.db'), 100);
    assert.deepEqual(
      (await check(copy.path)).obstacles.map(({ code }) => code),
      ['damaged'],
    );
  });

  it('to a phone: its system, its kind, Find My and its lock', async () => {
    using copy = copyFixture('plain-ios17');
    const codes = async (device: DeviceFacts) =>
      (await check(copy.path, device)).obstacles.map(({ code, blocks }) => `${code} ${String(blocks)}`);
    assert.deepEqual(await codes({ productVersion: '16.7' }), ['newer-system true']);
    assert.deepEqual(await codes({ productVersion: '17.100' }), []);
    assert.deepEqual(await codes({ productType: 'iPad12,1' }), ['other-model false']);
    assert.deepEqual(await codes({ productType: 'iPhone99,1' }), []);
    assert.deepEqual(await codes({ isFindMyOn: true, isLocked: true }), ['find-my-on true', 'device-locked false']);
    assert.deepEqual(await codes({ isFindMyOn: false, isLocked: false }), []);
  });
});

function check(path: string, device?: DeviceFacts) {
  return checkRestorability(path, { device }, (folder, { keys }) => judgedBackup(folder, 'quick', keys));
}
