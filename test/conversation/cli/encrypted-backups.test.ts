import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyFixture, FIXTURE_PASSWORD, fixtureFacts, recordTree, temporaryFolder, type FixtureName } from '../../support/backup-copy.ts';
import { backupLab, documentOf, rowsOf, type CliResult } from '../../support/backup-lab.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { flipBit } from '../../support/damaged-backup.ts';
import { writeEncryptedSample } from '../../support/encrypted-sample.ts';

const ERAS: readonly FixtureName[] = ['plain-ios17', 'encrypted-ios17', 'encrypted-ios9-mbdb'];
const RESUME = 'AppDomain-com.example.sampleapp/Documents/café 日本/résumé.txt';

/** The arguments and the password of a fixture, as a script gives them. */
async function unlocked(name: FixtureName, args: readonly string[]): Promise<CliResult> {
  const password = FIXTURE_PASSWORD[name];
  if (password === undefined) return backupLab(args);
  const result = await backupLab([...args, '--password-env', 'SAMPLE'], { env: { SAMPLE: password } });
  assert.ok(!`${result.stdout}${result.stderr}`.includes(password), 'the password is never printed');
  return result;
}

for (const name of ERAS) {
  describe(`backup-lab reads ${name}`, () => {
    const facts = fixtureFacts(name);
    const isEncrypted = FIXTURE_PASSWORD[name] !== undefined;
    let copy: ReturnType<typeof copyFixture>;
    let path: string;
    let untouched: string[];
    before(() => {
      copy = copyFixture(name);
      path = copy.path;
      untouched = recordTree(path);
    });
    after(() => {
      assert.deepEqual(recordTree(path), untouched, 'nothing in the backup has changed');
      copy[Symbol.dispose]();
    });

    it('ls names everything, with what a glob takes and in every form', async () => {
      const rows = rowsOf((await unlocked(name, ['ls', path, '--ndjson'])).stdout);
      assert.deepEqual(
        rows.map((row) => [row.domain, row.relativePath, row.fileID, row.mode, row.protectionClass]).sort(),
        facts.files.map((file) => [file.domain, file.relativePath, file.fileID, file.mode, file.protectionClass]).sort(),
      );
      const long = await unlocked(name, ['ls', '-l', path, '**/*.carrier.default.plist']);
      assert.equal(long.status, 0, long.stderr);
      assert.match(
        long.stdout,
        /^lrw\S+ +0 \S+ HomeDomain\/Library\/Preferences\/com\.apple\.carrier\.default\.plist -> \/System\/\S[^\n]+\n$/,
      );
    });

    it('cat writes the very bytes of a file', async () => {
      const names = ['sms.db', 'empty.plist', 'size-0065537.bin', 'ends-like-padding.bin', 'résumé.txt'];
      for (const file of facts.files.filter(({ relativePath }) => names.some((each) => relativePath.endsWith(`/${each}`)))) {
        const result = await unlocked(name, ['cat', path, `${file.domain}/${file.relativePath}`]);
        assert.equal(result.status, 0, result.stderr);
        assert.equal(createHash('sha256').update(result.bytes).digest('hex'), file.plainSha256, file.relativePath);
      }
    });

    it('verify says good at every level, and unconfirmed without the password', async () => {
      for (const level of [['--quick'], ['--full'], ['--sample', '5']]) {
        const result = await unlocked(name, ['verify', path, ...level, '--format', 'json']);
        assert.equal(result.status, 0, result.stdout);
        const document = documentOf(result);
        assert.deepEqual([document.schema, document.verdict], ['backup-lab/verify@1', 'good']);
      }
      const locked = await backupLab(['verify', path, '--full', '--format', 'json']);
      assert.equal(locked.status, isEncrypted ? 9 : 0, locked.stdout);
      assert.equal(documentOf(locked).verdict, isEncrypted ? 'unconfirmed' : 'good');
      assert.equal(locked.stderr, '');
    });

    it('keychain tells class, fate and names, and a secret only when it is asked for', async () => {
      const plain = await unlocked(name, ['keychain', path, '--json']);
      assert.equal(plain.status, 0, plain.stderr);
      const document = documentOf(plain);
      assert.equal(document.schema, 'backup-lab/keychain@1');
      const items = document.items as Record<string, unknown>[];
      assert.equal(items.length, 7);
      assert.deepEqual(document.fates, { 'any-phone': isEncrypted ? 5 : 0, 'same-phone': isEncrypted ? 2 : 7, 'not-restored': 0 });
      assert.ok(items.every((item) => item.secret === undefined));
      const table = await unlocked(name, ['keychain', path]);
      assert.doesNotMatch(`${plain.stdout}${plain.stderr}${table.stdout}${table.stderr}`, /hunter2|68756e74657232/);
      assert.equal(/^ak +any phone +inet +www\.example\.com +alice/m.test(table.stdout), isEncrypted);

      // One of the secrets begins as the password does.
      const revealed = await backupLab(['keychain', path, '--reveal', '--json', '--password-env', 'SAMPLE'], {
        env: { SAMPLE: FIXTURE_PASSWORD[name] ?? 'needless' },
      });
      assert.equal(revealed.stdout.includes('"hunter2"'), isEncrypted);
      assert.match(revealed.stderr, /Warning/);
      assert.doesNotMatch(revealed.stderr, /hunter2/);
    });

    if (!isEncrypted) return;

    it('a wrong password stops every command with 11', async () => {
      const target = join(copy.parent, 'never');
      const commands = [
        ['verify', path],
        ['ls', path],
        ['cat', path, RESUME],
        ['extract', path, target],
        ['keychain', path],
        ['salvage', path, target],
        ['unlock', path, '--check'],
      ];
      for (const args of commands) {
        const result = await backupLab([...args, '--password-env', 'SAMPLE'], { env: { SAMPLE: 'Sesame, open up' } });
        assert.equal(result.status, 11, `${args.join(' ')}: ${result.stderr}`);
        assert.match(result.stderr, /\(password-wrong\)\n$/);
        assert.equal(result.stdout, '');
        assert.doesNotMatch(result.stderr, /Sesame/);
      }
    });

    it('unlock --check tells right from wrong, with the facts of the key bag', async () => {
      const right = await unlocked(name, ['unlock', path, '--check', '--json']);
      assert.equal(right.status, 0, right.stderr);
      const document = documentOf(right);
      assert.deepEqual([document.schema, document.right], ['backup-lab/unlock@1', true]);
      assert.deepEqual(document.backup, { path });
      const keybag = document.keybag as Record<string, unknown>;
      assert.equal((keybag.classes as unknown[]).length, 11);
      assert.deepEqual(keybag.rounds, name === 'encrypted-ios17' ? { first: 500, second: 500 } : { second: 10_000 });
      const wrong = await backupLab(['unlock', path, '--check', '--json', '--password-env', 'SAMPLE'], { env: { SAMPLE: 'wrong' } });
      assert.equal(wrong.status, 11);
      assert.equal(documentOf(wrong).right, false);
    });

    it('content without a password is 11, with the options named', async () => {
      for (const args of [
        ['cat', path, RESUME],
        ['keychain', path],
        ['extract', path, join(copy.parent, 'never')],
        ['unlock', path, '--check'],
      ]) {
        const result = await backupLab(args);
        assert.equal(result.status, 11, result.stderr);
        assert.match(result.stderr, /--password-env NAME.*--password-fd N.*\(backup-encrypted\)\n$/);
        assert.equal(result.stdout, '');
      }
    });
  });
}

