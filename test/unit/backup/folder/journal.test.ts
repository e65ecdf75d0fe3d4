import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Journal } from '../../../../src/backup/folder/journal.ts';
import { journalPathsOf } from '../../../../src/backup/folder/journal-layout.ts';
import { readJournal } from '../../../../src/backup/folder/read-journal.ts';
import { encodeStatus } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

const STATUS = {
  uuid: '0A1B2C3D-0000-4000-8000-000000000001',
  date: new Date(1_700_000_000_000),
  backupState: 'new',
  isFullBackup: false,
  version: '3.3',
} as const;

interface Folder extends Disposable {
  readonly path: string;
  readonly paths: ReturnType<typeof journalPathsOf>;
  open(): Journal;
  write(relativePath: string, content: string): void;
  /** What a reader gets for a path of the last good version. */
  lastGood(relativePath: string): string | undefined;
}

/** A backup folder with the given files, and the lock taken care of. */
function folderWith(files: Record<string, string>): Folder {
  const parent = temporaryFolder();
  const path = join(parent.path, 'UDID');
  const paths = journalPathsOf(path);
  mkdirSync(path);
  mkdirSync(paths.root);
  const folder: Folder = {
    path,
    paths,
    open: () => Journal.open(path, paths),
    // As a device's upload: never into the file that stands there.
    write: (relativePath, content) => {
      mkdirSync(dirname(join(path, relativePath)), { recursive: true });
      writeFileSync(join(path, 'new'), content);
      renameSync(join(path, 'new'), join(path, relativePath));
    },
    lastGood: (relativePath) => {
      const place = readJournal(path)?.locate(relativePath);
      return place === undefined || !existsSync(place) ? undefined : readFileSync(place, 'utf8');
    },
    [Symbol.dispose]: () => {
      parent[Symbol.dispose]();
    },
  };
  for (const [relativePath, content] of Object.entries(files)) folder.write(relativePath, content);
  return folder;
}

const GOOD = { 'Manifest.db': 'db 1', 'Manifest.plist': 'plist 1', 'Status.plist': 'status 1', 'ab/ab01': 'one', 'cd/cd02': 'two' };

