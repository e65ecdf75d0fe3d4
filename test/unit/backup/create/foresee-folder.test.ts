import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreseeFolder } from '../../../../src/backup/index.ts';
import { takeFolderLock } from '../../../../src/backup/folder/folder-lock.ts';
import { journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { removableRoot } from '../../../../src/backup/locations.ts';
import { encodeStatus } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const UDID = '00008110-000A1B2C3D4E5F60';

describe('a look at the folder before a backup', () => {
  let own: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let path: string;
  const look = () => foreseeFolder({ directory, udid: UDID });
  const codes = () => look().map(({ code, weight }) => `${weight} ${code}`);
  const standing = (state: 'finished' | 'uploading') => {
    mkdirSync(path);
    const status = {
      backupState: 'new',
      date: new Date(0),
      isFullBackup: true,
      snapshotState: state,
      uuid: 'A',
      version: '3.3',
    } as const;
    writeFileSync(join(path, 'Status.plist'), encodeStatus(status));
  };

  beforeEach(() => {
    own = temporaryFolder();
    directory = own.path;
    path = join(directory, UDID);
  });

  afterEach(() => own[Symbol.dispose]());

  it('finds nothing where nothing is wrong', () => {
    assert.deepEqual(codes(), []);
  });

  it('finds a folder that is missing, and one that is a file', () => {
    const parent = directory;
    directory = join(parent, 'gone');
    assert.deepEqual(codes(), ['blocks folder-missing']);
    directory = join(parent, 'file');
    writeFileSync(directory, '');
    assert.deepEqual(codes(), ['blocks folder-unwritable']);
    assert.equal(look()[0]?.data.reason, 'not a folder');
  });

  it('finds a disk that is not there', () => {
    directory = '/media/somebody/Backup Disk/Backups';
    assert.deepEqual(codes(), ['blocks disk-absent']);
    assert.equal(look()[0]?.data.disk, '/media/somebody/Backup Disk');
  });

  it('finds what makes every device fail, and not if it is put aside', () => {
    standing('finished');
    writeFileSync(join(path, 'Manifest.plist'), '');
    assert.deepEqual(codes(), ['blocks previous-broken']);
    assert.deepEqual(foreseeFolder({ directory, udid: UDID, setAside: true }), []);
  });

  it('finds the Snapshot of another program beside a finished backup', () => {
    standing('finished');
    writeFileSync(join(path, 'Manifest.plist'), 'x');
    mkdirSync(join(path, 'Snapshot'));
    assert.deepEqual(codes(), ['doubt snapshot-left']);
    rmSync(join(path, 'Snapshot'), { recursive: true });
    assert.deepEqual(codes(), []);
  });

  it('notes a run that was interrupted, which asks for nothing', () => {
    standing('uploading');
    mkdirSync(join(path, 'Snapshot'));
    const { root, header } = journalPathsOf(path);
    mkdirSync(root);
    writeFileSync(header, JSON.stringify({ format: 2, lastGood: 'none', startedAt: new Date(0).toISOString() }));
    assert.deepEqual(codes(), ['note run-interrupted']);
  });

  it('says who holds the folder', () => {
    const lock = takeFolderLock(journalPathsOf(path));
    const [found, ...others] = look();
    assert.deepEqual([found?.code, found?.weight, found?.data.pid, others.length], ['backup-running', 'blocks', process.pid, 0]);
    lock.release();
    assert.deepEqual(codes(), []);
  });

  it('finds a link in the place of its own', () => {
    symlinkSync(directory, journalPathsOf(path).root);
    assert.deepEqual(codes(), ['blocks place-blocked']);
  });

  it('finds that the chosen folder is a backup', () => {
    writeFileSync(join(directory, 'Manifest.db'), '');
    assert.deepEqual(codes(), ['doubt folder-is-backup']);
  });
});

describe('the disk of a folder, by its path', () => {
  const cases: readonly [NodeJS.Platform, string, string | undefined][] = [
    ['darwin', '/Volumes/Disk/Backups', '/Volumes/Disk'],
    ['darwin', '/Users/user/Backups', undefined],
    ['linux', '/run/media/user/Disk/a', '/run/media/user/Disk'],
    ['linux', '/mnt/nas/a/b', '/mnt/nas'],
    ['linux', '/home/user/media/x', undefined],
    ['win32', 'E:\\Backups', 'E:\\'],
    ['win32', 'C:\\Users\\user', undefined],
    ['win32', '\\\\server\\share\\Backups', '\\\\server\\share\\'],
  ];
  for (const [platform, path, root] of cases) {
    it(`${platform} ${path}`, () => {
      assert.equal(removableRoot(path, platform), root);
    });
  }
});
