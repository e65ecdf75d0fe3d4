import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, systemErrorCode } from '../../../../src/base/index.ts';
import { WritingHost } from '../../../../src/backup/create/writing-host.ts';
import { readJournal } from '../../../../src/backup/folder/read-journal.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { checkDevicePath } from '../../../../src/device-protocol/index.ts';
import { recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { finishSteps } from '../../../support/finish-steps.ts';
import { diskWithRoomFor } from '../../../support/full-disk.ts';

const UDID = '00008030-0011223344556677';
const at = (path: string) => checkDevicePath(path === '' ? UDID : `${UDID}/${path}`);
const isUnsafe = (error: unknown) => isCodedError(error, 'unsafe-path');
const isSystem = (code: string) => (error: unknown) => systemErrorCode(error) === code;

interface Disk extends Disposable {
  readonly directory: string;
  readonly run: FolderTransaction;
  readonly host: WritingHost;
  receive(path: string, content: string): void;
  content(path: string): string;
}

function disk(files: Record<string, string> = {}): Disk {
  const parent = temporaryFolder();
  const directory = join(parent.path, 'backups');
  mkdirSync(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, UDID, path, '..'), { recursive: true });
    writeFileSync(join(directory, UDID, path), content);
  }
  const run = FolderTransaction.check(directory, UDID);
  const host = new WritingHost(run, UDID);
  return {
    directory,
    run,
    host,
    receive: (path, content) => {
      const file = host.receive(at(path));
      for (const piece of content) file.write(Buffer.from(piece));
      file.finish();
    },
    content: (path) => readFileSync(join(directory, UDID, path), 'utf8'),
    [Symbol.dispose]: () => {
      run.close();
      parent[Symbol.dispose]();
    },
  };
}

const GOOD = { 'Manifest.db': 'db 1', 'Status.plist': 'status 1', 'ab/ab01': 'one' };

