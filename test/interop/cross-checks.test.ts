/** What we read of an encrypted backup, found the same by programs of others: openssl, sqlite3, plistutil. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup, unlockBackup, type Backup, type BackupKeys } from '../../src/backup/index.ts';
import { dataAt, decryptPayload, parsePlist, type PlistDict } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { ERAS, writtenBackup, type WrittenBackup } from '../support/corpus/written-backups.ts';
import { bytesOf } from '../support/expected-backup.ts';

const ZERO_IV = '0'.repeat(32);

function output(program: string, args: readonly string[]): Buffer {
  const { error, status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 1 << 26 });
  if (error) throw error;
  assert.equal(status, 0, `${program}: ${stderr.toString()}`);
  return stdout;
}

describe('programs of others agree with what we read of an encrypted backup', () => {
  const folder = temporaryFolder();
  const era = ERAS.find(({ catalogueEncrypted }) => catalogueEncrypted) ?? assert.fail();
  let written: WrittenBackup;
  let keys: BackupKeys;
  let backup: Backup;

  before(async () => {
    written = await writtenBackup(era);
    keys = await unlockBackup(written.path, written.facts.password ?? '');
    backup = await openBackup(written.path, { keys });
  });

  after(async () => {
    await keys.lock();
    folder[Symbol.dispose]();
  });

  it('openssl decrypts content to the same bytes', async () => {
    let compared = 0;
    for (const { fileID, flags, size } of written.facts.files) {
      if (flags !== 1 || (size % 16 !== 0 && size < 100_000)) continue;
      const { file, record, payload } = (await backup.details(fileID)) ?? assert.fail();
      const key = Buffer.from(keys.classKeys.unwrap(record?.encryptionKey ?? assert.fail())).toString('hex');
      const plain = output('openssl', ['enc', '-d', '-aes-256-cbc', '-K', key, '-iv', ZERO_IV, '-in', payload?.path ?? assert.fail()]);
      assert.ok(plain.equals(await bytesOf(backup, file)), file.relativePath);
      compared++;
    }
    assert.ok(compared >= 5, compared.toString());
  });

  it('sqlite3 reads the same rows from the decrypted catalogue', async () => {
    const manifest = parsePlist(readFileSync(join(written.path, 'Manifest.plist'))) as PlistDict;
    const key = keys.classKeys.unwrap(dataAt(manifest, 'ManifestKey') ?? assert.fail());
    const { plain, verdict } = decryptPayload(key, readFileSync(join(written.path, 'Manifest.db')), undefined);
    assert.equal(verdict.kind, 'ok');
    const copy = join(folder.path, 'Manifest.db');
    writeFileSync(copy, plain);
    assert.equal(output('sqlite3', [copy, 'PRAGMA integrity_check']).toString(), 'ok\n');
    const rows: unknown = JSON.parse(
      output('sqlite3', ['-json', copy, 'SELECT fileID, domain, relativePath FROM Files ORDER BY 1']).toString(),
    );
    const ours = (await backup.list({ limit: 10_000 })).rows.map(({ fileID, domain, relativePath }) => ({ fileID, domain, relativePath }));
    assert.deepEqual(
      rows,
      ours.sort((one, other) => (one.fileID < other.fileID ? -1 : 1)),
    );
  });

  it('plistutil parses the property lists and the decrypted ones among the files', async () => {
    const copy = join(folder.path, 'copy.plist');
    for (const [domain, relativePath] of [
      ['KeychainDomain', 'keychain-backup.plist'],
      ['HomeDomain', 'Library/Preferences/com.apple.Preferences.plist'],
    ] as const) {
      writeFileSync(copy, await bytesOf(backup, (await backup.get(domain, relativePath)) ?? assert.fail()));
      const xml = output('plistutil', ['-i', copy, '-f', 'xml']);
      assert.deepEqual(parsePlist(xml), parsePlist(readFileSync(copy)));
    }
    for (const name of ['Manifest.plist', 'Status.plist', 'Info.plist']) {
      const file = join(written.path, name);
      assert.deepEqual(parsePlist(output('plistutil', ['-i', file, '-f', 'xml'])), parsePlist(readFileSync(file)));
    }
  });
});
