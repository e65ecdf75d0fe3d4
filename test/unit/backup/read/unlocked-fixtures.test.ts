/** The backups of an independent writer, opened with their passwords: names, classes and content as that writer noted them down. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { openBackup, unlockBackup, type Backup } from '../../../../src/backup/index.ts';
import { copyFixture, fixtureFacts, fixturePath, recordTree } from '../../../support/backup-copy.ts';

async function sha256Of(backup: Backup, fileID: string): Promise<{ bytes: number; sha256: string }> {
  const file = await backup.getById(fileID);
  assert.ok(file);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of backup.open(file)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

describe('an unlocked backup', () => {
  for (const name of ['encrypted-ios17', 'encrypted-ios9-mbdb'] as const) {
    describe(name, () => {
      const facts = fixtureFacts(name);

      it('has the names, kinds, sizes and classes of its writer', async () => {
        await using keys = await unlockBackup(fixturePath(name), facts.password ?? '');
        await using backup = await openBackup(fixturePath(name), { keys });
        assert.equal(backup.isLocked, false);
        const { rows } = await backup.list({ limit: 1000 });
        const told = rows.map((row) => [
          row.fileID,
          row.domain,
          row.relativePath,
          row.kind,
          row.size,
          row.mode,
          row.protectionClass,
          row.target ?? null,
        ]);
        const kinds: Record<number, string> = { 1: 'file', 2: 'directory', 4: 'symlink' };
        const expected = facts.files.map((file) => [
          file.fileID,
          file.domain,
          file.relativePath,
          kinds[file.flags],
          file.size,
          file.mode,
          file.protectionClass,
          file.target,
        ]);
        const byID = (a: unknown[], b: unknown[]) => String(a[0]).localeCompare(String(b[0]));
        assert.deepEqual(told.sort(byID), expected.sort(byID));
      });

      it('gives the content of every file, to the byte', async () => {
        await using keys = await unlockBackup(fixturePath(name), facts.password ?? '');
        await using backup = await openBackup(fixturePath(name), { keys });
        for (const file of facts.files.filter(({ flags }) => flags === 1)) {
          const { bytes, sha256 } = await sha256Of(backup, file.fileID);
          assert.deepEqual([file.relativePath, bytes, sha256], [file.relativePath, file.plainSize, file.plainSha256]);
        }
      });

      it('is left as it is', async () => {
        using copy = copyFixture(name);
        const before = recordTree(copy.parent);
        {
          await using keys = await unlockBackup(copy.path, facts.password ?? '');
          await using backup = await openBackup(copy.path, { keys });
          await backup.encryption();
          const file = facts.files.find(({ flags }) => flags === 1);
          await sha256Of(backup, file?.fileID ?? '');
        }
        assert.deepEqual(recordTree(copy.parent), before);
      });
    });
  }
});
