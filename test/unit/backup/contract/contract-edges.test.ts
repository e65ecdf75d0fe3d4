/** Where a contract must not say more than it knows: content that is not what it seems, names with odd signs, backups that do not tell. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkContract, openBackup, parseContract, unlockBackup, type ContractReport } from '../../../../src/backup/index.ts';
import { dict, encodeMBFile, fileIdOf, writeBinaryPlist } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { flipBit } from '../../../support/damaged-backup.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import { makeDatabase } from '../../../support/previewing-databases.ts';
import { recordFor, withParents, writeCatalogue, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'com.example.myapp';
const HOME = `AppDomain-${APP}`;
const PASSWORD = 'test';
const SECRET = 'mustNotContain: [{ pattern: secret }]';

const file = (relativePath: string, content: string | Uint8Array = 'text', record: SampleRow['record'] = {}): SampleRow => {
  return { domain: HOME, relativePath, content: Buffer.from(content), record };
};

describe('a contract held against what does not tell all', () => {
  const folder = temporaryFolder();
  let number = 0;
  after(() => folder[Symbol.dispose]());

  function made(rows: readonly SampleRow[]): string {
    const path = join(folder.path, String(number++));
    writeSampleBackup(path, withParents(rows));
    return path;
  }

  async function held(path: string, rules: string, password?: string): Promise<ContractReport> {
    const keys = password === undefined ? undefined : await unlockBackup(path, password);
    try {
      await using backup = await openBackup(path, { keys });
      return await checkContract(backup, parseContract(rules.includes('device: true') ? rules : `app: ${APP}\n${rules}`, 'test.yml'), {
        keys,
      });
    } finally {
      await keys?.lock();
    }
  }
  const states = ({ rules }: ContractReport) => rules.map(({ state }) => state);
  const told = ({ findings }: ContractReport) =>
    findings.map(({ code, path, data }) => [code, path, data.reason].filter((word) => word !== undefined).join(' '));
  const payloadOf = (path: string, domain: string, relativePath: string) => {
    const id = fileIdOf(domain, relativePath);
    return join(path, id.slice(0, 2), id);
  };

  it('leaves rules about encryption undecided where a backup does not tell whether it is encrypted', async () => {
    const path = join(folder.path, String(number++));
    mkdirSync(path);
    writeCatalogue(join(path, 'Manifest.db'), (insert) => {
      insert(fileIdOf(HOME, 'a.txt'), HOME, 'a.txt', 1, Buffer.from('no record'));
    });
    const report = await held(path, 'encrypted: required\nencryptedOnly: ["**"]');
    assert.equal(report.backup.encrypted, null);
    assert.deepEqual(told(report), ['encryption-unknown', 'file-encryption-unknown a.txt']);
    assert.deepEqual(states(report), ['undecided', 'undecided']);
    assert.deepEqual(states(await held(path, 'encrypted: forbidden')), ['undecided']);
  });

  describe('when what is stored is damaged, does not call its content searched:', () => {
    const long = 'x'.repeat(3_000_000);

    it('a file that lacks its end', async () => {
      for (const content of ['a text of some length', long]) {
        const path = made([file('a.txt', content)]);
        truncateSync(payloadOf(path, HOME, 'a.txt'), 10);
        assert.deepEqual(told(await held(path, SECRET)), ['content-unsearched a.txt damaged']);
      }
    });

    it('a file of which nothing is left, or that is not there', async () => {
      const path = made([file('a.txt'), file('b.txt'), file('empty.txt', '')]);
      truncateSync(payloadOf(path, HOME, 'a.txt'), 0);
      rmSync(payloadOf(path, HOME, 'b.txt'));
      const report = await held(path, SECRET);
      assert.deepEqual(told(report), ['content-unsearched a.txt damaged', 'content-unsearched b.txt missing']);
      assert.deepEqual(states(report), ['undecided']);
    });

    it('a file of the right length with other bytes than its digest says', async () => {
      for (const content of ['a text', long]) {
        const path = made([{ domain: 'HomeDomain', relativePath: 'a.txt', content: Buffer.from(content) }]);
        assert.deepEqual(told(await held(path, `device: true\n${SECRET}`)), []);
        flipBit(payloadOf(path, 'HomeDomain', 'a.txt'), 3);
        assert.deepEqual(told(await held(path, `device: true\n${SECRET}`)), ['content-unsearched HomeDomain/a.txt damaged']);
      }
    });

    it('an encrypted file that lacks its end, or has another one', async () => {
      const path = join(folder.path, String(number++));
      const random = (count: number) => Buffer.alloc(count, 7);
      await writeEncryptedSample(path, () => [file('a.txt', 'some text '.repeat(10)), file('b.txt', 'some text '.repeat(10))], {
        password: PASSWORD,
        catalogue: 'db',
        modern: true,
        random,
      });
      assert.deepEqual(told(await held(path, SECRET, PASSWORD)), []);
      truncateSync(payloadOf(path, HOME, 'a.txt'), 64);
      flipBit(payloadOf(path, HOME, 'b.txt'), 111);
      assert.deepEqual(told(await held(path, SECRET, PASSWORD)), ['content-unsearched a.txt damaged', 'content-unsearched b.txt damaged']);
    });

    it('but a file that grew while it was backed up is searched as a whole', async () => {
      const path = made([file('a.txt', 'a text', { size: 3 })]);
      assert.deepEqual(told(await held(path, SECRET)), []);
      writeFileSync(payloadOf(path, HOME, 'a.txt'), 'a text with a secret');
      assert.deepEqual(states(await held(path, SECRET)), ['broken']);
    });
  });

  describe('of content in another form says', () => {
    const gzip = gzipSync('a secret');

    for (const [what, content] of [
      ['gzip', gzip],
      ['a zip archive', Buffer.from('PK\x03\x04', 'latin1')],
      ['LZFSE', Buffer.from('bvx2', 'latin1')],
      ['Zstandard', Buffer.from('\x28\xb5\x2f\xfd', 'latin1')],
      ['a PDF, whose pages are compressed', Buffer.from('%PDF-1.4')],
    ] as const) {
      it(`that ${what} was not opened`, async () => {
        assert.deepEqual(told(await held(made([file('a.bin', content)]), SECRET)), ['content-unsearched a.bin compressed']);
      });
    }

    it('that something compressed in a value or a cell was not opened, once for each file', async () => {
      const { database } = makeDatabase((opened) => {
        opened.exec('CREATE TABLE t (data BLOB)');
        for (let row = 0; row < 3; row++) opened.prepare('INSERT INTO t VALUES (?)').run(gzip);
      });
      const list = writeBinaryPlist(dict({ one: gzip, other: gzip }));
      const undecodable = writeBinaryPlist(dict({ one: Buffer.from('bplist00 and then nothing') }));
      const path = made([file('a.sqlite', database), file('b.plist', list), file('c.plist', undecodable)]);
      const expected = ['a.sqlite', 'b.plist', 'c.plist'].map((name) => `content-unsearched ${name} packed`);
      assert.deepEqual(told(await held(path, SECRET)), expected);
    });

    it('nothing about base64 and pictures: an encoding is a text of its own, and the bytes of a picture are looked through as they are', async () => {
      const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.from('Exif a secret')]);
      const path = made([file('a.txt', Buffer.from('a secret').toString('base64')), file('b.heic', heic)]);
      const report = await held(path, SECRET);
      assert.deepEqual(told(report), ['content-found b.heic']);
    });
  });

  it('takes a glob as it is written, whatever signs a name has', async () => {
    const names = ['line\nbreak.txt', 'back\\slash.txt', 'Cafe\u0301/menu.txt', 'Notes/a.txt', 'notes.txt', 'star*.txt'];
    const path = made(names.map((name) => file(name)));
    const fits = async (glob: string) => {
      const { findings } = await held(path, `mustNot: [${JSON.stringify(glob)}]`);
      return findings.map(({ path: place }) => place);
    };
    const all = ['Cafe\u0301/menu.txt', 'Notes/a.txt', 'back\\slash.txt', 'line\nbreak.txt', 'notes.txt', 'star*.txt'];
    for (const [glob, expected] of [
      ['**', all],
      ['./**', all],
      ['**/', all],
      ['line*', ['line\nbreak.txt']],
      ['line?break.txt', ['line\nbreak.txt']],
      ['back\\\\slash.txt', ['back\\slash.txt']],
      ['back\\slash.txt', []],
      ['Caf\u00e9/*', ['Cafe\u0301/menu.txt']],
      ['Caf\u00e9/', ['Cafe\u0301/menu.txt']],
      ['Notes/', ['Notes/a.txt']],
      ['notes/', []],
      ['NOTES.txt', []],
      ['star\\*.txt', ['star*.txt']],
      ['Notes/**/', ['Notes/a.txt']],
    ] as const) {
      assert.deepEqual(await fits(glob), expected, glob);
    }
  });

  it('counts what a budget is about as it is stored: a second name of a file is a second file, and a row of the same name another one', async () => {
    const path = join(folder.path, String(number++));
    writeSampleBackup(path, []);
    rmSync(join(path, 'Manifest.db'));
    const row = (relativePath: string): SampleRow => file(relativePath, 'x'.repeat(600), { inode: 7n });
    writeCatalogue(join(path, 'Manifest.db'), (insert) => {
      const add = (id: string, one: SampleRow) => insert(id, one.domain, one.relativePath, 1, encodeMBFile(recordFor(one)));
      for (const name of ['a.bin', 'hard link to a.bin']) add(fileIdOf(HOME, name), row(name));
      add('f'.repeat(40), row('a.bin'));
    });
    assert.deepEqual(states(await held(path, 'budget: { "**": 1800B }')), ['kept']);
    const { findings } = await held(path, 'budget: { "**": 1799B }');
    assert.deepEqual(findings[0]?.data, { expected: 1799, actual: 1800, count: 3 });
  });

  it('keeps a frozen contract where there is nothing at all, and counts nothing', async () => {
    const nothing = made([]);
    const empty = await held(nothing, 'device: true\nfrozen: true');
    assert.deepEqual([empty.verdict, empty.rules[0]?.fits, empty.coverage.files], ['kept', 0, 0]);
    const rootOnly = await held(made([{ domain: HOME, relativePath: '', flags: 2 }]), 'frozen: true');
    assert.deepEqual([rootOnly.verdict, rootOnly.coverage.files], ['kept', 0]);
  });

  it('cannot be sure of frozen where rows stand for nothing', async () => {
    const path = join(folder.path, String(number++));
    writeSampleBackup(path, []);
    rmSync(join(path, 'Manifest.db'));
    writeCatalogue(join(path, 'Manifest.db'), (insert) => insert('a'.repeat(40), null, 'a.txt', 1, null));
    assert.deepEqual(states(await held(path, 'device: true\nfrozen: true')), ['undecided']);
  });
});