describe('WritingHost', () => {
  it('writes files where the device wants them, with the folders that they need', () => {
    using d = disk();
    d.receive('Snapshot/ab/ab01', 'payload');
    d.receive('Status.plist', '');
    assert.equal(d.content('Snapshot/ab/ab01'), 'payload');
    assert.equal(d.content('Status.plist'), '');
  });

  it('writes every byte in its place, whatever pieces they come in', () => {
    using d = disk();
    const sizes = [1, 16_379, 262_143, 2, 262_144, 700_000, 0, 5, 262_145, 100_000, 162_144];
    const content = Buffer.from(Array.from({ length: sizes.reduce((sum, size) => sum + size) }, (_, at) => (at * 31 + (at >> 8)) % 251));
    const [first, second] = [d.host.receive(at('Snapshot/a')), d.host.receive(at('Snapshot/b'))];
    let from = 0;
    for (const size of sizes) {
      first.write(content.subarray(from, from + size));
      second.write(content.subarray(from, from + size));
      from += size;
    }
    first.finish();
    second.finish();
    assert.ok(content.equals(readFileSync(join(d.directory, UDID, 'Snapshot/a'))));
    assert.ok(content.equals(readFileSync(join(d.directory, UDID, 'Snapshot/b'))));
  });

  it('replaces a file only when the new one is whole', () => {
    using d = disk(GOOD);
    const half = d.host.receive(at('Status.plist'));
    half.write(Buffer.from('stat'));
    assert.equal(d.content('Status.plist'), 'status 1');
    half.discard();
    assert.equal(d.content('Status.plist'), 'status 1');
    d.receive('Status.plist', 'status 2');
    assert.equal(d.content('Status.plist'), 'status 2');
    assert.ok(!existsSync(d.run.journalPaths.incoming));
  });

  it('leaves no half file behind', () => {
    using d = disk();
    const half = d.host.receive(at('Snapshot/ab/ab01'));
    half.write(Buffer.from('pay'));
    half.discard();
    assert.ok(!existsSync(join(d.directory, UDID, 'Snapshot/ab/ab01')));
  });

  it('moves files over files and folders over folders', () => {
    using d = disk({ ...GOOD, 'Snapshot/ab/ab01': 'one, new', 'Snapshot/cd/cd02': 'two', 'cd/cd02/odd': 'x', 'ef/ef03': 'three' });
    d.host.move(at('Snapshot/ab/ab01'), at('ab/ab01'));
    d.host.move(at('Snapshot/cd/cd02'), at('cd/cd02'));
    d.host.move(at('ef'), at('Snapshot'));
    assert.equal(d.content('ab/ab01'), 'one, new');
    assert.equal(d.content('cd/cd02'), 'two');
    assert.equal(d.content('Snapshot/ef03'), 'three');
    assert.throws(() => d.host.move(at('Snapshot/gone'), at('ab/ab01')), isSystem('ENOENT'));
    assert.equal(d.content('ab/ab01'), 'one, new');
  });

  it('removes files and trees, and takes what is not there for removed', () => {
    using d = disk({ ...GOOD, 'Snapshot/ab/ab02': 'x' });
    finishSteps(d.host.remove(at('Snapshot')));
    finishSteps(d.host.remove(at('ab/ab01')));
    finishSteps(d.host.remove(at('Manifest.mbdx')));
    assert.deepEqual(readdirSync(join(d.directory, UDID)).sort(), ['Manifest.db', 'Status.plist', 'ab']);
    assert.deepEqual(readdirSync(join(d.directory, UDID, 'ab')), []);
  });

  it('copies files and trees', () => {
    using d = disk(GOOD);
    finishSteps(d.host.copy(at('ab'), at('cd')));
    finishSteps(d.host.copy(at('Manifest.db'), at('ab/ab01')));
    assert.equal(d.content('cd/ab01'), 'one');
    assert.equal(d.content('ab/ab01'), 'db 1');
  });

  it('lists truthfully, empty files too', () => {
    using d = disk({ 'ab/ab01': '12345', 'ab/ab02': '' });
    assert.deepEqual([...d.host.listDirectory(at('ab'))].map(({ name, kind, size }) => [name, kind, size]).sort(), [
      ['ab01', 'file', 5],
      ['ab02', 'file', 0],
    ]);
    assert.deepEqual(
      [...d.host.listDirectory(at(''))].map(({ name, kind }) => [name, kind]),
      [['ab', 'directory']],
    );
    assert.throws(() => [...d.host.listDirectory(at('Snapshot'))], isSystem('ENOENT'));
  });

  it('reads files back and nothing that is none', () => {
    using d = disk(GOOD);
    const file = d.host.open(at('Manifest.db'));
    const buffer = Buffer.alloc(3);
    assert.equal(file.read(buffer), 3);
    assert.equal(buffer.toString(), 'db ');
    assert.equal(file.read(buffer), 1);
    assert.equal(file.read(buffer), 0);
    file.close();
    assert.throws(() => d.host.open(at('ab')), isSystem('EISDIR'));
    assert.throws(() => d.host.open(at('gone')), isSystem('ENOENT'));
  });

  it('knows how much room there is', () => {
    using d = disk();
    assert.ok(d.host.freeDiskSpace() > 0);
  });

  it('keeps every old version readable while the device works, and until the journal goes', () => {
    using d = disk({ ...GOOD, 'cd/cd02': 'two' });
    d.receive('Status.plist', 'status 2');
    d.receive('Snapshot/ab/ab01', 'one, new');
    d.host.move(at('Snapshot/ab/ab01'), at('ab/ab01'));
    finishSteps(d.host.remove(at('cd/cd02')));
    d.receive('Snapshot/ef/ef03', 'three');
    d.host.move(at('Snapshot/ef/ef03'), at('ef/ef03'));
    const before = readJournal(d.run.backupPath)!;
    const seen = ['Manifest.db', 'Status.plist', 'ab/ab01', 'cd/cd02'].map((path) => readFileSync(before.locate(path)!, 'utf8'));
    assert.deepEqual(seen, ['db 1', 'status 1', 'one', 'two']);
    assert.equal(before.locate('ef/ef03'), undefined);
    d.run.discardJournal();
    assert.deepEqual(readdirSync(d.directory), [UDID]);
    assert.deepEqual([d.content('Status.plist'), d.content('ab/ab01'), d.content('ef/ef03')], ['status 2', 'one, new', 'three']);
  });

  it('keeps a backup that the device sets aside as a whole', () => {
    using d = disk(GOOD);
    const aside = checkDevicePath(`${UDID}-20240101-120000`);
    d.host.move(at(''), aside);
    d.receive('Status.plist', 'status 2');
    assert.equal(readFileSync(join(d.directory, aside, 'ab/ab01'), 'utf8'), 'one');
    finishSteps(d.host.remove(aside));
    assert.equal(readFileSync(readJournal(d.run.backupPath)!.locate('ab/ab01')!, 'utf8'), 'one');
  });

  it('removes a tree in steps, kept as a whole before anything of it goes, and readable after each', () => {
    const payloads = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`ab/${n}`, `payload ${n}`]));
    using d = disk({ ...GOOD, ...payloads });
    let [kept, steps] = [0, 0];
    for (const _step of d.host.remove(at('ab')) ?? []) {
      steps++;
      if (readdirSync(join(d.directory, UDID, 'ab')).length === 21) kept++;
      const before = readJournal(d.run.backupPath)!;
      for (const [path, content] of Object.entries(payloads)) assert.equal(readFileSync(before.locate(path)!, 'utf8'), content);
    }
    assert.ok(kept >= 20, `${kept} of ${steps} steps kept something`);
    assert.ok(!existsSync(join(d.directory, UDID, 'ab')));
  });

  it('changes nothing at all while the device only looks', () => {
    using d = disk(GOOD);
    const before = recordTree(d.directory);
    d.host.open(at('Status.plist')).close();
    assert.equal([...d.host.listDirectory(at(''))].length, 3);
    finishSteps(d.host.remove(at('Manifest.mbdx')));
    d.host.freeDiskSpace();
    d.run.close();
    assert.deepEqual(recordTree(d.directory), before);
    assert.equal(d.run.hasBegun, false);
  });

  it('puts Info.plist in place with the first change and keeps the old one', () => {
    using d = disk({ ...GOOD, 'Info.plist': 'info 1' });
    d.run.infoPlist = Buffer.from('info 2');
    d.host.createDirectory(at('Snapshot'));
    assert.equal(d.content('Info.plist'), 'info 2');
    assert.equal(readFileSync(readJournal(d.run.backupPath)!.locate('Info.plist')!, 'utf8'), 'info 1');
  });
});

