/** Rows are judged by the index of the catalog, in a thread: that says the same as if each had been listed and looked at. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import { checkContract, openBackup, readContract, type Backup, type BackupContract } from '../../../../src/backup/index.ts';
import { FindingList } from '../../../../src/backup/contract/evaluate/finding-list.ts';
import { FileJudge } from '../../../../src/backup/contract/evaluate/judge-files.ts';
import { scopeOf } from '../../../../src/backup/contract/scope.ts';
import { encodeMBFile, fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { recordFor, writeCatalogue, writePlists } from '../../../support/sample-backup.ts';

const DOMAINS = [
  'AppDomain-com.example.app',
  'AppDomainGroup-group.com.example',
  'HomeDomain',
  'KeychainDomain',
  'Home\u0301Domain',
  'No\uFFFDDomain',
];
const PARTS = [
  'a',
  'b.pem',
  'Cafe\u0301',
  'Caf\u00e9',
  'line\nbreak',
  'back\\slash',
  '*',
  '\uFFFD',
  'keychain-backup.plist',
  '\u{1F600}',
  '',
];
/** 0 and 300 are flags that no phone writes. */
const FLAGS = [1, 1, 1, 2, 4, 0, 300];

const rowOf = fc.record({
  domain: fc.constantFrom(...DOMAINS),
  relativePath: fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => parts.join('/')),
  flags: fc.constantFrom(...FLAGS),
  size: fc.integer({ min: 0, max: 1000 }),
  protectionClass: fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 12, 300),
  mode: fc.constantFrom(0o100644, 0o040755, 0o120755),
  record: fc.constantFrom('good', 'good', 'good', 'garbage', 'none'),
});

const GLOBS = [
  '**',
  '**/*.pem',
  'a/**',
  '*',
  'a',
  'Caf\u00e9/**',
  'Cafe\u0301',
  'line*',
  'line\nbreak/**',
  'back\\\\slash*',
  'HomeDomain/**',
  'Home?Domain/*',
  '*Domain/**',
  '[*]',
  'KeychainDomain/keychain-backup.plist',
];
const ruleOf = fc.oneof(
  fc.record({ key: fc.constantFrom('must', 'mustNot', 'may', 'encryptedOnly'), glob: fc.constantFrom(...GLOBS) }),
  fc.record({ key: fc.constantFrom('protection', 'budget', 'samePhone', 'otherPhone'), glob: fc.constantFrom(...GLOBS) }),
);

function contractOf(
  rules: readonly { readonly key: string; readonly glob: string }[],
  isDevice: boolean,
  frozen: boolean,
): BackupContract | undefined {
  // Of a device every glob begins with a domain.
  const meant = (glob: string) => (isDevice && !/Domain|^\*\*/.test(glob) ? `*/${glob}` : glob);
  const globs = (key: string) => [...new Set(rules.filter((rule) => rule.key === key).map(({ glob }) => meant(glob)))];
  const mapOf = (key: string, value: string) => Object.fromEntries(globs(key).map((glob) => [glob, value]));
  const text = JSON.stringify(
    {
      ...(isDevice ? { device: true } : { app: 'com.example.app' }),
      ...Object.fromEntries(['must', 'mustNot', 'may', 'encryptedOnly'].map((key) => [key, globs(key)])),
      ...(frozen ? { frozen } : {}),
      protection: mapOf('protection', 'completeUnlessOpen'),
      budget: mapOf('budget', '1KB'),
      survives: { samePhone: globs('samePhone'), otherPhone: globs('otherPhone') },
    },
    undefined,
    1,
  );
  return readContract(text).contract;
}

/** The plain way: each row as the list of files has it. */
async function judgedOneByOne(backup: Backup, { rules, target }: BackupContract) {
  const scope = scopeOf(target);
  const list = new FindingList(rules, scope);
  const judge = new FileJudge(rules, list, scope, { encrypted: backup.summary.encrypted, iosMajor: 17 });
  const { rows } = await backup.list({ limit: 10_000 });
  const all = new Set(rows.map(({ domain }) => domain));
  const isAbout = (domain: string) => scope.home === undefined || domain === scope.home || isNamed(domain);
  const isNamed = (domain: string) => rules.some((rule) => 'glob' in rule && rule.glob.startsWith(`${domain}/`));
  for (const [place, file] of rows.entries()) if (isAbout(file.domain)) judge.look({ ...file, rank: place + 1 });
  const coverage = judge.finish();
  for (const { rule, rank } of [...judge.demanded.batches(100)].flat()) {
    const file = rows[rank - 1] ?? assert.fail();
    if ((await backup.details(file.fileID))?.payload === undefined) list.breach(rule, 'content-absent', file);
  }
  assert.ok(all.size > 0);
  return { list, coverage };
}

