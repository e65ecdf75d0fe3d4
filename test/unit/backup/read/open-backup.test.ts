/** Opening and reading a backup that an independent program wrote. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { openBackup, type Backup } from '../../../../src/backup/index.ts';
import { copyFixture, fixtureFacts, fixturePath, recordTree, type FixtureFile } from '../../../support/backup-copy.ts';

const facts = fixtureFacts('plain-ios17');
const inOrder = (a: FixtureFile, b: FixtureFile) =>
  Buffer.compare(Buffer.from(a.domain), Buffer.from(b.domain)) || Buffer.compare(Buffer.from(a.relativePath), Buffer.from(b.relativePath));

async function contentOf(backup: Backup, fileID: string): Promise<Buffer> {
  const file = await backup.getById(fileID);
  assert.ok(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('openBackup', () => {
  it('summarises with the source of every fact', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const { summary } = backup;
    assert.equal(summary.udid, facts.udid);
    assert.equal(summary.productVersion, '17.4');
    assert.equal(summary.encrypted, false);
    assert.equal(summary.era, 'db');
    assert.equal(summary.isFinished, true);
    assert.equal(summary.throughJournal, false);
    assert.equal(summary.hint, undefined);
    assert.deepEqual(summary.date, new Date('2024-06-01T12:34:56Z'));
    assert.equal(summary.sources.udid, 'Manifest.plist');
    assert.equal(summary.sources.date, 'Status.plist');
  });

  it('lists every row in order, with all that the record says', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const { rows, next } = await backup.list({ limit: 1000 });
    assert.equal(next, undefined);
    const kinds: Record<number, string> = { 1: 'file', 2: 'directory', 4: 'symlink' };
    const expected = facts.files.toSorted(inOrder).map((file) => ({
      fileID: file.fileID,
      domain: file.domain,
      relativePath: file.relativePath,
      kind: kinds[file.flags],
      size: file.size,
      mode: file.mode,
      modified: new Date(file.mtime * 1000).toISOString(),
      protectionClass: file.protectionClass,
      ...(file.target === null ? {} : { target: file.target }),
    }));
    assert.deepEqual(rows, expected);
  });

  it('gives the stored bytes of every file, however long they are', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    for (const file of facts.files.filter(({ flags }) => flags === 1)) {
      const content = await contentOf(backup, file.fileID);
      assert.equal(content.length, file.storedSize, file.relativePath);
      assert.equal(createHash('sha1').update(content).digest('hex'), file.storedSha1, file.relativePath);
      assert.equal((await backup.details(file.fileID))?.payload?.size, file.storedSize);
    }
  });

  it('finds one file by its name, to the byte', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
    assert.equal(sms?.fileID, '3d0d7e5fb2ce288813306e4d4636395e047a3d28');
    assert.equal(await backup.get('HomeDomain', 'Library/SMS/SMS.DB'), undefined);
    const details = await backup.details('3d0d7e5fb2ce288813306e4d4636395e047a3d28');
    assert.equal(
      Buffer.from(details?.record?.digest ?? []).toString('hex'),
      facts.files.find((file) => file.fileID === sms.fileID)?.digest,
    );
    assert.equal(await backup.details('0'.repeat(40)), undefined);
  });

  it('counts by domain', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const domains = await backup.domains();
    const expected = Map.groupBy(facts.files, ({ domain }) => domain);
    assert.deepEqual(
      domains.map(({ domain }) => domain),
      [...expected.keys()].sort(),
    );
    for (const { domain, files, directories, symlinks } of domains) {
      const counted = [1, 2, 4].map((flag) => expected.get(domain)?.filter(({ flags }) => flags === flag).length);
      assert.deepEqual([files, directories, symlinks], counted, domain);
    }
    assert.equal(await backup.count({}), facts.files.length);
  });

  it('refuses the content of what has none, and names a missing one', async () => {
    using copy = copyFixture('plain-ios17');
    await using backup = await openBackup(copy.path);
    const [root] = (await backup.list({ domain: 'HomeDomain', limit: 1 })).rows;
    assert.ok(root);
    const read = async (file: typeof root) => {
      for await (const chunk of backup.open(file)) assert.ok(chunk);
    };
    await assert.rejects(read(root), { code: 'no-such-file' });
    const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
    assert.ok(sms);
    const { rmSync, symlinkSync } = await import('node:fs');
    rmSync(`${copy.path}/3d/${sms.fileID}`);
    await assert.rejects(read(sms), { code: 'payload-missing' });
    symlinkSync('/etc/hostname', `${copy.path}/3d/${sms.fileID}`);
    await assert.rejects(read(sms), { code: 'payload-missing' }, 'a link is not content');
  });

  it('changes nothing: no byte, no date, no file beside the catalogue', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.parent);
    {
      await using backup = await openBackup(copy.path);
      await backup.domains();
      await backup.list({ search: 'sms', limit: 10 });
      await contentOf(backup, '3d0d7e5fb2ce288813306e4d4636395e047a3d28');
    }
    assert.deepEqual(recordTree(copy.parent), before);
  });

  it('answers nothing after it was closed, and cancels what is asked', async () => {
    const backup = await openBackup(fixturePath('plain-ios17'));
    const asked = backup.list({ limit: 10 });
    const closing = backup.close();
    await assert.rejects(asked, { code: 'cancelled' });
    await closing;
    await assert.rejects(backup.count({}), { code: 'cancelled' });
    await backup.close();
  });

  it('reads on in no file after it was closed', async () => {
    const backup = await openBackup(fixturePath('plain-ios17'));
    const { rows } = await backup.list({ limit: 1000 });
    const largest = rows.reduce((a, b) => (b.size > a.size ? b : a));
    const content = backup.open(largest)[Symbol.asyncIterator]();
    assert.equal((await content.next()).done, false);
    await backup.close();
    await assert.rejects(content.next(), { code: 'cancelled' });
  });

  it('stops when it is told to', async () => {
    await assert.rejects(openBackup(fixturePath('plain-ios17'), { signal: AbortSignal.abort() }), { code: 'cancelled' });
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const controller = new AbortController();
    const asked = backup.count({ search: 'x' }, controller.signal);
    controller.abort();
    await assert.rejects(asked, { code: 'cancelled' });
    assert.ok((await backup.count({ search: 'x' })) > 0, 'a cancelled search is not the answer to the next one');
  });
});