describe('WritingHost on a disk that is full', () => {
  it('fails the write, leaves no half file, and knows why', () => {
    using d = disk(GOOD);
    d.host.createDirectory(at('Snapshot'));
    using _full = diskWithRoomFor(5, d.directory);
    const file = d.host.receive(at('Snapshot/x'));
    file.write(Buffer.from('123'));
    file.write(Buffer.from('4567'));
    assert.throws(() => file.finish(), isSystem('ENOSPC'));
    file.discard();
    const large = d.host.receive(at('Snapshot/large'));
    assert.throws(() => large.write(Buffer.alloc(1_000_000)), isSystem('ENOSPC'));
    large.discard();
    assert.deepEqual(readdirSync(join(d.directory, UDID, 'Snapshot')), []);
    assert.equal(d.host.failure?.code, 'disk-full');
  });

  it('leaves the old file where the new one did not fit', () => {
    using d = disk(GOOD);
    d.host.createDirectory(at('Snapshot'));
    using _full = diskWithRoomFor(2, d.directory);
    const file = d.host.receive(at('Status.plist'));
    file.write(Buffer.from('status 2'));
    assert.throws(() => file.finish(), isSystem('ENOSPC'));
    file.discard();
    assert.equal(d.content('Status.plist'), 'status 1');
  });

  it('does not take a mistake of the device for a failure of the disk', () => {
    using d = disk(GOOD);
    assert.throws(() => d.host.move(at('gone'), at('ab/ab01')), isSystem('ENOENT'));
    assert.equal(d.host.failure, undefined);
  });
});