describe('rows held against a contract', () => {
  it('by the index: the very findings that each row listed would give, in their order', async () => {
    using folder = temporaryFolder();
    let number = 0;
    const contracts = fc.tuple(fc.array(ruleOf, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 60 }), contracts, async (made, [rules, isDevice, frozen]) => {
        const contract = contractOf(rules, isDevice, frozen);
        if (contract === undefined) return;
        const path = join(folder.path, String(number++));
        writeRows(path, [...made, { ...made[0], domain: DOMAINS[0], relativePath: 'always' } as (typeof made)[number]]);
        await using backup = await openBackup(path);
        const report = await checkContract(backup, contract);
        const { list, coverage } = await judgedOneByOne(backup, contract);
        const inOrder = list.findings.toSorted((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
        const aboutRows = report.findings.filter(({ code }) => code !== 'rows-unusable');
        assert.deepEqual(aboutRows, inOrder);
        assert.deepEqual(report.coverage, coverage);
        assert.deepEqual(
          report.rules.map(({ fits, breaches }) => ({ fits, breaches })),
          list.tallies.map(({ fits, breaches }) => ({ fits, breaches })),
        );
      }),
      { numRuns: 60 },
    );
    assert.ok(number > 20, 'most contracts that are made up can be kept by some backup');
  });

  it('by the index where they are many, and unusual ones lie between them', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'many');
    const made = fc
      .sample(rowOf, { numRuns: 4000, seed: 7 })
      .map((row, at) => ({ ...row, relativePath: `${row.relativePath}/${String(at)}` }));
    writeRows(path, made);
    await using backup = await openBackup(path);
    const rules = [
      { key: 'must', glob: '**/1*' },
      { key: 'protection', glob: '**' },
      { key: 'budget', glob: '**' },
      { key: 'samePhone', glob: '**' },
      { key: 'encryptedOnly', glob: '**/*7' },
    ];
    const contract = contractOf(rules, true, true) ?? assert.fail();
    const { findings, coverage, rules: outcomes } = await checkContract(backup, contract);
    const { list, coverage: expected } = await judgedOneByOne(backup, contract);
    const inOrder = list.findings.toSorted((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
    assert.deepEqual(findings, inOrder);
    assert.deepEqual(coverage, expected);
    assert.deepEqual(
      outcomes.map(({ fits, breaches }) => ({ fits, breaches })),
      list.tallies.map(({ fits, breaches }) => ({ fits, breaches })),
    );
  });

  it('ends within a moment of a cancel, in the middle of them', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'many');
    const row = { domain: 'HomeDomain', flags: 1, size: 1, protectionClass: 3, mode: 0o100644, record: 'good' };
    writeRows(
      path,
      Array.from({ length: 60_000 }, (_, at) => ({ ...row, relativePath: `a/${String(at)}` })),
    );
    await using backup = await openBackup(path);
    const cancel = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done, total }: { readonly done: number; readonly total?: number }) => {
      seen.push(done);
      assert.equal(total, 60_000);
      cancel.abort();
    };
    const contract = readContract('device: true\nmustNot: ["**/*.pem"]\n').contract ?? assert.fail();
    const start = performance.now();
    await assert.rejects(checkContract(backup, contract, { signal: cancel.signal, onProgress }), (error) =>
      isCodedError(error, 'cancelled'),
    );
    assert.ok((seen[0] ?? Infinity) < 60_000, `it had looked at ${String(seen[0])} rows when it was canceled`);
    assert.ok(performance.now() - start < 30_000);
  });
});

interface Made {
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly size: number;
  readonly protectionClass: number;
  readonly mode: number;
  readonly record: string;
}

function writeRows(path: string, rows: readonly Made[]): void {
  mkdirSync(path);
  const known = new Set<string>();
  writeCatalogue(join(path, 'Manifest.db'), (insert) => {
    for (const { domain, relativePath, flags, record, ...numbers } of rows) {
      const fileID = fileIdOf(domain, relativePath);
      if (known.has(fileID)) continue;
      known.add(fileID);
      const good = () => encodeMBFile(recordFor({ domain, relativePath, flags, record: numbers }));
      insert(fileID, domain, relativePath, flags, record === 'none' ? null : record === 'garbage' ? Buffer.from('garbage') : good());
    }
  });
  writePlists(path, '17.4');
}
