/** `backup-lab domains`: sizes by domain and by app, as a table that other programs can read and as a document. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { withParents, writeSampleBackup } from '../../support/sample-backup.ts';

describe('backup-lab domains', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  before(() => {
    writeSampleBackup(
      path,
      withParents([
        { domain: 'AppDomain-com.example.big\u001b[31m', relativePath: 'a', content: new Uint8Array(2000) },
        { domain: 'AppDomainPlugin-com.example.small.share', relativePath: 'a', content: new Uint8Array(20) },
        { domain: 'AppDomain-com.example.small', relativePath: 'a', content: new Uint8Array(3) },
      ]),
    );
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('lists domains, the largest first, and apps with their extensions', async () => {
    const { status, stdout, stderr } = await backupLab(['domains', path]);
    assert.equal(status, 0, stderr);
    const lines = [
      'BYTES  FILES  NAME',
      ' 2000      1  AppDomain-com.example.big\\u001b[31m',
      '   20      1  AppDomainPlugin-com.example.small.share',
      '    3      1  AppDomain-com.example.small',
      '',
    ];
    assert.equal(stdout, lines.join('\n'));
    assert.match(stderr, /^3 files in 3 domains, 2 kB as the list of files records them\.$/m);
    const apps = await backupLab(['domains', path, '--apps', '--stored']);
    assert.match(apps.stdout, /^ {3}23 {6}23 {6}2 {2}com\.example\.small$/m);
  });

  it('prints a document', async () => {
    const { apps, domains } = documentOf(await backupLab(['domains', path, '--json'])) as {
      apps: { id: string; bytes: number }[];
      domains: { domain: string }[];
    };
    assert.deepEqual([apps[1]?.id, apps[1]?.bytes, domains.length], ['com.example.small', 23, 3]);
  });

  it('needs the password of an encrypted backup', async () => {
    const { status } = await backupLab(['domains', fixturePath('encrypted-ios17')]);
    assert.equal(status, 11);
  });
});