describe('WritingHost confines the device', () => {
  it('to its own folder, even beside it', () => {
    using d = disk(GOOD);
    mkdirSync(join(d.directory, `${UDID}-20230101-000000`));
    const outside = [
      '00008030-FFFFFFFFFFFFFFFF/Status.plist',
      `.${UDID}.journal/lock`,
      `${UDID}-20230101-000000/x`,
      `${UDID}x/y`,
      UDID.toLowerCase().replace('u', 'x') + 'a',
    ];
    for (const path of outside) {
      assert.throws(() => d.host.receive(checkDevicePath(path)), isUnsafe, path);
      assert.throws(() => d.host.open(checkDevicePath(path)), isUnsafe, path);
      assert.throws(() => finishSteps(d.host.remove(checkDevicePath(path))), isUnsafe, path);
      assert.throws(() => d.host.move(at('ab/ab01'), checkDevicePath(path)), isUnsafe, path);
      assert.throws(() => [...d.host.listDirectory(checkDevicePath(path))], isUnsafe, path);
    }
  });

  const linked: [string, (d: Disk) => void][] = [
    ['writing', (d) => d.receive('link/x', 'evil')],
    ['making a folder', (d) => d.host.createDirectory(at('link/x'))],
    ['making the folder itself', (d) => d.host.createDirectory(at('link'))],
    ['reading', (d) => void d.host.open(at('link/secret'))],
    ['listing', (d) => void Array.from(d.host.listDirectory(at('link')))],
    ['moving in', (d) => d.host.move(at('ab/ab01'), at('link/x'))],
    ['moving out', (d) => d.host.move(at('link/secret'), at('ab/ab01'))],
    ['removing', (d) => finishSteps(d.host.remove(at('link/secret')))],
    ['copying out', (d) => finishSteps(d.host.copy(at('link/secret'), at('ab/ab02')))],
  ];
  for (const [what, act] of linked) {
    it(`from following a link when ${what}`, () => {
      using d = disk(GOOD);
      const outside = join(d.directory, '..', 'outside');
      mkdirSync(outside);
      writeFileSync(join(outside, 'secret'), 'secret');
      symlinkSync(outside, join(d.directory, UDID, 'link'));
      assert.throws(() => act(d), isUnsafe);
      assert.deepEqual(readdirSync(outside), ['secret']);
      assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'secret');
    });
  }

  it('from writing or reading through a link in the place of a file', () => {
    using d = disk(GOOD);
    const secret = join(d.directory, '..', 'secret');
    writeFileSync(secret, 'secret');
    symlinkSync(secret, join(d.directory, UDID, 'ab/ab02'));
    assert.throws(() => d.host.open(at('ab/ab02')), isSystem('ELOOP'));
    d.receive('ab/ab02', 'two');
    assert.equal(readFileSync(secret, 'utf8'), 'secret');
    assert.ok(lstatSync(join(d.directory, UDID, 'ab/ab02')).isFile());
    assert.equal(d.content('ab/ab02'), 'two');
  });

  it('from removing what a link leads to', () => {
    using d = disk(GOOD);
    const outside = join(d.directory, '..', 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'keep'), 'me');
    mkdirSync(join(d.directory, UDID, 'Snapshot'));
    symlinkSync(outside, join(d.directory, UDID, 'Snapshot/link'));
    finishSteps(d.host.remove(at('Snapshot')));
    assert.deepEqual(readdirSync(outside), ['keep']);
  });
});
