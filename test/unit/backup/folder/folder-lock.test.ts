import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isCodedError } from '../../../../src/base/index.ts';
import { journalPathsOf, type JournalPaths } from '../../../../src/backup/folder/journal-layout.ts';
import { encodeHolder, ownHolder, type Holder } from '../../../../src/backup/folder/lock-holder.ts';
import { takeFolderLock, throwIfRunning } from '../../../../src/backup/folder/folder-lock.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const CONTENDER = join(import.meta.dirname, '../../../support/contend-for-lock.ts');

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
    const first = takeFolderLock(folder.paths);
    assert.throws(() => takeFolderLock(folder.paths), isRunning);
    assert.throws(() => throwIfRunning(folder.paths), isRunning);
    first.release();
    throwIfRunning(folder.paths);
    takeFolderLock(folder.paths).release();
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
      takeFolderLock(folder.paths).release();
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
      () => takeFolderLock(folder.paths),
      (error) => isRunning(error) && isCodedError(error) && error.data.host === 'another-computer',
    );
  });

  const isLinux = process.platform === 'linux';
  const ofOtherVersions: readonly [what: string, lock: object, writtenBefore: number, state: string | undefined][] = [
    ['of a process that lives', ownHolder(), 0, 'running'],
    ['of a process that lives, under the old name of the computer', { ...ownHolder(), host: 'old-name' }, 0, 'running'],
    ['whose number has gone to a later process', { ...ownHolder(), start: '1' }, 0, undefined],
    ['of a dead process, under the old name of the computer', { ...ownHolder(), host: 'old-name', pid: deadProcess() }, 0, undefined],
    ['of an earlier start of this computer', { ...ownHolder(), boot: 'earlier' }, 0, undefined],
    ['of another computer of the same name', { ...ownHolder(), boot: 'other', machine: 'other' }, 0, 'elsewhere'],
    ['of a container on this computer', { ...ownHolder(), namespace: 'pid:[1]', host: 'c0ffee' }, 0, 'elsewhere'],
    ['of the version before, of a process that lives', { pid: process.pid, host: hostname(), token: 'x' }, 0, 'perhaps'],
    [
      'of the version before, older than the process that has its number',
      { pid: process.pid, host: hostname(), token: 'x' },
      3600,
      undefined,
    ],
    ['of the version before, of another computer', { pid: 1, host: 'another', token: 'x' }, 3600, 'elsewhere'],
  ];
  for (const [what, lock, writtenBefore, state] of ofOtherVersions) {
    it(`${state === undefined ? 'takes over' : 'respects'} a lock ${what}`, () => {
      // Elsewhere no system tells when a process began.
      if (!isLinux) return;
      using folder = journalFolder();
      writeFileSync(folder.paths.lock, JSON.stringify(lock));
      const writtenAt = Date.now() / 1000 - writtenBefore;
      utimesSync(folder.paths.lock, writtenAt, writtenAt);
      if (state === undefined) takeFolderLock(folder.paths).release();
      else {
        const { lock: path } = folder.paths;
        assert.throws(
          () => takeFolderLock(folder.paths),
          (error) => isRunning(error) && isCodedError(error) && error.data.state === state && error.data.lock === path,
        );
      }
    });
  }

  it('gets over a run that was killed while it took over', () => {
    using folder = journalFolder();
    const dead: Holder = { ...ownHolder(), pid: deadProcess() };
    writeFileSync(folder.paths.lock, encodeHolder(dead));
    const digest = createHash('sha256').update(encodeHolder(dead)).digest('hex').slice(0, 16);
    writeFileSync(`${folder.paths.lock}.${digest}`, encodeHolder({ ...dead, token: 'of the marker' }));
    takeFolderLock(folder.paths).release();
    assert.deepEqual(readdirSync(folder.paths.root), []);
  });

  it('holds the folder against others that find the same stale lock at the same moment, or a lock that was left behind', async () => {
    using folder = journalFolder();
    const backupPath = join(folder.paths.root, '..', 'UDID');
    const contend = async (rounds: number, end: string) => {
      const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, CONTENDER, backupPath, String(rounds), end]);
      return stdout.split('\n').filter((line) => line === 'held').length;
    };
    writeFileSync(folder.paths.lock, JSON.stringify({ pid: deadProcess(), host: hostname(), token: 'old' }));
    const held = await Promise.all([contend(100, 'release'), contend(100, 'journal'), contend(100, 'journal'), contend(1, 'leave')]);
    assert.deepEqual(held, [100, 100, 100, 1]);
    takeFolderLock(folder.paths).release();
    assert.deepEqual(
      readdirSync(folder.paths.root).filter((name) => name !== 'journal.json'),
      [],
    );
  }).timeout(60_000);

  it('leaves a lock alone that somebody else has taken over', () => {
    using folder = journalFolder();
    const lock = takeFolderLock(folder.paths);
    writeFileSync(folder.paths.lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'of another run' }));
    lock.release();
    assert.ok(existsSync(folder.paths.lock));
  });
});

function throwsOnlyIfYoung(paths: JournalPaths): void {
  assert.throws(() => throwIfRunning(paths), isRunning);
}
