/** Every file of every fixture comes out as its independent writer says, with names, dates, links and attributes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { extractBackup, unlockBackup } from '../../../../src/backup/index.ts';
import {
  copyFixture,
  fixtureFacts,
  recordTree,
  temporaryFolder,
  type FixtureFile,
  type FixtureName,
} from '../../../support/backup-copy.ts';
import { filesOf, ledgerOf, treeOf } from '../../../support/extracting.ts';

/** What the user's umask leaves of all permissions. */
function allowed(): number {
  using folder = temporaryFolder();
  const path = join(folder.path, 'probe');
  closeSync(openSync(path, 'w', 0o777));
  return lstatSync(path).mode & 0o777;
}

const ALLOWED = allowed();

function expectFile(target: string, row: FixtureFile): void {
  const path = join(target, row.domain, row.relativePath);
  const status = lstatSync(path);
  assert.equal(createHash('sha256').update(readFileSync(path)).digest('hex'), row.plainSha256, row.relativePath);
  assert.equal(status.mode & 0o7777, ((row.mode & 0o777) | 0o600) & ALLOWED, row.relativePath);
  assert.equal(status.mtimeMs, row.mtime * 1000, row.relativePath);
}

function expectFolder(target: string, row: FixtureFile): void {
  const status = lstatSync(join(target, row.domain, row.relativePath));
  assert.ok(status.isDirectory(), row.relativePath);
  assert.equal(status.mtimeMs, row.mtime * 1000, `${row.domain}/${row.relativePath}`);
}

for (const name of ['plain-ios17', 'encrypted-ios17', 'encrypted-ios9-mbdb'] as const satisfies readonly FixtureName[]) {
  describe(`extracting all of ${name}`, () => {
    const { files, password } = fixtureFacts(name);
    const inside = files.filter(({ flags, target }) => flags !== 4 || target?.startsWith('/') === false);

    it('gives every file, folder and link with its content and date, and changes nothing in the backup', async () => {
      using copy = copyFixture(name);
      using folder = temporaryFolder();
      const target = join(folder.path, 'target');
      const before = recordTree(copy.path);
      await using keys = password === null ? null : await unlockBackup(copy.path, password);
      const report = await extractBackup(copy.path, { target, keys: keys ?? undefined });
      assert.deepEqual(recordTree(copy.path), before);
      assert.deepEqual(report.failures, []);
      for (const row of files) {
        if (row.flags === 1) expectFile(target, row);
        if (row.flags === 2) expectFolder(target, row);
      }
      const links = files.filter(({ flags }) => flags === 4);
      const made = links.filter((row) => inside.includes(row));
      for (const row of made) assert.equal(readlinkSync(join(target, row.domain, row.relativePath)), row.target);
      assert.deepEqual([report.symlinks, report.symlinksLeftOut], [made.length, links.length - made.length]);
      const domains = new Set(inside.map(({ domain }) => domain));
      const expected = new Set([
        ...domains,
        ...inside.map((row) => (row.relativePath === '' ? row.domain : `${row.domain}/${row.relativePath}`)),
      ]);
      assert.deepEqual(new Set(treeOf(target).keys()), expected);
      assert.equal(report.files, files.filter(({ flags }) => flags === 1).length);
      assert.equal(
        report.bytes,
        files.reduce((sum, { plainSize }) => sum + (plainSize ?? 0), 0),
      );
    });

    it('keeps extended attributes and links that lead elsewhere in the ledger', async () => {
      using copy = copyFixture(name);
      using folder = temporaryFolder();
      await using keys = password === null ? null : await unlockBackup(copy.path, password);
      await extractBackup(copy.path, { target: folder.path, keys: keys ?? undefined });
      const ledger = ledgerOf(folder.path);
      const attributes = ledger.filter(({ fact }) => fact === 'attributes');
      const expected = files.filter(({ xattrs }) => xattrs !== null);
      assert.ok(expected.length > 0);
      assert.deepEqual(
        attributes.map((line) => [line.fileID, line.attributes]),
        expected.map(({ fileID, xattrs }) => [
          fileID,
          Object.fromEntries(Object.entries(xattrs ?? {}).map(([key, hex]) => [key, Buffer.from(hex, 'hex').toString('base64')])),
        ]),
      );
      const left = ledger.filter(({ fact }) => fact === 'link-left-out').map((line) => [line.fileID, line.target]);
      assert.deepEqual(
        left,
        files.filter((row) => !inside.includes(row)).map((row) => [row.fileID, row.target]),
      );
    });

    it('finds everything done when it is started again, and then brings back what was removed', async () => {
      using copy = copyFixture(name);
      using folder = temporaryFolder();
      await using keys = password === null ? null : await unlockBackup(copy.path, password);
      const first = await extractBackup(copy.path, { target: folder.path, keys: keys ?? undefined });
      const whole = filesOf(folder.path);
      const second = await extractBackup(copy.path, { target: folder.path, keys: keys ?? undefined });
      assert.deepEqual([second.files, second.symlinks, second.kept], [0, 0, first.files + first.symlinks]);
      rmSync(join(folder.path, 'HomeDomain/Library'), { recursive: true });
      const third = await extractBackup(copy.path, { target: folder.path, keys: keys ?? undefined });
      assert.ok(third.files > 0 && third.files + third.symlinks + third.kept === first.files + first.symlinks);
      assert.deepEqual(filesOf(folder.path), whole);
    });
  });
}
