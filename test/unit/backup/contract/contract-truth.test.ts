/** Where a rule could be called kept although the backup breaks it: many findings before the one that counts, texts in other forms, large files. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkContract, openBackup, parseContract, thinBackup, type ContractReport } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { editPlist } from '../../../support/damaged-backup.ts';
import { makeDatabase } from '../../../support/previewing-databases.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'com.example.myapp';
const HOME = `AppDomain-${APP}`;
const MEGABYTE = 1_000_000;

const file = (relativePath: string, content: string | Uint8Array): SampleRow => {
  return { domain: HOME, relativePath, content: Buffer.from(content) };
};

describe('a rule is not kept', () => {
  const folder = temporaryFolder();
  let number = 0;
  after(() => folder[Symbol.dispose]());

  function made(rows: readonly SampleRow[]): string {
    const path = join(folder.path, String(number++));
    writeSampleBackup(path, withParents(rows));
    return path;
  }

  async function held(path: string, rules: string): Promise<ContractReport> {
    await using backup = await openBackup(path);
    return await checkContract(backup, parseContract(`app: ${APP}\n${rules}`, 'test.yml'));
  }

  const states = ({ rules }: ContractReport) => rules.map(({ state }) => state);
  const patterns = (...all: readonly string[]) => `mustNotContain: ${JSON.stringify(all.map((pattern) => ({ pattern })))}`;
  const loseContent = (path: string, relativePath: string) => {
    const id = fileIdOf(HOME, relativePath);
    rmSync(join(path, id.slice(0, 2), id));
  };

  it('because another pattern has been found a thousand times before', async () => {
    const many = Array.from({ length: 60 }, (_, index) => file(`Documents/${String(index).padStart(3, '0')}.txt`, 'first\n'.repeat(30)));
    const report = await held(made([...many, file('Documents/z.txt', 'second')]), patterns('first', 'second', 'third'));
    assert.deepEqual(states(report), ['broken', 'broken', 'kept']);
    assert.deepEqual(
      report.rules.map(({ fits }) => fits),
      [60, 1, 0],
    );
    assert.ok(report.rules.some(({ breaches }) => breaches > 1000));
    assert.ok(report.isCut);
    assert.ok(report.findings.some(({ rule, path }) => rule === 1 && path === 'Documents/z.txt'));
  });

  it('because another pattern has been found a hundred times in the same file', async () => {
    const text = `${'first\n'.repeat(200)}${'x'.repeat(3 * MEGABYTE)}\nsecond\n`;
    assert.deepEqual(states(await held(made([file('Documents/a.txt', text)]), patterns('first', 'second'))), ['broken', 'broken']);
  });

  it('because a database keeps a number as a fraction', async () => {
    const { database } = makeDatabase((all) =>
      all.exec('CREATE TABLE card (number REAL, at REAL); INSERT INTO card VALUES (4111111111111111, 0.5)'),
    );
    const rules = patterns('4111111111111111', '^4[0-9]{15}$', '0\\.5', 'never');
    assert.deepEqual(states(await held(made([file('Documents/a.sqlite', database)]), rules)), ['broken', 'broken', 'broken', 'kept']);
    assert.deepEqual(states(await held(made([file('Documents/a.sqlite', database)]), patterns('411111'))), ['broken']);
  });

  it('when one of many files has lost its content, whichever it is and whichever rule demands it', async () => {
    const many = Array.from({ length: 250 }, (_, index) => file(`Documents/${String(index).padStart(3, '0')}.txt`, 'x'));
    const path = made([...many, file('Library/last.txt', 'x')]);
    loseContent(path, 'Documents/249.txt');
    loseContent(path, 'Library/last.txt');
    const rules = 'must: ["Documents/**", Library/last.txt]\nsurvives: { samePhone: [Library/last.txt] }';
    const report = await held(path, rules);
    assert.deepEqual(states(report), ['broken', 'broken', 'broken']);
    assert.deepEqual(
      report.findings.map(({ code, path: found }) => `${code} ${found ?? ''}`),
      ['content-absent Documents/249.txt', 'content-absent Library/last.txt', 'content-absent Library/last.txt'],
    );
  });

  it('by a text in UTF-16 without a mark, in the order of either machine, in a cell, or larger than memory is given to', async () => {
    const text = `ein Text, größer als nichts\n${'z'.repeat(20)}secret_1`;
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(text, 'utf16le').swap16();
    const { database } = makeDatabase((made_) => {
      made_.exec('CREATE TABLE t(a BLOB)');
      made_.prepare('INSERT INTO t VALUES (?)').run(little);
    });
    const large = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(70 * MEGABYTE, 'x\0'), Buffer.from('\nsecret_1', 'utf16le')]);
    for (const content of [little, big, database, large]) {
      const { findings } = await held(made([file('Documents/a', content)]), patterns('secret_1'));
      assert.equal(findings.filter(({ code }) => code === 'content-found').length, 1);
    }
    const { findings } = await held(made([file('Documents/a.txt', large)]), patterns('secret_1'));
    assert.equal(findings[0]?.data.line, 2);
  });

  it('by a character that has more bytes than one, where the pattern stands for any one', async () => {
    const path = made([file('Documents/a.txt', 'a-é-b'), file('Documents/b.bin', Buffer.from('a-é-b\xff\x00', 'latin1'))]);
    for (const pattern of ['a-.-b', 'a-[^x]-b', 'a-\\W-b', 'a-.{1,1}-b']) {
      const report = await held(path, patterns(pattern));
      assert.deepEqual([pattern, report.rules[0]?.fits], [pattern, 2]);
    }
  });

  it('by letters beyond ASCII behind much that is no text, and says where they are', async () => {
    const noise = Buffer.alloc(4 * MEGABYTE, Buffer.from([0xfc, 0x00, 0x9f, 0x80]));
    for (const at of [100, 400_000, 1_048_570, 2_500_000]) {
      const content = Buffer.from(noise);
      content.write('Straße', at);
      const { findings } = await held(made([file('Documents/a.bin', content)]), patterns('Straße'));
      assert.deepEqual(
        findings.map(({ data }) => data.offset),
        [at],
      );
    }
  });

  it('by a line that begins or ends like that', async () => {
    const path = made([file('Documents/a.env', 'name=x\ntoken=abc\nend\n')]);
    assert.deepEqual(states(await held(path, patterns('^token=', 'abc$', '^x'))), ['broken', 'broken', 'kept']);
  });

  it('by a value of a property list that names no document type', async () => {
    const content = '<?xml version="1.0"?>\n<plist version="1.0"><dict><key>a</key><string>sec&#114;et_1</string></dict></plist>';
    assert.deepEqual(states(await held(made([file('Documents/a.plist', content)]), patterns('secret_1'))), ['broken']);
  });

  it('by a file in one of several domains that a glob means', async () => {
    const path = made([file('a.txt', 'x'), { domain: 'AppDomainGroup-group.one', relativePath: 'b.pem', content: Buffer.from('x') }]);
    assert.deepEqual(states(await held(path, 'mustNot: ["AppDomainGroup-group.*/**", "AppDomainGroup-other.*/**"]')), ['broken', 'kept']);
  });

  it('but undecided, where files were left out on purpose that it could be about', async () => {
    const target = join(folder.path, String(number++));
    const group = { domain: 'AppDomainGroup-group.one', relativePath: 'g.txt', content: Buffer.from('x') };
    const whole = made([file('Documents/a.pem', 'secret'), file('Documents/a.txt', 'x'), group]);
    const rules = [
      'mustNot: ["**/*.pem"]\nmustNotContain: [{ pattern: secret }]\nfrozen: true\nmay: ["**"]\nbudget: { "**": 3B }',
      'protection: { "**": none }\nmust: ["Documents/a.txt"]',
    ].join('\n');
    const { path: thin } = await thinBackup(whole, { globs: [`${HOME}/Documents/*.txt`] }, { target });
    const report = await held(thin, rules);
    assert.deepEqual(states(report).toSorted(), ['kept', 'kept', ...Array<string>(5).fill('undecided')].toSorted());
    const { code, data } = report.findings.at(0) ?? assert.fail();
    assert.deepEqual([code, data.count], ['files-left-out', 1]);
    const { path: ofApp } = await thinBackup(whole, { apps: [APP] }, { target: join(folder.path, String(number++)) });
    assert.deepEqual(states(await held(ofApp, 'mustNot: [gone]')), ['kept'], 'nothing of this app was left out');
    assert.deepEqual(states(await held(ofApp, 'mustNot: [AppDomainGroup-group.one/gone]')), ['undecided']);
  });

  it('but undecided, where the run that made the backup did not finish', async () => {
    const path = made([file('a.txt', 'x')]);
    editPlist(join(path, 'Status.plist'), { SnapshotState: 'uploading' });
    const report = await held(path, 'must: [a.txt]\nmustNot: [gone]');
    assert.deepEqual(states(report), ['kept', 'undecided']);
    assert.equal(report.findings.at(0)?.code, 'run-unfinished');
  });

  it('or undecided, because of a file that another rule is about', async () => {
    const path = made([file('Documents/a.zip', 'PK\x03\x04 and more'), file('Library/a.txt', 'x')]);
    const rules = 'mustNotContain: [{ pattern: first, in: ["Documents/**"] }, { pattern: second, in: ["Library/**"] }]';
    const report = await held(path, rules);
    assert.deepEqual(states(report), ['undecided', 'kept']);
    assert.equal(report.findings.length, 1);
  });
});
