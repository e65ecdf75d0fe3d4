import assert from 'node:assert/strict';
import { BackupError } from '../../../src/backup/index.ts';
import { CodedError } from '../../../src/base/index.ts';
import { backupFolderState, shutFolders, usbmuxdState } from '../../../src/extension/view-states.ts';

const problem = (code: 'folder-missing' | 'folder-denied' | 'folder-protected' | 'file-io') =>
  new BackupError(code, code, { data: { path: `/${code}` } });

describe('an empty view', () => {
  it('knows why there are no devices', () => {
    assert.equal(usbmuxdState(undefined), 'ok');
    assert.equal(usbmuxdState(new CodedError('usbmuxd-denied', 'EACCES')), 'denied');
    assert.equal(usbmuxdState(new CodedError('usbmuxd-missing', 'ENOENT')), 'missing');
  });

  it('tells what macOS protects from what the owner of a folder has forbidden, and from what is not there', () => {
    assert.equal(backupFolderState(2, []), 'ok');
    assert.equal(backupFolderState(0, []), 'missing');
    assert.equal(backupFolderState(1, [problem('folder-missing')]), 'missing');
    assert.equal(backupFolderState(2, [problem('folder-missing')]), 'ok');
    assert.equal(backupFolderState(2, [problem('folder-denied')]), 'denied');
    assert.equal(backupFolderState(2, [problem('folder-denied'), problem('folder-protected')]), 'protected');
  });

  it('names folders that are shut, not those that are not there yet', () => {
    assert.deepEqual(shutFolders([problem('folder-missing'), problem('folder-denied'), problem('file-io')]), [
      '/folder-denied',
      '/file-io',
    ]);
  });
});
