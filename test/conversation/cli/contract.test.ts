/** `backup-lab contract`: a backup held against a contract, a first contract, and one that accepts a change. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { assertDocuments } from '../../support/document-schemas.ts';
import { fixturePath } from '../../support/backup-copy.ts';
import { makeDatabase } from '../../support/previewing-databases.ts';
import { attribute, elements, readXml } from '../../support/read-xml.ts';
import { assertSarif } from '../../support/sarif-schema.ts';
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

  it('finds the same where Node has no SQLite, which is then the one in the sandbox for the catalog and the databases of apps', async () => {
    writeFileSync(file, `app: ${APP}\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`);
    const cli = join(import.meta.dirname, '../../../dist/cli.js');
    const args = ['--no-experimental-sqlite', cli, 'contract', 'check', file, backup];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /Documents\/notes\.sqlite contains .*table session, row 1, column token, only in the log \(-wal\)/);
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
    assert.deepEqual(assertDocuments(stdout), ['contract']);
    const lines = await check(`app: ${APP}\nmustNot: ["*.txt"]\n`, '--format', 'ndjson');
    assert.deepEqual(assertDocuments(lines.stdout), ['contract-finding', 'contract']);
  });

  it('puts a token of the log on its line of the contract, as SARIF and as JUnit, with the same exit code', async () => {
    const text = `app: ${APP}\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`;
    const sarif = await check(text, '--format', 'sarif');
    assert.equal(sarif.status, 1, sarif.stderr);
    const { runs } = assertSarif(sarif.stdout) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[] }[] }[];
    };
    const [result, ...more] = runs.flatMap(({ results }) => results);
    const place = result?.locations[0]?.physicalLocation;
    assert.deepEqual([more, result?.ruleId], [[], 'contract/mustNotContain']);
    assert.deepEqual(place?.region, { startLine: 3, startColumn: 14, endLine: 3, endColumn: 29 });
    assert.match(place.artifactLocation.uri, /\/app\.backup-contract\.yml$/);
    const output = join(folder.path, 'contract.xml');
    const junit = await check(text, '--format', 'junit', '--output', output);
    assert.deepEqual([junit.status, junit.stdout], [1, '']);
    const [failure] = elements(readXml(readFileSync(output, 'utf8')), 'failure');
    assert.match(attribute(failure, 'message'), /^Documents\/notes\.sqlite contains .*, only in the log \(-wal\)/);
    assert.ok(!`${sarif.stdout}${readFileSync(output, 'utf8')}`.includes('4711'));
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

  it('accepts more new files than a report lists, and only says that the contract is kept when it is', async () => {
    const many = join(folder.path, 'many');
    const rows = Array.from({ length: 230 }, (_, index) => row(`Documents/${String(index)}.txt`, 'x'));
    writeSampleBackup(many, withParents(rows));
    const made = join(folder.path, 'many.backup-contract.yml');
    writeFileSync(made, `app: ${APP}\nmust: [Documents/0.txt]\nfrozen: true\n`);
    const accepted = await backupLab(['contract', 'accept', made, many]);
    assert.equal(accepted.status, 0, accepted.stderr);
    assert.equal(accepted.stdout.split('\n').filter((line) => line.includes(' +   - Documents/')).length, 229);
    assert.equal((await backupLab(['contract', 'check', made, many])).status, 0);
  });

  it('accepts nothing that could not be decided, and says so', async () => {
    const packed = join(folder.path, 'packed');
    writeSampleBackup(packed, withParents([row('a.gz', Buffer.from('\x1f\x8b and more', 'latin1')), row('new.txt', 'x')]));
    writeFileSync(file, `app: ${APP}\nmay: [a.gz]\nfrozen: true\nmustNotContain: [{ pattern: secret }]\n`);
    const { status, stdout, stderr } = await backupLab(['contract', 'accept', file, packed]);
    assert.equal(status, 9, stderr);
    assert.match(stdout, /^2 \+ may: \[a\.gz, "new\.txt"\]$/m);
    assert.match(stderr, /^Undecided, line 4: a\.gz could not be searched/m);
    const checked = await backupLab(['contract', 'check', file, packed]);
    assert.match(checked.stdout, /^ {9}Look into the file yourself, or exclude it from backups\.$/m);
    assert.equal((await backupLab(['contract', 'check', file, packed])).status, 9);
  });

  it('ends with 2 and a reason for a contract that is not there, and for a result that cannot be written', async () => {
    writeFileSync(file, `app: ${APP}\nmust: [a.txt]\n`);
    for (const [args, reason] of [
      [['check', join(folder.path, 'no.yml'), backup], /There is no file ".*no\.yml"\./],
      [['check', folder.path, backup], /is a folder\. Name a file that ends in \.backup-contract\.yml\./],
      [['check', file, backup, '--output', folder.path], /--output cannot write ".*": it is a folder\./],
      [['check', file, backup, '--output', join(folder.path, 'no/x.txt')], /--output cannot write ".*": its folder does not exist\./],
      [
        ['init', '--app', APP, backup, '--output', join(folder.path, 'no/x.yml')],
        /--output cannot write ".*": its folder does not exist\./,
      ],
    ] as const) {
      const { status, stderr } = await backupLab(['contract', ...args]);
      assert.match(stderr, reason);
      assert.equal(status, 2);
    }
  });

  describe('--simulate', () => {
    const app = join(folder.path, 'app');
    const simulate = (text: string, ...options: string[]) => {
      writeFileSync(file, text);
      return backupLab(['contract', 'check', file, '--simulate', ...options]);
    };
    const leftBehind = () => readdirSync(tmpdir()).filter((name) => /^(?:ibl-harness|simulated-phone)-/.test(name));

    before(() => {
      mkdirSync(join(app, 'Documents'), { recursive: true });
      writeFileSync(join(app, 'Documents/notes.txt'), 'a note');
      writeFileSync(join(app, 'Documents/session.txt'), 'tok_live_4711');
    });

    it('holds a simulated device of each version with the files of the contract against it, and keeps nothing', async () => {
      const before = leftBehind();
      const text = `app: ${APP}\nappFiles: { folder: ./app, excluded: [Documents/session.txt] }\nmust: [Documents/notes.txt]\nmustNot: [Documents/session.txt]\n`;
      const kept = await simulate(text, '--ios', '9', '--ios', '17.2', '--format', 'json');
      assert.equal(kept.status, 0, kept.stdout + kept.stderr);
      const { schema, verdict, reports } = JSON.parse(kept.stdout) as {
        schema: string;
        verdict: string;
        reports: { schema: string; isDeclared: boolean; backup: { productVersion: string; path: string }; rules: { basis: string }[] }[];
      };
      assertDocuments(kept.stdout);
      assert.deepEqual([schema, verdict, reports.length], ['backup-lab/contract-runs@1', 'kept', 2]);
      assert.deepEqual(
        reports.map(({ backup }) => backup.productVersion),
        ['9.3.5', '17.2'],
      );
      assert.ok(reports.every(({ isDeclared, backup: { path } }) => isDeclared && path === 'a simulated device'));
      assert.deepEqual(
        reports[0]?.rules.map(({ basis }) => basis),
        ['backup', 'declared'],
        'what the contract excludes itself proves nothing about the app',
      );
      assert.deepEqual(leftBehind(), before);
    });

    it('ends with 1 for what the files of the app break, and with the status of the worst version', async () => {
      const text = `app: ${APP}\nappFiles: ./app\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`;
      const { status, stdout } = await simulate(text);
      assert.equal(status, 1, stdout);
      assert.match(stdout, /^BROKEN {3}line 4 .*\n {9}- Documents\/session\.txt contains/m);
    });

    it('ends with 2 and a reason for options that contradict, and for folders that are not there', async () => {
      const text = `app: ${APP}\nappFiles: ./gone\nmust: [a]\n`;
      for (const [options, reason] of [
        [[], /The folder .*gone does not exist/],
        [[backup], /either a backup or --simulate/],
        [['--ios', 'seventeen'], /not a valid iOS version/],
        [['--ios', '99.1'], /never ran iOS 99\.1/],
        [['--ios', '99'], /never ran iOS 99/],
      ] as const) {
        const { status, stderr } = await simulate(text, ...options);
        assert.equal(status, 2, stderr);
        assert.match(stderr, reason);
      }
      const without = await simulate(`app: ${APP}\nmust: [a]\n`);
      assert.deepEqual([without.status, without.stderr.includes(`no app ${APP}`)], [2, true]);
      assert.equal((await backupLab(['contract', 'check', file])).status, 2);
      assert.equal((await backupLab(['contract', 'check', file, backup, '--ios', '17'])).status, 2);
    });

    it('ends with 10 when it is canceled, and keeps nothing', async () => {
      const before = leftBehind();
      writeFileSync(file, `app: ${APP}\nappFiles: ./app\nmust: [a]\n`);
      const { status, stderr } = await backupLab(['contract', 'check', file, '--simulate', '--progress'], {
        onOutput: (_, command) => command.kill('SIGINT'),
      });
      assert.equal(status, 10);
      assert.doesNotMatch(stderr, /next backup/);
      assert.deepEqual(leftBehind(), before);
    });
  });
});
