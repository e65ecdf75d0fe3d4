/** A contract held against backups: for every kind of rule one backup that keeps it, one that breaks it, and where it cannot be decided. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { checkContract, openBackup, parseContract, type ContractReport } from '../../../../src/backup/index.ts';
import { dict, fileIdOf, writeBinaryPlist } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { makeDatabase } from '../../../support/previewing-databases.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'com.example.myapp';
const HOME = `AppDomain-${APP}`;
const file = (relativePath: string, content: string | Uint8Array = 'text', record: SampleRow['record'] = {}): SampleRow => {
  return { domain: HOME, relativePath, content: Buffer.from(content), record };
};

describe('a contract held against a backup', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  const { database, log } = makeDatabase(
    (made) => {
      made.exec("CREATE TABLE session (id INTEGER PRIMARY KEY, token TEXT, blob BLOB); INSERT INTO session VALUES (1, 'harmless', NULL)");
    },
    (made) => {
      made.exec("INSERT INTO session VALUES (2, 'tok_live_4711', NULL)");
    },
  );
  const settings = writeBinaryPlist(
    dict({ user: 'Sample Contact 1', token: 'tok_test_99', nested: writeBinaryPlist(dict({ inner: 'canary-7' })) }),
  );

  before(() => {
    writeSampleBackup(
      path,
      withParents([
        file('Documents/notes.sqlite', database),
        file('Documents/notes.sqlite-wal', log ?? ''),
        file('Documents/key.pem', 'BEGIN RSA\nline\ntok_pem_1\n', { protectionClass: 1 }),
        file('Library/Preferences/com.example.myapp.plist', settings),
        file('Documents/wide.txt', Buffer.from('\ufefftok_wide_1', 'utf16le')),
        { domain: 'AppDomainGroup-group.com.example', relativePath: 'shared.txt', content: Buffer.from('shared tok_group_1') },
        { domain: 'AppDomain-com.example.other', relativePath: 'Documents/tok.txt', content: Buffer.from('tok_live_1') },
      ]),
    );
  });
  after(() => folder[Symbol.dispose]());

  async function check(rules: string, options: Parameters<typeof checkContract>[2] = {}): Promise<ContractReport> {
    await using backup = await openBackup(path);
    return await checkContract(backup, parseContract(`app: ${APP}\n${rules}`, 'test.yml'), options);
  }
  const told = ({ findings }: ContractReport) =>
    findings.map(({ code, path: place, at }) => `${String(at.line)} ${code} ${place ?? ''}`.trim());

  for (const [kind, kept, broken, finding] of [
    ['encrypted', 'encrypted: forbidden', 'encrypted: required', '2 backup-unencrypted'],
    ['must', 'must: ["Documents/*.sqlite"]', 'must: ["Documents/none.txt"]', '2 file-absent'],
    ['mustNot', 'mustNot: ["tmp/**"]', 'mustNot: ["Documents/**/*.pem"]', '2 file-present Documents/key.pem'],
    [
      'may',
      'may: ["**"]\nfrozen: true',
      'may: ["Documents/**"]\nfrozen: true',
      '3 file-unlisted Library/Preferences/com.example.myapp.plist',
    ],
    ['encryptedOnly', 'encryptedOnly: ["secrets/**"]', 'encryptedOnly: ["Documents/*.pem"]', '2 file-in-clear Documents/key.pem'],
    [
      'protection',
      'protection: { "Documents/*.pem": complete }',
      'protection: { "Documents/*.sqlite": complete }',
      '2 protection-weak Documents/notes.sqlite',
    ],
    ['budget', 'budget: { "Documents/*.pem": 1KB }', 'budget: { "Documents/**": 5KB }', '2 over-budget'],
    [
      'mustNotContain',
      'mustNotContain: [{ pattern: not_there_at_all }]',
      'mustNotContain: [{ pattern: tok_pem_ }]',
      '2 content-found Documents/key.pem',
    ],
    ['survives', 'survives: { otherPhone: ["Documents/*.pem"] }', 'survives: { otherPhone: ["nothing/**"] }', '2 nothing-survives'],
  ] as const) {
    it(`keeps and breaks ${kind}`, async () => {
      const good = await check(kept);
      assert.equal(good.verdict, 'kept', told(good).join('; '));
      const bad = await check(broken);
      assert.equal(bad.verdict, 'broken');
      assert.deepEqual(told(bad), [finding]);
    });
  }

  it('finds a token in a row that only the log has, once, and says so', async () => {
    const report = await check('mustNotContain:\n  - pattern: tok_live_[0-9]+\n');
    assert.equal(report.findings.length, 1, told(report).join('; '));
    const [found] = report.findings;
    assert.equal(found?.path, 'Documents/notes.sqlite');
    assert.deepEqual(found.at, { line: 3, column: 14, end: 29 });
    assert.deepEqual(found.data, { place: 'row', table: 'session', row: '2', column: 'token', onlyInLog: true, start: 'tok_', length: 13 });
  });

  it('finds texts in property lists, in what is nested in them, in UTF-16, in lines, and in groups that it names', async () => {
    const report = await check(
      'mustNotContain:\n  - pattern: tok_test_\n  - pattern: canary-\n  - pattern: tok_wide_\n  - pattern: tok_pem\n  - pattern: tok_group\n    in: ["**", "AppDomainGroup-group.com.example/**"]\n',
    );
    const found = report.findings.map(
      ({ path: place, data }) => `${String(place)} ${data.place ?? ''} ${String(data.value ?? data.line ?? '')}`,
    );
    assert.deepEqual(found, [
      'Library/Preferences/com.example.myapp.plist value token',
      'Library/Preferences/com.example.myapp.plist value nested/inner',
      'Documents/wide.txt text 1',
      'Documents/key.pem text 3',
      'AppDomainGroup-group.com.example/shared.txt text 1',
    ]);
    assert.ok(
      report.findings.every(({ data }) => (data.start ?? '').length <= 4),
      'a report must not spread what it is about',
    );
  });

  it('knows an accented letter, however the app has written it', async () => {
    const accents = join(folder.path, 'accents');
    writeSampleBackup(accents, withParents([file('Documents/cafe\u0301.txt', 'tok_1'), file('Documents/\u00fcber.txt')]));
    await using backup = await openBackup(accents);
    const rules =
      'must: ["Documents/caf\u00e9.txt", "Documents/u\u0308*"]\nmustNotContain: [{ pattern: tok_, in: ["Documents/caf\u00e9*"] }]\n';
    const report = await checkContract(backup, parseContract(`app: ${APP}\n${rules}`, 'accents.yml'));
    assert.deepEqual(
      report.rules.map(({ state }) => state),
      ['kept', 'kept', 'broken'],
    );
  });

  it('counts what no rule names', async () => {
    const { coverage } = await check('must: ["Documents/key.pem"]');
    assert.equal(coverage.files, 5);
    assert.equal(coverage.unnamed, 4);
    assert.ok(coverage.unnamedPaths.includes('Documents/notes.sqlite'));
  });

  it('says that a phone which has the files of the contract proves nothing of their classes', async () => {
    const report = await check(
      'appFiles: { folder: ./x, excluded: ["cache/**"] }\nprotection: { "Documents/*.pem": complete }\nmustNot: ["cache/**"]\nmust: ["Documents/*"]',
      {
        isDeclared: true,
      },
    );
    assert.deepEqual(
      report.rules.map(({ rule, basis }) => `${rule.kind} ${basis}`),
      ['protection declared', 'mustNot declared', 'must backup'],
    );
  });

  it('cannot decide about a keychain that an unencrypted backup does not have, and breaks where it has none', async () => {
    const report = await check('keychain: [{ service: com.example.myapp }]');
    assert.deepEqual([report.verdict, told(report)], ['broken', ['2 item-absent']]);
  });

  it('breaks when a file that must be there has lost its content', async () => {
    const lost = join(folder.path, 'lost');
    writeSampleBackup(lost, withParents([file('Documents/a.txt')]));
    const id = fileIdOf(HOME, 'Documents/a.txt');
    rmSync(join(lost, id.slice(0, 2), id));
    await using backup = await openBackup(lost);
    const contract = parseContract(`app: ${APP}\nmust: ["Documents/a.txt"]\nmustNotContain: [{ pattern: secret }]\n`, 'lost.yml');
    const report = await checkContract(backup, contract);
    assert.deepEqual(told(report), ['2 content-absent Documents/a.txt', '3 content-unsearched Documents/a.txt']);
    assert.deepEqual(
      report.rules.map(({ state }) => state),
      ['broken', 'undecided'],
    );
  });

  it('is about an app that is there, and names the one that was meant', async () => {
    await using backup = await openBackup(path);
    const contract = parseContract('app: com.example.myap\nmustNot: ["**"]\n', 'typo.yml');
    await assert.rejects(checkContract(backup, contract), (error) => isCodedError(error, 'app-missing') && error.data.suggestion === APP);
  });

  it('ends a pattern that would run for ever, and names it', async () => {
    const slow = join(folder.path, 'slow');
    writeSampleBackup(slow, withParents([file('Documents/a.txt', `${'a'.repeat(60)}!`)]));
    await using backup = await openBackup(slow);
    const contract = parseContract(`app: ${APP}\nmustNotContain:\n  - pattern: harmless\n  - pattern: (a+)+$\n`, 'slow.yml');
    await assert.rejects(
      checkContract(backup, contract, { patternLimit: 300 }),
      (error) => isCodedError(error, 'pattern-endless') && error.data.line === 4 && error.data.pattern === '(a+)+$',
    );
  });

  it('looks at a whole device by domains', async () => {
    await using backup = await openBackup(path);
    const contract = parseContract(
      'device: true\nmustNotContain:\n  - pattern: tok_live_\n    in: ["AppDomain-com.example.other/**"]\n',
      'device.yml',
    );
    assert.deepEqual(told(await checkContract(backup, contract)), ['3 content-found AppDomain-com.example.other/Documents/tok.txt']);
  });
});
