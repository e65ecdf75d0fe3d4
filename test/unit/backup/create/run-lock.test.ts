import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { journalPathsOf, type JournalPaths } from '../../../../src/backup/create/journal-layout.ts';
import { takeRunLock, throwIfRunning } from '../../../../src/backup/create/run-lock.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const isRunning = (error: unknown) => isCodedError(error, 'backup-running');

function journalFolder(): { readonly paths: JournalPaths } & Disposable {
  const parent = temporaryFolder();
  const paths = journalPathsOf(join(parent.path, 'UDID'));
  mkdirSync(paths.root);
  return { paths, [Symbol.dispose]: () => parent[Symbol.dispose]() };
}

/** The number of a process that has just ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

describe('run lock', () => {
  it('lets one run in and the next only after it', () => {
    using folder = journalFolder();
    const first = takeRunLock(folder.paths);
    assert.throws(() => takeRunLock(folder.paths), isRunning);
    assert.throws(() => throwIfRunning(folder.paths), isRunning);
    first.release();
    throwIfRunning(folder.paths);
    takeRunLock(folder.paths).release();
    assert.deepEqual(readdirSync(folder.paths.root), []);
  });

  const stale: [string, () => string][] = [
    ['of a dead process', () => JSON.stringify({ pid: deadProcess(), host: hostname(), token: 'old' })],
    ['that was cut off by a crash', () => '{"pid": 1'],
    ['that is empty', () => ''],
  ];
  for (const [what, content] of stale) {
    it(`takes over a lock ${what}`, () => {
      using folder = journalFolder();
      writeFileSync(folder.paths.lock, content());
      throwIfRunning(folder.paths);
      takeRunLock(folder.paths).release();
      assert.deepEqual(readdirSync(folder.paths.root), []);
    });
  }

  it('takes over a lock from before the computer was started', () => {
    using folder = journalFolder();
    writeFileSync(folder.paths.lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'old' }));
    throwsOnlyIfYoung(folder.paths);
    utimesSync(folder.paths.lock, 1, 1);
    throwIfRunning(folder.paths);
  });

  it('does not judge a lock of another computer', () => {
    using folder = journalFolder();
    writeFileSync(folder.paths.lock, JSON.stringify({ pid: deadProcess(), host: 'another-computer', token: 'x' }));
    assert.throws(
      () => takeRunLock(folder.paths),
      (error) => isRunning(error) && isCodedError(error) && error.data.host === 'another-computer',
    );
  });

  it('leaves a lock alone that somebody else has taken over', () => {
    using folder = journalFolder();
    const lock = takeRunLock(folder.paths);
    writeFileSync(folder.paths.lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'of another run' }));
    lock.release();
    assert.ok(existsSync(folder.paths.lock));
  });
});

function throwsOnlyIfYoung(paths: JournalPaths): void {
  assert.throws(() => throwIfRunning(paths), isRunning);
}
