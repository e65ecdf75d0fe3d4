/** Files that cannot be extracted do not stop the others; what can be said of them is in the report. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { extractBackup, unlockBackup } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, temporaryFolder } from '../../../support/backup-copy.ts';
import { editCatalogue, flipBit } from '../../../support/damaged-backup.ts';
import { extractHere, filesOf, ledgerOf, placeWith, text } from '../../../support/extracting.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';

const PATHS = ['good', 'bad', 'gone'];

function payload(backup: string, relativePath: string): string {
  const fileID = fileIdOf('HomeDomain', relativePath);
  return join(backup, fileID.slice(0, 2), fileID);
}

async function encryptedBackup(path: string): Promise<void> {
  const rows = PATHS.map((relativePath) => ({
    domain: 'HomeDomain',
    relativePath,
    content: Buffer.alloc(100, relativePath),
    record: { size: 1000 },
  }));
  await writeEncryptedSample(path, () => rows, { password: 'secret', catalogue: 'db', modern: true, random: randomBytes });
}

describe('files that cannot be extracted', () => {
  for (const damaged of ['skip', 'keep'] as const) {
    it(`are reported one by one; a damaged one is written only on request (${damaged})`, async () => {
      using folder = temporaryFolder();
      const [path, target] = [join(folder.path, 'backup'), join(folder.path, 'target')];
      await encryptedBackup(path);
      // One block before the last: the last byte of the padding is another one, whatever the keys are.
      flipBit(payload(path, 'bad'), 95);
      rmSync(payload(path, 'gone'));
      await using keys = await unlockBackup(path, 'secret');
      const events: unknown[] = [];
      const report = await extractBackup(path, { keys, target, damaged, onEvent: (event) => events.push(event) });
      const missing = ['gone', 'payload-missing', undefined];
      assert.deepEqual(
        report.failures.map(({ relativePath, code, reason }) => [relativePath, code, reason]),
        damaged === 'skip' ? [['bad', 'content-damaged', 'bad-padding'], missing] : [missing],
      );
      const bad = { domain: 'HomeDomain', relativePath: 'bad', fileID: fileIdOf('HomeDomain', 'bad') };
      const named = { ...bad, path: 'HomeDomain/bad.damaged', reason: 'bad-padding' };
      assert.deepEqual(report.damagedFiles, damaged === 'skip' ? [] : [named]);
      assert.equal(events.length, report.failed);
      const names = Object.keys(filesOf(target));
      assert.deepEqual(names, damaged === 'skip' ? ['HomeDomain/good'] : ['HomeDomain/bad.damaged', 'HomeDomain/good']);
      assert.equal(filesOf(target)['HomeDomain/good'], String(Buffer.alloc(100, 'good')));
      const facts = ledgerOf(target).map(({ fact, relativePath }) => [fact, relativePath]);
      assert.deepEqual(
        facts.sort(),
        [
          [damaged === 'skip' ? 'failed' : 'damaged', 'bad'],
          ['failed', 'gone'],
        ].sort(),
      );
    });
  }

  it('are those whose key the backup does not have, or not whole', async () => {
    using folder = temporaryFolder();
    const [path, target] = [join(folder.path, 'backup'), join(folder.path, 'target')];
    const rows = PATHS.map((relativePath) => ({ domain: 'HomeDomain', relativePath, content: text(relativePath) }));
    await writeEncryptedSample(path, () => rows, { password: 'secret', catalogue: 'db', modern: false, random: randomBytes });
    // The wrapped key begins with its class, in an NSData that stands in the record as it is.
    editCatalogue(path, (database) => {
      const change = (relativePath: string, edit: (key: Buffer) => void) => {
        const { file } = database.prepare('SELECT file FROM Files WHERE relativePath = ?').get(relativePath) as { file: Uint8Array };
        const blob = Buffer.from(file);
        const at = blob.indexOf(Buffer.from([3, 0, 0, 0]));
        edit(blob.subarray(at, at + 44));
        database.prepare('UPDATE Files SET file = ? WHERE relativePath = ?').run(blob, relativePath);
      };
      change('bad', (key) => key.writeUInt32LE(9));
      change('gone', (key) => key.writeUInt8((key[20] ?? 0) ^ 1, 20));
    });
    await using keys = await unlockBackup(path, 'secret');
    const report = await extractBackup(path, { keys, target });
    assert.deepEqual(
      report.failures.map(({ relativePath, code, reason }) => [relativePath, code, reason]),
      [
        ['bad', 'key-missing', 'device-only'],
        ['gone', 'key-unwrap-failed', 'check'],
      ],
    );
    assert.deepEqual(filesOf(target), { 'HomeDomain/good': 'good' });
  });

  it('are those whose content is a link, a folder or a pipe', async () => {
    using place = placeWith(
      ['good', 'link', 'folder', 'pipe'].map((relativePath) => ({ domain: 'HomeDomain', relativePath, content: text('content') })),
    );
    for (const name of ['link', 'folder', 'pipe']) rmSync(payload(place.backup, name));
    symlinkSync('/etc/hostname', payload(place.backup, 'link'));
    mkdirSync(payload(place.backup, 'folder'));
    execFileSync('mkfifo', [payload(place.backup, 'pipe')]);
    const { report } = await extractHere(place);
    assert.deepEqual(
      new Set(report.failures.map(({ relativePath, code }) => `${relativePath} ${code}`)),
      new Set(['link', 'folder', 'pipe'].map((name) => `${name} payload-missing`)),
    );
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/good': 'content' });
  });

  it('do not include those whose length is another than the catalogue says: what is stored is written', async () => {
    const digest = createHash('sha1').update('shor').digest();
    using place = placeWith([{ domain: 'HomeDomain', relativePath: 'grown', content: text('short'), record: { size: 3, digest } }]);
    truncateSync(payload(place.backup, 'grown'), 4);
    assert.deepEqual((await extractHere(place)).report.failures, []);
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/grown': 'shor' });
  });
});

describe('an extraction is refused', () => {
  async function code(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return isCodedError(error) ? error.code : `no coded error: ${String(error)}`;
  }

  it('into the backup, by whatever path', async () => {
    using copy = copyFixture('plain-ios17');
    const link = join(copy.parent, 'link');
    symlinkSync(copy.path, link);
    for (const target of [copy.path, join(copy.path, 'new/folder'), link, join(link, 'new'), `${copy.path}/../link/00`]) {
      assert.equal(await code(extractBackup(copy.path, { target })), 'target-inside-backup', target);
    }
  });

  it('into a file', async () => {
    using copy = copyFixture('plain-ios17');
    const file = join(copy.parent, 'file');
    writeFileSync(file, '');
    assert.equal(await code(extractBackup(copy.path, { target: file })), 'target-exists');
    assert.equal(await code(extractBackup(copy.path, { target: join(file, 'below') })), 'target-exists');
  });

  it('without the keys of an encrypted backup, also when only its files are encrypted, and makes no target', async () => {
    for (const name of ['encrypted-ios17', 'encrypted-ios9-mbdb'] as const) {
      using copy = copyFixture(name);
      const target = join(copy.parent, 'target');
      assert.equal(await code(extractBackup(copy.path, { target })), 'backup-encrypted');
      const keys = await unlockBackup(copy.path, fixtureFacts(name).password ?? '');
      await keys.lock();
      assert.equal(await code(extractBackup(copy.path, { target, keys })), 'backup-encrypted');
      assert.throws(() => filesOf(target), { code: 'ENOENT' });
    }
  });

  it('when the keys are locked meanwhile', async () => {
    using copy = copyFixture('encrypted-ios17');
    const keys = await unlockBackup(copy.path, 'correct horse');
    let locking: Promise<void> | undefined;
    const target = join(copy.parent, 'target');
    const running = extractBackup(copy.path, { target, keys, onProgress: () => void (locking ??= keys.lock()) });
    assert.equal(await code(running), 'cancelled');
    await locking;
  });
});
