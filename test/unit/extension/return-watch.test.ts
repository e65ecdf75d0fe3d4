/** What is looked at again when somebody comes back to the window: the backups on the disk, to the last file. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '../../../src/base/index.ts';
import { CheckMemory, verifyBackup } from '../../../src/backup/index.ts';
import { BackupRegistry } from '../../../src/extension/backups/backup-registry.ts';
import { watchReturns } from '../../../src/extension/return-watch.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { copyFixture } from '../../support/backup-copy.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

const SMS = fileIdOf('HomeDomain', 'Library/SMS/sms.db');

describe('coming back to the window', () => {
  it('finds what was deleted meanwhile, if the view can be seen, and only with the focus', async () => {
    using _home = ownStateHome();
    using copy = copyFixture('plain-ios17');
    const memory = await CheckMemory.begin(copy.path);
    await memory.keepCheck(await verifyBackup(copy.path, { level: 'quick' }));
    const focus = new Emitter<{ readonly focused: boolean }>();
    const backups = new BackupRegistry({ folders: () => [copy.parent], describe: String, isUnlocked: () => false });
    let looks = 0;
    let isVisible = false;
    let looked: Promise<void> = Promise.resolve();
    const watch = watchReturns({
      onDidChangeFocus: focus.event,
      isVisible: () => isVisible,
      look: () => {
        looks++;
        looked = backups.scan().then(() => backups.recheck());
      },
    });
    await backups.scan();
    await backups.recheck();
    assert.equal(backups.check(copy.path)?.verdict, 'good');
    renameSync(join(copy.path, SMS.slice(0, 2), SMS), join(copy.parent, 'aside'));
    focus.fire({ focused: true });
    isVisible = true;
    focus.fire({ focused: false });
    assert.equal(looks, 0);
    focus.fire({ focused: true });
    await looked;
    assert.deepEqual([looks, backups.check(copy.path)], [1, undefined]);
    watch.dispose();
    focus.fire({ focused: true });
    assert.equal(looks, 1);
    backups.dispose();
  });
});
