/** `backup-lab contract`: a backup held against a contract, a first contract, and one that accepts a change. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { fixturePath } from '../../support/backup-copy.ts';
import { makeDatabase } from '../../support/previewing-databases.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';

const APP = 'com.example.myapp';
const row = (relativePath: string, content: string | Uint8Array): SampleRow => {
  return { domain: `AppDomain-${APP}`, relativePath, content: Buffer.from(content) };
};

describe('backup-lab contract', () => {
  const folder = temporaryFolder();
  const backup = join(folder.path, 'backup');
  const file = join(folder.path, 'app.backup-contract.yml');
  after(() => folder[Symbol.dispose]());

  before(() => {
    const { database, log } = makeDatabase(
      (made) => made.exec('CREATE TABLE session (id INTEGER PRIMARY KEY, token TEXT)'),
      (made) => made.exec("INSERT INTO session VALUES (1, 'tok_live_4711')"),
    );
    writeSampleBackup(
      backup,
      withParents([row('Documents/notes.sqlite', database), row('Documents/notes.sqlite-wal', log ?? ''), row('a.txt', 'a')]),
    );
  });

  async function check(text: string, ...options: string[]) {
    writeFileSync(file, text);
    return await backupLab(['contract', 'check', file, backup, ...options]);
  }

  it('ends with 1 and names path, row and rule for a token that only the log of a database has, and never shows it', async () => {
    const { status, stdout } = await check(`app: ${APP}\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^BROKEN {3}line 3 {2}mustNotContain: tok_live_\[0-9\]\+$/m);
    assert.match(
      stdout,
      /Documents\/notes\.sqlite contains .*table session, row 1, column token, only in the log \(-wal\) \(tok_…, 13 characters\)/,
    );
    assert.ok(!stdout.includes('4711'));
  });

  it('ends with 0 for a contract that is kept, and with 9 where a rule cannot be decided', async () => {
    assert.equal((await check(`app: ${APP}\nmust: [a.txt]\n`)).status, 0);
    const locked = ['contract', 'check', file, fixturePath('encrypted-ios9-mbdb')];
    writeFileSync(file, 'device: true\nencryptedOnly: ["HomeDomain/**"]\n');
    const { status, stdout, stderr } = await backupLab(locked);
    assert.equal(status, 9, stdout + stderr);
  });

  it('gives documents with places, words and codes', async () => {
    const { stdout } = await check(`app: ${APP}\nmustNot: ["*.txt"]\n`, '--format', 'json');
    const document = JSON.parse(stdout) as {
      schema: string;
      verdict: string;
      findings: { code: string; at: { line: number }; path: string; message: string }[];
    };
    assert.deepEqual([document.schema, document.verdict], ['backup-lab/contract@1', 'broken']);
    assert.deepEqual(
      document.findings.map(({ code, at, path }) => [code, at.line, path]),
      [['file-present', 2, 'a.txt']],
    );
    const lines = (await check(`app: ${APP}\nmustNot: ["*.txt"]\n`, '--format', 'ndjson')).stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { schema: string }).schema),
      ['backup-lab/contract-finding@1', 'backup-lab/contract@1'],
    );
  });

  it('says every mistake with line and column and the word that was meant, and ends with 2', async () => {
    const { status, stderr } = await check(`app: ${APP}\nmustnot: [a]\nmust: 3\n`);
    assert.equal(status, 2);
    assert.match(stderr, /app\.backup-contract\.yml:2:1: error: A contract has no key “mustnot”\. Did you mean “mustNot”\?/);
    assert.match(stderr, /:3:7: error: This must be a list\./);
  });

  it('ends with 1 for an app that is not there, and with 11 for a locked backup whose content it must read', async () => {
    const missing = await check('app: com.example.other\nmustNot: ["**"]\n');
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /contains nothing of the app com\.example\.other.*\(app-missing\)/);
    writeFileSync(file, 'device: true\nmustNotContain: [{ pattern: secret }]\n');
    const { status, stderr } = await backupLab(['contract', 'check', file, fixturePath('encrypted-ios17')]);
    assert.equal(status, 11, stderr);
  });

  it('writes a first contract once, which the backup keeps, and accepts what is new after showing it', async () => {
    const made = join(folder.path, 'made.backup-contract.yml');
    const init = ['contract', 'init', '--app', APP, backup, '--output', made];
    assert.equal((await backupLab(init)).status, 0);
    assert.equal((await backupLab(init)).status, 6, 'what somebody has written is not written over');
    assert.equal((await backupLab(['contract', 'check', made, backup])).status, 0);
    const text = readFileSync(made, 'utf8');
    writeFileSync(made, text.replace(/^ {2}- a\.txt\n/m, ''));
    const tried = await backupLab(['contract', 'accept', made, backup, '--dry-run']);
    assert.match(tried.stdout, /^\d+ \+ {3}- a\.txt$/m);
    assert.notEqual(readFileSync(made, 'utf8'), text);
    assert.equal((await backupLab(['contract', 'accept', made, backup])).status, 0);
    assert.equal((await backupLab(['contract', 'check', made, backup])).status, 0);
  });
});