describe('backup-lab reads names without a password where they are not encrypted', () => {
  it('iOS 5–9 (Manifest.mbdb)', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    const result = await backupLab(['ls', copy.path]);
    assert.equal(result.status, 0, result.stderr);
    assert.equal(result.stdout.trimEnd().split('\n').length, fixtureFacts('encrypted-ios9-mbdb').files.length);
  });

  it('iOS 10.0–10.1 (Manifest.db in the clear), and content with it', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, '00008110-0011223344556677');
    const content = Buffer.from('a note');
    const options = { password: 'sample', catalogue: 'db', modern: false, random: randomBytes } as const;
    await writeEncryptedSample(path, () => [{ domain: 'HomeDomain', relativePath: 'Library/Notes/note.txt', content }], options);
    const listed = await backupLab(['ls', path, '**/note.txt']);
    assert.deepEqual([listed.status, listed.stdout], [0, 'HomeDomain/Library/Notes/note.txt\n'], listed.stderr);
    const args = ['cat', path, 'HomeDomain/Library/Notes/note.txt'];
    assert.equal((await backupLab(args)).status, 11);
    const read = await backupLab([...args, '--password-env', 'SAMPLE'], { env: { SAMPLE: 'sample' } });
    assert.deepEqual([read.status, read.stdout], [0, 'a note'], read.stderr);
  });

  it('not since iOS 10.2', async () => {
    using copy = copyFixture('encrypted-ios17');
    const result = await backupLab(['ls', copy.path, '--json']);
    assert.equal(result.status, 11);
    assert.deepEqual([documentOf(result).schema, documentOf(result).code], ['backup-lab/error@1', 'backup-encrypted']);
  });
});

