import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewFolder } from '../../../../src/backup/read/backup-folder.ts';
import { copyBackup } from '../../../../src/backup/restore/copy-backup.ts';
import { ReadOnlyHost } from '../../../../src/backup/restore/read-only-host.ts';
import { isCodedError, systemErrorCode } from '../../../../src/base/index.ts';
import { checkDevicePath } from '../../../../src/device-protocol/index.ts';
import { finishSteps } from '../../../support/finish-steps.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const path = checkDevicePath;
const watcher = { onOpen: () => undefined, onBytes: () => undefined, onMissing: () => undefined };

describe('the host of a restore', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let backup: string;
  let host: ReadOnlyHost;

  beforeEach(() => {
    folder = temporaryFolder();
    backup = join(folder.path, 'any name');
    mkdirSync(join(backup, 'ab'), { recursive: true });
    writeFileSync(join(backup, 'Status.plist'), 'status');
    writeFileSync(join(backup, 'ab', 'ab00'), 'payload');
    writeFileSync(join(folder.path, 'secret'), 'not part of it');
    symlinkSync(join(folder.path, 'secret'), join(backup, 'link'));
    host = new ReadOnlyHost({ folder: viewFolder(backup), source: 'SOURCE', watcher });
  });
  afterEach(() => {
    folder[Symbol.dispose]();
  });

  it('reads under the name that the phone was told', () => {
    const file = host.open(path('SOURCE/ab/ab00'));
    const buffer = Buffer.alloc(100);
    assert.equal(buffer.toString('latin1', 0, file.read(buffer)), 'payload');
    assert.equal(file.read(buffer), 0);
    file.close();
    assert.deepEqual([...host.listDirectory(path('SOURCE'))].map(({ name, kind }) => `${name} ${kind}`).sort(), [
      'Status.plist file',
      'ab directory',
      'link other',
    ]);
  });

  it('has no other files: not beside the backup, not behind a link', () => {
    assert.throws(
      () => host.open(path('secret')),
      (error) => isCodedError(error, 'unsafe-path'),
    );
    assert.throws(
      () => host.open(path('SOURCES/Status.plist')),
      (error) => isCodedError(error, 'unsafe-path'),
    );
    assert.throws(
      () => host.open(path('SOURCE/link')),
      (error) => systemErrorCode(error) === 'ENOENT',
    );
    assert.throws(
      () => host.open(path('SOURCE/nothing')),
      (error) => systemErrorCode(error) === 'ENOENT',
    );
  });

  it('changes nothing, as a write-protected disk', () => {
    const isReadOnly = (error: unknown) => systemErrorCode(error) === 'EROFS';
    assert.throws(() => {
      host.remove(path('SOURCE/Status.plist'));
    }, isReadOnly);
    assert.throws(() => {
      host.move(path('SOURCE/Status.plist'), path('SOURCE/Other.plist'));
    }, isReadOnly);
    assert.throws(() => {
      host.createDirectory(path('SOURCE/Snapshot'));
    }, isReadOnly);
    assert.throws(() => {
      host.receive(path('SOURCE/Status.plist'));
    }, isReadOnly);
    assert.throws(() => {
      host.copy(path('SOURCE'), path('OTHER'));
    }, isReadOnly);
    assert.deepEqual(readdirSync(backup).sort(), ['Status.plist', 'ab', 'link']);
  });

  it('copies the backup beside it where that was allowed, whole, and never over another', () => {
    const copying = new ReadOnlyHost({
      folder: viewFolder(backup),
      source: 'SOURCE',
      watcher,
      copy: {
        name: 'OTHER',
        make: () => copyBackup(viewFolder(backup), 'OTHER'),
      },
    });
    finishSteps(copying.copy(path('SOURCE'), path('OTHER')));
    assert.deepEqual(readdirSync(join(folder.path, 'OTHER')).sort(), ['Status.plist', 'ab']);
    assert.throws(
      () => {
        finishSteps(copying.copy(path('SOURCE'), path('OTHER')));
      },
      (error) => systemErrorCode(error) === 'EEXIST',
    );
    assert.throws(
      () => {
        copying.copy(path('SOURCE'), path('OTHER/inside'));
      },
      (error) => systemErrorCode(error) === 'EROFS',
    );
    assert.throws(
      () => {
        copying.copy(path('SOURCE/ab'), path('OTHER'));
      },
      (error) => systemErrorCode(error) === 'EROFS',
    );
    // The name of another phone's backup, or of its journal.
    assert.throws(
      () => {
        finishSteps(copying.copy(path('SOURCE'), path('THIRD')));
      },
      (error) => systemErrorCode(error) === 'EROFS',
    );
    assert.deepEqual(readdirSync(folder.path).sort(), ['OTHER', 'any name', 'secret']);
  });
});
