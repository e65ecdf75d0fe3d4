/** Private folders go with their owner, with their process, and after a crash with the next start; nobody else's go at all. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makePrivateFolder, removePrivateFolders, sweepPrivateFolders } from '../../../../src/backup/read/private-folder.ts';
import { ownerMark } from '../../../../src/backup/read/private-folder-owner.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const HOLDER = join(import.meta.dirname, '../../../support/hold-private-folder.ts');

/** Another process with a private folder of its own. */
async function holder(): Promise<{ readonly child: ChildProcess; readonly path: string }> {
  const child = spawn(process.execPath, [HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, path: line.toString().trim() };
}

/** A folder whose name says that this process owns it, made by nobody. */
function planted(name: string): { readonly path: string } & Disposable {
  const path = join(tmpdir(), name);
  mkdirSync(path);
  writeFileSync(join(path, 'content'), 'x');
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

describe('a private folder', () => {
  it('can be entered by this user only, and what is copied into it read by nobody else', async () => {
    using folder = temporaryFolder();
    const original = join(folder.path, 'original');
    writeFileSync(original, 'text', { mode: 0o644 });
    let path: string;
    {
      await using own = await makePrivateFolder();
      path = own.path;
      assert.equal(statSync(own.path).mode & 0o777, 0o700);
      assert.equal(statSync(await own.copyIn(original, 'copy')).mode & 0o777, 0o600);
    }
    assert.equal(existsSync(path), false);
  });

  it('goes when its process exits without having disposed of it', async () => {
    const { child, path } = await holder();
    assert.equal(existsSync(join(path, 'secret')), true);
    child.stdin?.end();
    await once(child, 'exit');
    assert.equal(existsSync(path), false);
  });

  it('stays while its process lives, and goes with the next start after that was killed', async () => {
    const { child, path } = await holder();
    sweepPrivateFolders();
    assert.equal(existsSync(path), true, 'somebody else is using it');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(existsSync(path), true);
    const next = await holder();
    assert.equal(existsSync(path), false);
    next.child.stdin?.end();
    await once(next.child, 'exit');
  });

  it('of an earlier process with the number of this one goes; one that this process has made stays', async () => {
    await using own = await makePrivateFolder();
    const [machine = '', pid = '', start = ''] = ownerMark(0).split('-');
    using old = planted(`ios-backup-lab-${machine}-${pid}-${BigInt(start) + 1n}-0-abcdef`);
    sweepPrivateFolders();
    assert.deepEqual([existsSync(old.path), existsSync(own.path)], [false, true]);
  });

  it('of this process stays when the computer has slept meanwhile', async () => {
    await using own = await makePrivateFolder();
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
    try {
      sweepPrivateFolders();
    } finally {
      Date.now = now;
    }
    assert.equal(existsSync(own.path), true);
  });

  it('of another machine stays, as does whatever is only called like one', () => {
    const ownMark = ownerMark(0).split('-')[0] ?? '';
    using elsewhere = planted(`ios-backup-lab-${ownMark === '00000000' ? '11111111' : '00000000'}-999999999-1-0-abcdef`);
    using similar = planted('ios-backup-lab-notes of a person');
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'precious'), 'x');
    const link = join(tmpdir(), `ios-backup-lab-${ownMark}-999999999-1-0-fedcba`);
    symlinkSync(folder.path, link);
    try {
      sweepPrivateFolders();
      assert.equal(existsSync(join(elsewhere.path, 'content')), true);
      assert.equal(existsSync(join(similar.path, 'content')), true);
      assert.equal(lstatSync(link).isSymbolicLink(), true);
      assert.equal(existsSync(join(folder.path, 'precious')), true);
    } finally {
      rmSync(link);
    }
  });

  it('of a thread that has ended can be removed by the others', () => {
    using ofThread = planted(`ios-backup-lab-${ownerMark(7)}-abcdef`);
    using ofOther = planted(`ios-backup-lab-${ownerMark(8)}-abcdef`);
    removePrivateFolders(7);
    assert.deepEqual([existsSync(ofThread.path), existsSync(ofOther.path)], [false, true], basename(ofOther.path));
  });

  it('survives many starts at once', async () => {
    await using own = await makePrivateFolder();
    const holders = await Promise.all(Array.from({ length: 4 }, holder));
    assert.equal(new Set(holders.map(({ path }) => path)).size, 4);
    for (const { path } of holders) assert.equal(existsSync(path), true);
    assert.equal(existsSync(own.path), true);
    await Promise.all(
      holders.map(async ({ child }) => {
        child.stdin?.end();
        await once(child, 'exit');
      }),
    );
    for (const { path } of holders) assert.equal(existsSync(path), false);
  });
});
