/** The safety copy beside a backup: what is in it, and that the one before stays until the next is whole. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBackups } from '../../../../src/backup/index.ts';
import { findSafetyCopy, safetyPathsOf, writeSafetyCopy } from '../../../../src/backup/folder/safety-copy.ts';
import { copyFixture, recordTree } from '../../../support/backup-copy.ts';

describe('safety copy', () => {
  it('holds catalogue and property lists, and nothing is changed by making it', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.path);
    await writeSafetyCopy(copy.path);
    assert.deepEqual(recordTree(copy.path), before);
    const { root } = safetyPathsOf(copy.path);
    assert.deepEqual(readdirSync(root).sort(), ['Info.plist', 'Manifest.db', 'Manifest.plist', 'Status.plist']);
    for (const name of readdirSync(root)) assert.deepEqual(readFileSync(join(root, name)), readFileSync(join(copy.path, name)));
    assert.equal(statSync(root).mode & 0o077, 0);
    assert.equal(findSafetyCopy(copy.path), root);
  });

  it('is replaced as a whole, leaving nothing else behind', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    await writeSafetyCopy(copy.path);
    const { root, next, old } = safetyPathsOf(copy.path);
    assert.ok(existsSync(join(root, 'Manifest.mbdb')));
    writeFileSync(join(copy.path, 'Info.plist'), 'newer');
    mkdirSync(next);
    writeFileSync(join(next, 'Status.plist'), 'half of a copy that was cut off');
    await writeSafetyCopy(copy.path);
    assert.equal(readFileSync(join(root, 'Info.plist'), 'utf8'), 'newer');
    assert.deepEqual([existsSync(next), existsSync(old)], [false, false]);
  });

  it('is the one before when a crash came between two renames', async () => {
    using copy = copyFixture('plain-ios17');
    await writeSafetyCopy(copy.path);
    const { root, old } = safetyPathsOf(copy.path);
    renameSync(root, old);
    assert.equal(findSafetyCopy(copy.path), old);
    await writeSafetyCopy(copy.path);
    assert.deepEqual([findSafetyCopy(copy.path), existsSync(old)], [root, false]);
  });

  it('keeps the one before when it cannot be written', async () => {
    using copy = copyFixture('plain-ios17');
    await writeSafetyCopy(copy.path);
    const { root, next } = safetyPathsOf(copy.path);
    const good = recordTree(root);
    writeFileSync(next, 'a file where the folder should be');
    await writeSafetyCopy(copy.path); // a leftover of any kind is removed
    assert.equal(recordTree(root).length, good.length);
    await assert.rejects(writeSafetyCopy(join(copy.parent, 'missing', 'UDID')), { code: 'file-io' });
  });

  it('is no backup of its own in a list', async () => {
    using copy = copyFixture('plain-ios17');
    await writeSafetyCopy(copy.path);
    const found = await findBackups([copy.parent]);
    assert.deepEqual(
      found.map(({ summary }) => summary.path),
      [copy.path],
    );
  });
});
