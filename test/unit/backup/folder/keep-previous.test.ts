/** A previous version is kept unasked only where the disk need not copy its files, and never at the cost of the run. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WritingHost } from '../../../../src/backup/create/writing-host.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { keepPreviousIfCheap } from '../../../../src/backup/folder/keep-previous.ts';
import { checkDevicePath } from '../../../../src/device-protocol/index.ts';
import { copyFixture, FIXTURE_UDID, recordTree } from '../../../support/backup-copy.ts';

const UDID = FIXTURE_UDID['plain-ios17'];
const GB = 1024 ** 3;

const refuse = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code, syscall: 'link' });
};
const noClones = { clone: refuse('ENOTSUP'), freeBytes: () => GB };

/** Names and contents; a version has dates of its own. */
const contentsOf = (path: string) => recordTree(path).map((line) => [line.split(' ')[0], line.split(' ').at(-1)]);

/** A backup in the middle of a run that has replaced Info.plist. */
function changed(): Disposable & { readonly path: string; readonly before: ReturnType<typeof contentsOf> } {
  const copy = copyFixture('plain-ios17');
  const before = contentsOf(copy.path);
  const folder = FolderTransaction.check(dirname(copy.path), UDID);
  const file = new WritingHost(folder, UDID).receive(checkDevicePath(`${UDID}/Info.plist`));
  file.write(Buffer.from('new'));
  file.finish();
  return {
    path: copy.path,
    before,
    [Symbol.dispose]: () => {
      folder.close();
      copy[Symbol.dispose]();
    },
  };
}

const versionsBeside = (path: string) => readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}-`));

describe('a previous version that is kept only if that is cheap', () => {
  it('is the whole version before: links to what is only ever replaced, copies of what is written in place', () => {
    using backup = changed();
    const { previous, notKept } = keepPreviousIfCheap(backup.path, noClones);
    assert.equal(notKept, undefined);
    assert.ok(previous);
    assert.deepEqual(contentsOf(previous), backup.before);
    assert.equal(readFileSync(join(backup.path, 'Info.plist'), 'utf8'), 'new');
    assert.equal(statSync(join(previous, 'Manifest.db')).nlink, 1);
    const payload = readdirSync(previous, { recursive: true, encoding: 'utf8' }).find((name) => /^[0-9a-f]{2}.[0-9a-f]{40}$/.test(name));
    assert.equal(statSync(join(previous, payload ?? '')).nlink, 2);
  });

  it('is none where every file would have to be copied', () => {
    using backup = changed();
    assert.deepEqual(keepPreviousIfCheap(backup.path, { ...noClones, link: refuse('EPERM') }), { notKept: 'would-copy' });
    assert.deepEqual(versionsBeside(backup.path), []);
  });

  it('is none where little space is left, before or after its catalogue is copied', () => {
    using backup = changed();
    assert.deepEqual(keepPreviousIfCheap(backup.path, { ...noClones, freeBytes: () => 1000 }), { notKept: 'little-space' });
    const enoughBefore = 256 * 1024 * 1024 + 1;
    assert.deepEqual(keepPreviousIfCheap(backup.path, { ...noClones, freeBytes: () => enoughBefore }), { notKept: 'little-space' });
    assert.deepEqual(versionsBeside(backup.path), []);
  });

  it('is none when the disk fills up meanwhile, which is no error', () => {
    using backup = changed();
    assert.deepEqual(keepPreviousIfCheap(backup.path, { ...noClones, link: refuse('ENOSPC') }), { notKept: 'disk-failed' });
    assert.deepEqual(versionsBeside(backup.path), []);
    assert.ok(!readdirSync(join(dirname(backup.path), `.${UDID}.journal`)).includes('archive'));
  });

  it('is none when there was no version before, and nothing has to be said then', () => {
    using copy = copyFixture('plain-ios17');
    assert.deepEqual(keepPreviousIfCheap(copy.path, noClones), {});
  });
});
