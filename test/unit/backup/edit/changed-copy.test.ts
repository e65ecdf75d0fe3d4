/** Copies that differ on purpose: what they contain, how they verify, and that the backup they come from is not touched. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  compareBackups,
  editBackup,
  openBackup,
  thinBackup,
  unlockBackup,
  verifyBackup,
  type Backup,
} from '../../../../src/backup/index.ts';
import { isCodedError } from '../../../../src/base/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { copyFixture, FIXTURE_PASSWORD, fixturePath, recordTree, temporaryFolder, type FixtureName } from '../../../support/backup-copy.ts';
import { withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const FIXTURES = ['plain-ios17', 'encrypted-ios17', 'encrypted-ios9-mbdb'] as const;

async function keysOf(name: FixtureName) {
  const password = FIXTURE_PASSWORD[name];
  return password === undefined ? undefined : await unlockBackup(fixturePath(name), password);
}

async function contentOf(backup: Backup, domain: string, relativePath: string): Promise<Buffer | undefined> {
  const file = await backup.get(domain, relativePath);
  if (file === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function someFile(path: string, keys: Awaited<ReturnType<typeof keysOf>>) {
  await using backup = await openBackup(path, { keys });
  const { rows } = await backup.list({ limit: 1000 });
  return (
    rows.find(({ kind, domain, relativePath }) => kind === 'file' && domain === 'HomeDomain' && relativePath.endsWith('.plist')) ??
    assert.fail()
  );
}

describe('a copy with another file in it', () => {
  for (const name of FIXTURES) {
    it(`of ${name} verifies as the backup does, has the new bytes, and differs in nothing else`, async () => {
      using folder = temporaryFolder();
      const path = fixturePath(name);
      await using keys = await keysOf(name);
      const before = recordTree(path);
      const { domain, relativePath } = await someFile(path, keys);
      const original = await verifyBackup(path, { keys, level: 'full' });
      for (const size of [0, 16, 100_001]) {
        const content = Buffer.alloc(size, 'new');
        writeFileSync(join(folder.path, 'new'), content);
        const edit = { domain, relativePath, replacement: join(folder.path, 'new') };
        const copy = await editBackup(path, edit, { target: join(folder.path, String(size)), keys });
        const report = await verifyBackup(copy.path, { keys, level: 'full' });
        assert.equal(report.verdict, original.verdict, JSON.stringify(report.findings));
        assert.deepEqual(report.counts, original.counts);
        await using backup = await openBackup(copy.path, { keys });
        assert.deepEqual(await contentOf(backup, domain, relativePath), content);
        const { files } = await compareBackups({ path, keys }, { path: copy.path, keys }, { readAll: true });
        const found = files.map((file) => [file.change, file.relativePath]);
        assert.deepEqual(found, [['changed', relativePath]]);
      }
      const gone = await editBackup(path, { domain, relativePath }, { target: join(folder.path, 'gone'), keys });
      await using backup = await openBackup(gone.path, { keys });
      assert.equal(await backup.get(domain, relativePath), undefined);
      assert.deepEqual(recordTree(path), before);
    });
  }

  it('names the log that would be laid over a new database', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const rows = ['a.db', 'a.db-wal'].map((relativePath) => ({ domain: 'AppDomain-x', relativePath, content: Buffer.from('x') }));
    writeSampleBackup(path, withParents(rows));
    writeFileSync(join(folder.path, 'new'), 'new');
    const edit = { domain: 'AppDomain-x', relativePath: 'a.db', replacement: join(folder.path, 'new') };
    assert.deepEqual((await editBackup(path, edit, { target: join(folder.path, 'to') })).companions, ['a.db-wal']);
  });

  it('of what is not there, a folder, without keys, or into the backup itself is refused and leaves nothing', async () => {
    using folder = temporaryFolder();
    const target = join(folder.path, 'to');
    const refused = (edit: Parameters<typeof editBackup>[1], path: string, code: string, to = target) =>
      assert.rejects(editBackup(path, edit, { target: to }), (error) => isCodedError(error, code));
    const plain = fixturePath('plain-ios17');
    await refused({ domain: 'HomeDomain', relativePath: 'no such' }, plain, 'no-such-file');
    await refused({ domain: 'HomeDomain', relativePath: 'Library' }, plain, 'no-such-file');
    await refused({ domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db' }, fixturePath('encrypted-ios17'), 'backup-encrypted');
    using copy = copyFixture('plain-ios17');
    const missing = { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', replacement: join(folder.path, 'missing') };
    await refused(missing, copy.path, 'file-io');
    await refused(missing, copy.path, 'target-inside-backup', join(copy.path, 'to'));
    assert.deepEqual(readdirSync(folder.path), []);
  });
});

describe('a smaller copy', () => {
  for (const name of FIXTURES) {
    it(`of ${name} has what was chosen, whole, and is called partial`, async () => {
      using folder = temporaryFolder();
      const path = fixturePath(name);
      await using keys = await keysOf(name);
      const before = recordTree(path);
      const glob = 'HomeDomain/Library/SMS/**';
      const copy = await thinBackup(path, { globs: [glob] }, { target: join(folder.path, 'to'), keys });
      const report = await verifyBackup(copy.path, { keys, level: 'full' });
      assert.deepEqual([report.verdict, copy.verdict], ['partial', 'partial'], JSON.stringify(report.findings));
      const { files, counts } = await compareBackups({ path, keys }, { path: copy.path, keys }, { readAll: true });
      assert.ok(files.every(({ change }) => change === 'removed'));
      await using backup = await openBackup(path, { keys });
      const above = ['', 'Library', 'Library/SMS'];
      const found = await Promise.all(above.map((relativePath) => backup.get('HomeDomain', relativePath)));
      assert.equal(counts.same, (await backup.count({ glob })) + found.filter((row) => row !== undefined).length);
      const removed = files.filter(({ before: version }) => version?.kind === 'file').length;
      const leftOut = copy.leftOut.reduce((sum, domain) => sum + domain.files, 0);
      assert.equal(leftOut, removed);
      assert.deepEqual(recordTree(path), before);
    });
  }

  it('of an app has its extensions and no other app; what another run has written since is not called partial', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const domains = ['AppDomain-com.a', 'AppDomainPlugin-com.a.share', 'AppDomain-com.ab', 'AppDomainPlugin-com.ab.x', 'HomeDomain'];
    writeSampleBackup(
      path,
      withParents(domains.map((domain) => ({ domain, relativePath: 'Documents/\u202e<b>', content: Buffer.from('x') }))),
    );
    const copy = await thinBackup(path, { apps: ['com.a'] }, { target: join(folder.path, 'to') });
    await using backup = await openBackup(copy.path);
    const kept = await backup.domains();
    assert.deepEqual(kept.map(({ domain }) => domain).sort(), domains.slice(0, 2).sort());
    assert.equal((await verifyBackup(copy.path)).verdict, 'partial');
    const status = join(copy.path, 'Status.plist');
    const bytes = readFileSync(status);
    writeFileSync(status, Buffer.concat([bytes, Buffer.from('\n')]));
    const later = await verifyBackup(copy.path);
    assert.ok(later.findings.every(({ code }) => code !== 'left-out-on-purpose' && code !== 'unknown-file'));
    writeFileSync(status, bytes);
    writeFileSync(join(copy.path, 'backup-lab-left-out.json'), '{');
    assert.equal((await verifyBackup(copy.path)).verdict, 'partial');
  });

  it('stays partial in whatever is copied from it', async () => {
    using folder = temporaryFolder();
    const [first, edited, again] = ['first', 'edited', 'again'].map((name) => join(folder.path, name));
    const globs = ['HomeDomain/Library/SMS/**'];
    const thin = await thinBackup(fixturePath('plain-ios17'), { globs }, { target: first ?? '' });
    const edit = await editBackup(thin.path, { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db' }, { target: edited ?? '' });
    const thinner = await thinBackup(thin.path, { globs }, { target: again ?? '' });
    for (const copy of [edit, thinner]) {
      const report = await verifyBackup(copy.path, { level: 'full' });
      assert.deepEqual([copy.verdict, report.verdict], ['partial', 'partial']);
      const files = thin.leftOut.reduce((sum, domain) => sum + domain.files, 0);
      assert.equal(report.findings.find(({ code }) => code === 'left-out-on-purpose')?.evidence.files, files);
    }
  });

  it('that lacks only folders, or rows that cannot be used, is not called good', async () => {
    using folder = temporaryFolder();
    const [path, target] = [join(folder.path, 'backup'), join(folder.path, 'to')];
    const domains = ['AppDomain-x', 'AppDomain-y'].map((domain) => ({ domain, relativePath: '', flags: 2 }));
    writeSampleBackup(path, [...domains, { domain: 'AppDomain-x', relativePath: 'a', content: Buffer.from('x') }]);
    assert.equal((await verifyBackup(path)).verdict, 'good');
    assert.equal((await thinBackup(path, { apps: ['x'] }, { target })).verdict, 'partial');
    const manifest = new DatabaseSync(join(path, 'Manifest.db'));
    manifest.prepare('INSERT INTO Files VALUES (?, ?, ?, 1, NULL)').run(fileIdOf('AppDomain-x', 'b'), 'AppDomain-x', 'b');
    manifest.close();
    const edited = await editBackup(path, { domain: 'AppDomain-x', relativePath: 'a' }, { target: join(folder.path, 'edited') });
    assert.deepEqual([edited.unusableRows, edited.verdict], [1, 'partial']);
  });

  it('of which nothing fits, that is canceled, or whose target is taken leaves nothing', async () => {
    using folder = temporaryFolder();
    const path = fixturePath('plain-ios17');
    const target = join(folder.path, 'to');
    await assert.rejects(thinBackup(path, { apps: ['no.such'] }, { target }), (error) => isCodedError(error, 'no-such-file'));
    const controller = new AbortController();
    const stop = thinBackup(path, { globs: ['**'] }, { target, signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(stop, (error) => isCodedError(error, 'cancelled'));
    assert.equal(existsSync(target), false);
    writeFileSync(join(folder.path, 'other'), '');
    await assert.rejects(thinBackup(path, { globs: ['**'] }, { target: folder.path }), (error) => isCodedError(error, 'target-exists'));
  });

  it('says what is damaged in what it has', async () => {
    using copy = copyFixture('plain-ios17');
    using folder = temporaryFolder();
    const fileID = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
    rmSync(join(copy.path, fileID.slice(0, 2), fileID));
    const thin = await thinBackup(copy.path, { domains: ['HomeDomain'] }, { target: join(folder.path, 'to') });
    assert.equal(thin.verdict, 'damaged');
  });
});