describe('backup-lab with damage behind a password', () => {
  it('cat writes nothing of a small file, and ends with 8', async () => {
    using copy = copyFixture('encrypted-ios17');
    const file = fixtureFacts('encrypted-ios17').files.find(({ relativePath }) => relativePath.endsWith('size-0065536.bin'));
    assert.ok(file);
    const payload = join(copy.path, file.fileID.slice(0, 2), file.fileID);
    writeFileSync(payload, readFileSync(payload).subarray(0, -32));
    const args = ['cat', copy.path, `${file.domain}/${file.relativePath}`, '--password-env', 'SAMPLE'];
    const result = await backupLab(args, { env: { SAMPLE: FIXTURE_PASSWORD['encrypted-ios17'] } });
    assert.equal(result.status, 8, result.stderr);
    assert.match(result.stderr, /--keep-damaged.*\n.*\(content-damaged\)\n$/);
    assert.equal(result.bytes.length, 0);
  });

  it('cat says of a large one that what it wrote is not the file, and ends with 8', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const content = randomBytes(6_000_000);
    const options = { password: 'sample', catalogue: 'db', modern: false, random: randomBytes } as const;
    await writeEncryptedSample(path, () => [{ domain: 'HomeDomain', relativePath: 'large', content }], options);
    const fileID = fileIdOf('HomeDomain', 'large');
    flipBit(join(path, fileID.slice(0, 2), fileID), 100);
    const result = await backupLab(['cat', path, 'HomeDomain/large', '--password-env', 'SAMPLE'], { env: { SAMPLE: 'sample' } });
    assert.equal(result.status, 8, result.stderr);
    assert.match(result.stderr, /Do not use the [\d,]+ bytes written so far.*\n.*\(content-damaged\)\n$/);
    const extracted = await backupLab(['extract', path, join(folder.path, 'target'), '--json', '--password-env', 'SAMPLE'], {
      env: { SAMPLE: 'sample' },
    });
    assert.equal(extracted.status, 8, extracted.stderr);
    const { failed, failures } = documentOf(extracted) as { failed?: unknown; failures?: unknown };
    assert.equal(failed, 1);
    assert.deepEqual(failures, [
      { domain: 'HomeDomain', relativePath: 'large', fileID, code: 'content-damaged', reason: 'digest-mismatch' },
    ]);
    const kept = await backupLab(['extract', path, join(folder.path, 'kept'), '--keep-damaged', '--json', '--password-env', 'SAMPLE'], {
      env: { SAMPLE: 'sample' },
    });
    assert.equal(kept.status, 8, kept.stderr);
    const named = { domain: 'HomeDomain', relativePath: 'large', fileID, path: 'HomeDomain/large.damaged', reason: 'digest-mismatch' };
    assert.deepEqual((documentOf(kept) as { damagedFiles?: unknown }).damagedFiles, [named]);
    assert.match(kept.stderr, /^HomeDomain\/large: .*digest-mismatch \(content-damaged\), written as HomeDomain\/large\.damaged$/m);
  });

  it('a key bag that cannot be read: unlock 8, verify names it and goes on', async () => {
    using copy = copyFixture('encrypted-ios17');
    const manifest = join(copy.path, 'Manifest.plist');
    const bytes = readFileSync(manifest);
    // The length of the first record, VERS: far beyond the end of the bag.
    bytes.writeUInt32BE(0x7fff_ffff, bytes.indexOf('VERS') + 4);
    writeFileSync(manifest, bytes);
    const withPassword = { env: { SAMPLE: FIXTURE_PASSWORD['encrypted-ios17'] } };
    const unlock = await backupLab(['unlock', copy.path, '--check', '--password-env', 'SAMPLE'], withPassword);
    assert.equal(unlock.status, 8, unlock.stderr);
    assert.match(unlock.stderr, /\(keybag-malformed\)\n$/);
    const verify = await backupLab(['verify', copy.path, '--format', 'json', '--password-env', 'SAMPLE'], withPassword);
    assert.equal(verify.status, 8, verify.stderr);
    assert.ok((documentOf(verify).findings as { code: string }[]).some(({ code }) => code === 'keybag-unreadable'));
  });

  it('one damaged class key: unlock says which with 8, the others still read', async () => {
    using copy = copyFixture('encrypted-ios17');
    const manifest = join(copy.path, 'Manifest.plist');
    const bytes = readFileSync(manifest);
    // CLAS 00000004 00000002, and the first wrapped key (WPKY 00000028) behind it.
    const classTwo = bytes.indexOf(Buffer.from('434c41530000000400000002', 'hex'));
    const key = bytes.indexOf('WPKY', classTwo) + 8;
    bytes.writeUInt8(bytes.readUInt8(key) ^ 0xff, key);
    writeFileSync(manifest, bytes);
    const withPassword = { env: { SAMPLE: FIXTURE_PASSWORD['encrypted-ios17'] } };
    const unlock = await backupLab(['unlock', copy.path, '--check', '--json', '--password-env', 'SAMPLE'], withPassword);
    assert.equal(unlock.status, 8, unlock.stderr);
    assert.deepEqual([documentOf(unlock).right, documentOf(unlock).damagedClasses], [true, [2]]);
    const read = await backupLab(['cat', copy.path, RESUME, '--password-env', 'SAMPLE'], withPassword);
    assert.equal(read.status, 0, read.stderr);
    assert.match(read.stderr, /\(keybag-damaged\)/);
  });
});

describe('backup-lab unlock, asked for nonsense', () => {
  it('names what is wrong', async () => {
    using plain = copyFixture('plain-ios17');
    const cases: [string[], number, string][] = [
      [['unlock', plain.path, '--check'], 2, 'not-encrypted'],
      [['unlock', plain.path], 2, 'usage'],
      [['unlock', join(plain.parent, 'nowhere'), '--check'], 6, 'folder-missing'],
    ];
    for (const [args, status, code] of cases) {
      const result = await backupLab(args);
      assert.deepEqual([result.status, result.stdout], [status, ''], result.stderr);
      assert.match(result.stderr, new RegExp(`\\(${code}\\)\\n$`));
    }
    const needless = await backupLab(['ls', plain.path, '--password-env', 'SAMPLE'], { env: { SAMPLE: 'needless' } });
    assert.equal(needless.status, 0);
    assert.match(needless.stderr, /not encrypted\. The password is not needed/);
  });
});
