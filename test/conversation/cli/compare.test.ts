/** `backup-lab compare` says what two backups differ in: as text, as a document, as Markdown, and by its exit code. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readFileSync, rmSync } from 'node:fs';
import { fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { assertDocuments } from '../../support/document-schemas.ts';
import { withParents, writeSampleBackup } from '../../support/sample-backup.ts';

describe('backup-lab compare', () => {
  const folder = temporaryFolder();
  const paths = [join(folder.path, 'before'), join(folder.path, 'after')] as const;
  const NAME = 'notes [x](command:evil) <b>|\u001b[31m.db';
  before(() => {
    for (const [index, path] of paths.entries()) {
      const file = join(folder.path, 'notes.db');
      const database = new DatabaseSync(file);
      database.exec(
        `CREATE TABLE note (id INTEGER PRIMARY KEY, text); INSERT INTO note VALUES (1, 'first'), (2, '${index === 0 ? 'old' : 'new \u001b[2J'}')`,
      );
      database.close();
      const content = readFileSync(file);
      rmSync(file);
      writeSampleBackup(
        path,
        withParents([
          { domain: 'AppDomain-com.example.app', relativePath: NAME, content, record: { lastModified: 1_700_000_000 + index } },
        ]),
      );
    }
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('shows files and rows, without anything that steers a terminal', async () => {
    const { status, stdout, stderr } = await backupLab(['compare', ...paths]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Result {3}different \(Changed: 1, The same: 1\)$/m);
    assert.match(stdout, /note: 0 rows added, 0 removed, 1 changed$/m);
    assert.match(stdout, /changed 2: text "old" → "new \\u001b\[2J"$/m);
    assert.ok(!stdout.includes('\u001b'));
    const quick = await backupLab(['compare', ...paths, '--no-rows', '--exit-code']);
    assert.equal(quick.status, 1);
    assert.doesNotMatch(quick.stdout, /rows added/);
  });

  it('prints a document and Markdown; names steer neither', async () => {
    const { stdout } = await backupLab(['compare', ...paths, '--json']);
    const document = JSON.parse(stdout) as {
      isEqual: boolean;
      databases: { difference: { tables: { changed: number }[] } }[];
    };
    assert.deepEqual(assertDocuments(stdout), ['compare']);
    assert.equal((await backupLab(['compare', ...paths, '--json', '--format', 'junit'])).status, 2, 'one format is silently another');
    const lines = await backupLab(['compare', ...paths, '--format', 'ndjson']);
    assert.deepEqual(assertDocuments(lines.stdout), ['compared-file', 'compared-database', 'compare']);
    assert.equal(document.isEqual, false);
    assert.equal(document.databases[0]?.difference.tables[0]?.changed, 1);
    const markdown = await backupLab(['compare', ...paths, '--format', 'md']);
    assert.match(markdown.stdout, /^# Comparison of two backups$/m);
    assert.ok(!/[^\\]\]\(/.test(markdown.stdout) && !/[^\\]<b>/.test(markdown.stdout), markdown.stdout);
  });

  it('ends well for the same backup, and asks for a password where names are encrypted', async () => {
    const path = fixturePath('plain-ios17');
    assert.equal((await backupLab(['compare', path, path, '--exit-code'])).status, 0);
    const encrypted = fixturePath('encrypted-ios17');
    assert.equal((await backupLab(['compare', path, encrypted])).status, 11);
    const opened = await backupLab(['compare', path, encrypted, '--password-env', 'PASSWORD', '--json', '--no-rows'], {
      env: { PASSWORD: 'correct horse' },
    });
    assert.equal(opened.status, 0, opened.stderr);
  });
});
