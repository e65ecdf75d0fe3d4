import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyFixture, FIXTURE_PASSWORD, fixtureFacts, recordTree, type FixtureName } from '../../support/backup-copy.ts';
import { backupLab, backupLabProcess, documentOf, rowsOf, type CliOptions, type CliResult } from '../../support/backup-lab.ts';

const ERAS: readonly FixtureName[] = ['plain-ios17', 'encrypted-ios17', 'encrypted-ios9-mbdb'];

function extract(name: FixtureName, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const password = FIXTURE_PASSWORD[name];
  if (password === undefined) return backupLab(['extract', ...args], options);
  return backupLab(['extract', ...args, '--password-env', 'SAMPLE'], { ...options, env: { SAMPLE: password } });
}

for (const name of ERAS) {
  describe(`backup-lab extracts ${name}`, () => {
    let copy: ReturnType<typeof copyFixture>;
    let path: string;
    let target: string;
    let untouched: string[];
    before(() => {
      copy = copyFixture(name);
      path = copy.path;
      target = join(copy.parent, 'out');
      untouched = recordTree(path);
    });
    afterEach(() => {
      rmSync(target, { recursive: true, force: true });
    });
    after(() => {
      assert.deepEqual(recordTree(path), untouched, 'nothing in the backup has changed');
      copy[Symbol.dispose]();
    });

    it('everything: names, content, dates; and the same command again finds it there', async () => {
      const result = await extract(name, [path, target, '--json']);
      assert.equal(result.status, 0, result.stderr);
      const document = documentOf(result);
      assert.equal(document.schema, 'backup-lab/extract@1');
      assert.deepEqual(document.backup, { path });
      const files = fixtureFacts(name).files.filter(({ flags }) => flags === 1);
      assert.deepEqual([document.files, document.failed], [files.length, 0]);
      for (const file of files.filter(({ plainSha256 }) => plainSha256 !== null)) {
        const place = join(target, file.domain, file.relativePath);
        assert.equal(createHash('sha256').update(readFileSync(place)).digest('hex'), file.plainSha256, file.relativePath);
        assert.equal(Math.trunc(statSync(place).mtimeMs / 1000), file.mtime, file.relativePath);
      }
      const again = documentOf(await extract(name, [path, target, '--json']));
      assert.deepEqual([again.files, again.kept], [0, files.length + Number(document.symlinks)]);
    });

    it('what a glob and a domain take', async () => {
      const result = await extract(name, [path, target, '--domain', 'MediaDomain', '--glob', '**/*-0065536.bin', '--glob', '**/*-10-*']);
      assert.deepEqual([result.status, result.stdout], [0, ''], result.stderr);
      assert.match(result.stderr, /^Extracted 2 files/m);
      assert.deepEqual(readdirSync(join(target, 'MediaDomain/Media/Recordings')).sort(), ['all-10-bytes.bin', 'size-0065536.bin']);
    });
  });
}

describe('backup-lab extract', () => {
  let copy: ReturnType<typeof copyFixture>;
  let path: string;
  let target: string;
  before(() => {
    copy = copyFixture('encrypted-ios17');
    path = copy.path;
    target = join(copy.parent, 'out');
  });
  afterEach(() => {
    rmSync(target, { recursive: true, force: true });
  });
  after(() => {
    copy[Symbol.dispose]();
  });
  const extracting = (args: readonly string[], options?: CliOptions) => extract('encrypted-ios17', [path, target, ...args], options);

  it('does with what stands there as it is told', async () => {
    const place = join(target, 'MediaDomain/Media/Recordings/size-0000017.bin');
    const glob = ['--glob', '**/size-0000017.bin'];
    for (const [policy, status, mine, files] of [
      ['fail', 6, true, 1],
      ['skip', 0, true, 1],
      ['rename', 0, true, 2],
      ['overwrite', 0, false, 1],
    ] as const) {
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, 'mine');
      const result = await extracting([...glob, '--on-conflict', policy]);
      assert.equal(result.status, status, `${policy}: ${result.stderr}`);
      assert.equal(readFileSync(place, 'latin1') === 'mine', mine, policy);
      assert.equal(readdirSync(dirname(place)).length, files, policy);
      rmSync(target, { recursive: true });
    }
    assert.equal((await extracting(['--on-conflict', 'ask'])).status, 2);
  });

  it('says which files failed, as events too, and ends with 8', async () => {
    using damaged = copyFixture('encrypted-ios17');
    const file = fixtureFacts('encrypted-ios17').files.find(({ relativePath }) => relativePath.endsWith('IMG_0001.JPG'));
    assert.ok(file);
    rmSync(join(damaged.path, file.fileID.slice(0, 2), file.fileID));
    const events = join(damaged.parent, 'events.ndjson');
    const result = await extract('encrypted-ios17', [damaged.path, target, '--json', '--events', events]);
    assert.equal(result.status, 8, result.stderr);
    assert.match(result.stderr, /^CameraRollDomain\/Media\/DCIM\/100APPLE\/IMG_0001\.JPG: .*\(payload-missing\)$/m);
    const document = documentOf(result);
    assert.deepEqual([document.failed, (document.failures as { code: string }[])[0]?.code], [1, 'payload-missing']);
    const told = rowsOf(readFileSync(events, 'utf8'));
    assert.ok(told.every(({ schema }) => schema === 'backup-lab/event@1'));
    const phases = told.filter(({ kind }) => kind === 'phase').map(({ phase }) => phase);
    assert.deepEqual([phases[0], phases.at(-1)], ['reading-catalogue', 'extracting']);
    const [error] = told.filter(({ kind }) => kind === 'file-error');
    assert.deepEqual([error?.code, error?.item], ['payload-missing', `${file.domain}/${file.relativePath}`]);
  });

  it('stops at Ctrl-C with 10', async () => {
    let interrupted = false;
    const result = await backupLabProcess(['extract', path, target, '--progress', '--password-env', 'SAMPLE'], {
      env: { SAMPLE: FIXTURE_PASSWORD['encrypted-ios17'] },
      onOutput: ({ stderr }, child) => {
        if (!interrupted && stderr !== '') interrupted = child.kill('SIGINT');
      },
    });
    assert.equal(result.status, 10, result.stderr);
    assert.match(result.stderr, /\(cancelled\)\n$/);
  });

  it('never writes into the backup', async () => {
    const result = await extract('encrypted-ios17', [path, join(path, 'out')]);
    assert.equal(result.status, 2, result.stderr);
    assert.match(result.stderr, /\(target-inside-backup\)\n$/);
    assert.equal(existsSync(join(path, 'out')), false);
  });
});
