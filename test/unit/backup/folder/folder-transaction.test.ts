import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { recordTree, temporaryFolder } from '../../../support/backup-copy.ts';

const UDID = '00008030-0011223344556677';

function refuses(directory: string, code: string): void {
  assert.throws(
    () => FolderTransaction.check(directory, UDID),
    (error) => isCodedError(error, code),
  );
}

describe('FolderTransaction', () => {
  it('refuses a folder that is not there, without making it', () => {
    using parent = temporaryFolder();
    refuses(join(parent.path, 'none'), 'folder-missing');
    assert.deepEqual(readdirSync(parent.path), []);
  });

  it('refuses a file in the place of the folder, above or below', () => {
    using parent = temporaryFolder();
    writeFileSync(join(parent.path, UDID), '');
    refuses(join(parent.path, UDID), 'folder-unwritable');
    refuses(join(parent.path, UDID, 'deeper'), 'folder-missing');
    refuses(parent.path, 'folder-unwritable');
  });

  it('refuses a link in the place of the backup', () => {
    using parent = temporaryFolder();
    mkdirSync(join(parent.path, 'elsewhere'));
    symlinkSync(join(parent.path, 'elsewhere'), join(parent.path, UDID));
    refuses(parent.path, 'folder-unwritable');
  });

  it('refuses a folder that cannot be written', () => {
    // Places where even root may not write.
    if (process.platform === 'linux') refuses('/proc/self', 'folder-unwritable');
    else refuses('/System/Library', 'folder-unwritable');
  });

  it('follows links on the way to the folder', () => {
    using parent = temporaryFolder();
    mkdirSync(join(parent.path, 'disk'));
    symlinkSync(join(parent.path, 'disk'), join(parent.path, 'Backup'));
    assert.equal(FolderTransaction.check(join(parent.path, 'Backup'), UDID).backupPath, join(parent.path, 'disk', UDID));
  });

  it('makes no path of what is no UDID', () => {
    using parent = temporaryFolder();
    for (const name of [
      `.${UDID}.journal`,
      `.${UDID}.safety`,
      `${UDID}-20240101-000000`,
      '',
      '.',
      '..',
      '../x',
      UDID.replace('-', ''),
      ` ${UDID}`,
    ]) {
      mkdirSync(join(parent.path, name), { recursive: true });
      assert.throws(() => FolderTransaction.check(parent.path, name), { code: 'unsafe-path' });
    }
  });

  it('changes nothing by checking, and refuses a second run from the moment that the first begins', () => {
    using parent = temporaryFolder();
    const before = recordTree(parent.path);
    const first = FolderTransaction.check(parent.path, UDID);
    const second = FolderTransaction.check(parent.path, UDID);
    assert.deepEqual(recordTree(parent.path), before);
    first.begin();
    refuses(parent.path, 'backup-running');
    assert.throws(
      () => second.begin(),
      (error) => isCodedError(error, 'backup-running'),
    );
    second.close();
    first.close();
    FolderTransaction.check(parent.path, UDID).close();
    assert.ok(existsSync(first.journalPaths.header));
  });
});
