/** The standard folders of each system. */
import assert from 'node:assert/strict';
import { standardBackupFolders } from '../../../src/backup/index.ts';

describe('standardBackupFolders', () => {
  it('knows Finder and iMazing on a Mac', () => {
    assert.deepEqual(standardBackupFolders({}, 'darwin', '/Users/me'), [
      '/Users/me/Library/Application Support/MobileSync/Backup',
      '/Users/me/Library/Application Support/iMazing/Backups',
    ]);
  });

  it('knows both kinds of iTunes on Windows', () => {
    const folders = standardBackupFolders({ APPDATA: 'D:\\Roaming', USERPROFILE: 'C:\\Users\\me' }, 'win32', 'C:\\Users\\me');
    assert.deepEqual(folders, [
      'D:\\Roaming\\Apple Computer\\MobileSync\\Backup',
      'D:\\Roaming\\Apple\\MobileSync\\Backup',
      'C:\\Users\\me\\Apple\\MobileSync\\Backup',
    ]);
    assert.equal(
      standardBackupFolders({}, 'win32', 'C:\\Users\\me')[0],
      'C:\\Users\\me\\AppData\\Roaming\\Apple Computer\\MobileSync\\Backup',
    );
  });

  it('knows of no convention on Linux', () => {
    assert.deepEqual(standardBackupFolders({}, 'linux', '/home/me'), []);
  });
});
