/** The command line on a backup made to harm: documented exit codes, no stack traces, nothing that steers a terminal, nothing outside of the target. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { copyFixture, recordTree, temporaryFolder } from '../../support/backup-copy.ts';
import { PLIST_BOMBS } from '../../support/corpus/plist-bombs.ts';
import { SAMPLE_UDID, writeSampleBackup } from '../../support/sample-backup.ts';

const NAMES = [
  '../../outside',
  '..',
  '/etc/passwd',
  'a\u0000b',
  'x'.repeat(4096),
  '\u001b[2Jcleared',
  'Gr\u00fc\u00dfe',
  'Gru\u0308\u00dfe',
  'Case',
  'case',
  'con',
  '',
];
const CONTENT = Buffer.from('content');

describe('the command line on a hostile backup', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backups', SAMPLE_UDID);

  before(() => {
    writeSampleBackup(
      path,
      NAMES.flatMap((name) => [
        { domain: 'HomeDomain', relativePath: name, content: CONTENT },
        { domain: name, relativePath: 'file', content: CONTENT },
        { domain: 'HomeDomain', relativePath: `link to ${name}`, flags: 4, target: `../../../${name}` },
      ]),
    );
  });

  after(() => {
    folder[Symbol.dispose]();
  });

  const fine = (stderr: string) => {
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(stderr, /[\u0000-\u0008\u001b\u202e]/);
  };

  it('verify judges it', async () => {
    const { status, stdout, stderr } = await backupLab(['verify', path, '--full']);
    fine(stdout + stderr);
    assert.equal(status, 8, 'a row has no domain, which no device writes');
    assert.match(stdout, /ERROR row-unreadable/);
  });

  it('ls lists it, and nothing steers the terminal', async () => {
    for (const options of [[], ['-l']]) {
      const { status, stdout, stderr } = await backupLab(['ls', path, ...options]);
      fine(stdout + stderr);
      assert.equal(status, 0);
    }
  });

  it('extract stays in its target, by every policy', async () => {
    const before = recordTree(path);
    for (const policy of ['fail', 'skip', 'rename', 'overwrite']) {
      const place = join(folder.path, policy);
      mkdirSync(place);
      const { status, stderr } = await backupLab(['extract', path, join(place, 'deep', 'target'), '--on-conflict', policy, '--json']);
      fine(stderr);
      assert.ok([0, 6, 8, 9].includes(status ?? -1), `${String(status)} ${stderr}`);
      assert.deepEqual(readdirSync(place), ['deep']);
      assert.deepEqual(readdirSync(join(place, 'deep')), ['target']);
    }
    assert.ok(!existsSync(join(folder.path, 'outside')) && !existsSync(join(folder.path, '../outside')));
    assert.deepEqual(recordTree(path), before);
  });

  it('cat and keychain answer with a code', async () => {
    const cat = await backupLab(['cat', path, 'HomeDomain/../../outside']);
    fine(cat.stderr);
    assert.deepEqual([cat.status, cat.stdout], [0, 'content'], 'a name is only a name');
    const keychain = await backupLab(['keychain', path]);
    fine(keychain.stderr);
    assert.notEqual(keychain.status, 70);
  });

  it('salvage stays in its target', async () => {
    const place = join(folder.path, 'salvage');
    mkdirSync(place);
    const { status, stderr } = await backupLab(['salvage', path, join(place, 'target'), '--json']);
    fine(stderr);
    assert.notEqual(status, 70);
    assert.ok(readdirSync(place).every((name) => name === 'target'));
  });

  it('bombs instead of property lists are findings', async () => {
    for (const what of ['an array that holds itself', 'ten to the fortieth objects', 'entities that grow']) {
      using copy = copyFixture('plain-ios17');
      writeFileSync(join(copy.path, 'Manifest.plist'), PLIST_BOMBS[what] ?? assert.fail(what));
      const result = await backupLab(['verify', copy.path, '--format', 'json']);
      fine(result.stderr);
      assert.equal(result.status, 8, `${what}: ${result.stderr}`);
      assert.equal(documentOf(result).verdict, 'damaged', what);
    }
  });

  it('a key bag that costs too much is refused, or asked about', async () => {
    using copy = copyFixture('encrypted-ios17');
    const file = join(copy.path, 'Manifest.plist');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(100_000_001, bytes.indexOf('DPIC') + 8);
    writeFileSync(file, bytes);
    process.env.HOSTILE_PASSWORD = 'correct horse';
    const { status, stderr } = await backupLab(['unlock', copy.path, '--check', '--password-env', 'HOSTILE_PASSWORD']);
    delete process.env.HOSTILE_PASSWORD;
    fine(stderr);
    assert.match(stderr, /100.?000.?/);
    assert.ok(status !== 0 && status !== 70, String(status));
  });
});