describe('Journal', () => {
  it('shows the last good version whatever was replaced, removed or added', () => {
    using folder = folderWith(GOOD);
    const journal = folder.open();
    journal.settle('ab/ab01');
    folder.write('ab/ab01', 'one, new');
    journal.settle('cd/cd02');
    unlinkSync(join(folder.path, 'cd/cd02'));
    journal.settle('ef/ef03');
    folder.write('ef/ef03', 'three');
    folder.write('Snapshot/ab/ab04', 'four');
    journal.close();
    assert.equal(folder.lastGood('ab/ab01'), 'one');
    assert.equal(folder.lastGood('cd/cd02'), 'two');
    assert.equal(folder.lastGood('ef/ef03'), undefined);
    assert.equal(folder.lastGood('Snapshot/ab/ab04'), undefined);
    assert.equal(folder.lastGood('Manifest.db'), 'db 1');
    const view = readJournal(folder.path)!;
    assert.deepEqual(view.list('').sort(), ['Manifest.db', 'Manifest.plist', 'Status.plist', 'ab', 'cd', 'ef']);
    assert.deepEqual(
      [view.list('ab'), view.list('cd'), view.list('ef'), view.list('Snapshot'), view.list('none')],
      [['ab01'], ['cd02'], [], [], []],
    );
  });

  it('costs no copy of the content', () => {
    using folder = folderWith(GOOD);
    const { ino } = statSync(join(folder.path, 'ab/ab01'));
    folder.open().settle('ab/ab01');
    assert.equal(statSync(join(folder.paths.saved, 'ab/ab01')).ino, ino);
  });

  it('keeps a whole tree', () => {
    using folder = folderWith(GOOD);
    const journal = folder.open();
    journal.settle('');
    rmSync(folder.path, { recursive: true });
    for (const [path, content] of Object.entries(GOOD)) assert.equal(folder.lastGood(path), content);
  });

  it('keeps the first version through a second interrupted run', () => {
    using folder = folderWith(GOOD);
    for (const round of [1, 2, 3]) {
      const journal = folder.open();
      journal.settle('ab/ab01');
      folder.write('ab/ab01', `round ${round}`);
      journal.settle('ef/ef03');
      folder.write('ef/ef03', `round ${round}`);
      journal.close();
    }
    assert.equal(folder.lastGood('ab/ab01'), 'one');
    assert.equal(folder.lastGood('ef/ef03'), undefined);
  });

  it('has nothing to show for a first backup, and does not pretend that a half one is a good one', () => {
    using folder = folderWith({});
    const first = folder.open();
    first.settle('Manifest.db');
    folder.write('Manifest.db', 'half');
    folder.write('Status.plist', Buffer.from(encodeStatus({ ...STATUS, snapshotState: 'moving' })).toString('latin1'));
    first.close();
    assert.equal(readJournal(folder.path), undefined);
    folder.open().close();
    assert.equal(readJournal(folder.path), undefined);
    assert.ok(!existsSync(folder.paths.saved));
  });

  it('protects what another program has finished since an interrupted first backup', () => {
    using folder = folderWith({});
    folder.open().close();
    folder.write('Manifest.db', 'by another program');
    writeFileSync(join(folder.path, 'Status.plist'), encodeStatus({ ...STATUS, snapshotState: 'finished' }));
    const second = folder.open();
    second.settle('Manifest.db');
    folder.write('Manifest.db', 'ours');
    second.close();
    assert.equal(folder.lastGood('Manifest.db'), 'by another program');
  });

  it('is gone after discard, and what was kept with it', () => {
    using folder = folderWith(GOOD);
    const journal = folder.open();
    journal.settle('ab/ab01');
    folder.write('ab/ab01', 'new');
    journal.discard();
    assert.ok(!existsSync(folder.paths.root));
    assert.equal(readJournal(folder.path), undefined);
    assert.equal(readFileSync(join(folder.path, 'ab/ab01'), 'utf8'), 'new');
  });

  it('starts afresh over the rest of a journal that was being thrown away', () => {
    using folder = folderWith(GOOD);
    const old = folder.open();
    old.settle('ab/ab01');
    old.settle('cd/cd02');
    old.close();
    rmSync(folder.paths.header);
    assert.equal(readJournal(folder.path), undefined);
    folder.write('ab/ab01', 'good again');
    const journal = folder.open();
    assert.deepEqual(readdirSync(folder.paths.root), ['journal.json']);
    journal.settle('ab/ab01');
    assert.equal(folder.lastGood('ab/ab01'), 'good again');
    assert.equal(folder.lastGood('cd/cd02'), 'two');
  });

  it('takes a list that was cut off in the middle of a line, and a header that cannot be read', () => {
    using folder = folderWith(GOOD);
    const journal = folder.open();
    journal.settle('ef/ef03');
    journal.close();
    appendFileSync(folder.paths.settled, '"cd/cd');
    writeFileSync(folder.paths.header, '{"lastGo');
    const view = readJournal(folder.path)!;
    assert.equal(view.changedSince, undefined);
    assert.equal(view.locate('ef/ef03'), undefined);
    assert.equal(folder.lastGood('cd/cd02'), 'two');
  });

  it('goes on behind an entry that was cut off, without spoiling its own', () => {
    using folder = folderWith(GOOD);
    folder.open().close();
    writeFileSync(folder.paths.settled, '"ab/ab');
    const journal = folder.open();
    journal.settle('ef/ef03');
    journal.close();
    folder.write('ef/ef03', 'new');
    assert.equal(folder.lastGood('ef/ef03'), undefined);
    assert.equal(folder.lastGood('ab/ab01'), 'one');
  });

  it('takes entries that make no sense for nothing, whatever they are', () => {
    using folder = folderWith(GOOD);
    folder.open().close();
    const entries = [
      'ab/ab01',
      '"ab/ab01',
      '["ab/ab01"]',
      '"../UDID/ab/ab01"',
      '"/"',
      '"ab//ab01"',
      '7',
      'null',
      '{}',
      '\0'.repeat(100_000),
      '',
    ];
    writeFileSync(folder.paths.settled, `${entries.join('\n')}\n"cd/cd02"\n`);
    assert.deepEqual([folder.lastGood('ab/ab01'), folder.lastGood('cd/cd02')], ['one', undefined]);
  });

  it('is a journal whatever stands in the place of its header or its list, and none behind a link', () => {
    for (const place of ['header', 'settled'] as const) {
      using folder = folderWith(GOOD);
      const journal = folder.open();
      journal.settle('ab/ab01');
      journal.close();
      folder.write('ab/ab01', 'new');
      rmSync(folder.paths[place], { force: true });
      mkdirSync(folder.paths[place]);
      assert.equal(folder.lastGood('ab/ab01'), 'one', place);
    }
    using folder = folderWith(GOOD);
    folder.open().close();
    renameSync(folder.paths.root, join(folder.path, '../elsewhere'));
    symlinkSync(join(folder.path, '../elsewhere'), folder.paths.root);
    assert.equal(readJournal(folder.path), undefined);
  });

  it('keeps a whole folder once it has noted very many new names in it', () => {
    using folder = folderWith(GOOD);
    const journal = folder.open();
    for (let number = 0; number < 5000; number++) journal.settle(`ab/new-${number}`);
    journal.close();
    assert.equal(readFileSync(join(folder.paths.saved, 'ab/ab01'), 'utf8'), 'one');
    assert.ok(readFileSync(folder.paths.settled, 'utf8').endsWith('"ab"\n'));
    for (const [path, content] of Object.entries(GOOD)) assert.equal(folder.lastGood(path), content);
  });

  it('shows the last good version at whatever step the computer stops', () => {
    // Each entry is one change of the disk, in the order in which a run makes them.
    const steps: ((folder: Folder) => void)[] = [
      ({ paths }) => mkdirSync(join(paths.saved, 'ab'), { recursive: true }),
      ({ path, paths }) => linkSync(join(path, 'ab/ab01'), join(paths.saved, 'ab/ab01')),
      ({ paths }) => writeFileSync(paths.incoming, 'one, n'),
      ({ paths }) => writeFileSync(paths.incoming, 'one, new'),
      ({ path, paths }) => renameSync(paths.incoming, join(path, 'ab/ab01')),
      ({ paths }) => mkdirSync(join(paths.saved, 'cd')),
      ({ path, paths }) => linkSync(join(path, 'cd/cd02'), join(paths.saved, 'cd/cd02')),
      ({ path }) => unlinkSync(join(path, 'cd/cd02')),
    ];
    for (let count = 0; count <= steps.length; count++) {
      using folder = folderWith(GOOD);
      folder.open().close();
      for (const step of steps.slice(0, count)) step(folder);
      for (const [path, content] of Object.entries(GOOD)) assert.equal(folder.lastGood(path), content, `${path} after step ${count}`);
    }
  });
});
