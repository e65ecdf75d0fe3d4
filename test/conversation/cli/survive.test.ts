/** `backup-lab survive` says for each file and keychain item which backups contain it and where a restore brings it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { withParents, writeSampleBackup } from '../../support/sample-backup.ts';

interface Document {
  readonly schema: string;
  readonly files: readonly { domain: string; survival: { unencrypted: { survives: boolean; evidence: string } } }[];
  readonly keychain: readonly object[];
  readonly total: { readonly files: number };
}

describe('backup-lab survive', () => {
  it('shows numbers by domain and the keychain, and marks what is assumed', async () => {
    const args = ['survive', fixturePath('encrypted-ios17'), '--password-env', 'PASSWORD'];
    const { status, stdout, stderr } = await backupLab(args, { env: { PASSWORD: 'correct horse' } });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^none +all +all\? +all\? +HealthDomain$/m);
    assert.match(stdout, /^yes\? +yes +yes +no +keychain: [acd]ku /m);
    assert.match(stderr, /^In an unencrypted backup: .* of these answers are assumed\)\.$/m);
  });

  it('prints a document with all files, and lists those of a pattern one by one', async () => {
    const path = fixturePath('plain-ios17');
    const { stdout } = await backupLab(['survive', path, '--json']);
    const document = JSON.parse(stdout) as Document;
    assert.equal(document.schema, 'backup-lab/survive@1');
    assert.ok(document.files.length > document.total.files && document.keychain.length > 0);
    assert.ok(document.files.every(({ survival }) => survival.unencrypted.survives && survival.unencrypted.evidence === 'this-backup'));
    const listed = await backupLab(['survive', path, 'HomeDomain/Library/SMS/*']);
    assert.match(listed.stdout, /^yes +yes\? +yes\? +yes\? +HomeDomain\/Library\/SMS\/sms\.db$/m);
  });

  it('writes names that steer nothing, and says if the keychain cannot be read', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeSampleBackup(path, withParents([{ domain: 'HomeDomain', relativePath: 'a\u001b[31m\u202e', content: Buffer.from('x') }]));
    const { status, stdout } = await backupLab(['survive', path, '**']);
    assert.equal(status, 0);
    assert.match(stdout, /a\\u001b\[31m\\u202e$/m);
    const locked = await backupLab(['survive', fixturePath('encrypted-ios9-mbdb')]);
    assert.equal(locked.status, 0);
    assert.match(locked.stderr, /The keychain cannot be read\. \(backup-encrypted\)/);
  });
});
