/** What must hold whatever a phone orders: the version before is read back byte for byte, and the next honest run can use the folder. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { finishSteps } from '../finish-steps.ts';
import { WritingHost } from '../../../src/backup/create/writing-host.ts';
import { journalPathsOf } from '../../../src/backup/folder/journal-layout.ts';
import { FolderTransaction } from '../../../src/backup/folder/folder-transaction.ts';
import { statusOf, viewFolder } from '../../../src/backup/read/backup-folder.ts';
import { isBackupFolder } from '../../../src/backup/read/find-folder.ts';
import { GOOD, UDID, anyOrder, devicePath, perform, type Order } from './orders.ts';
import { Killed, unrulyDisk, type Unruliness } from './unruly-disk.ts';

export interface HostileRun {
  readonly orders: readonly Order[];
  /** The step of those that change the disk in which the process is killed. */
  readonly diesInStep: number | undefined;
  /** What an earlier run has left is first replaced by the last good version. */
  readonly isRepaired?: boolean;
}

export type Version = ReadonlyMap<string, string>;

const anyRun: fc.Arbitrary<HostileRun> = fc.record({
  isRepaired: fc.constantFrom(true, false, false),
  orders: fc.array(anyOrder, { minLength: 1, maxLength: 12 }),
  diesInStep: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
});

/** Runs one after another over the same folder, each cut off at its end or before. */
export async function holdsForRandomOrders(numRuns: number, disk: Omit<Unruliness, 'diesInStep'> = {}, seed?: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRun, { minLength: 1, maxLength: 4 }), async (runs) => {
      await checkRuns(runs, disk);
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }) },
  );
}

export async function checkRuns(runs: readonly HostileRun[], disk: Omit<Unruliness, 'diesInStep'>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  try {
    const path = join(directory, UDID);
    layOut(path, GOOD);
    const good: Version = new Map(Object.entries(GOOD));
    for (const run of runs) {
      hostileRun(directory, run, disk, () => {
        assertVersion(path, good);
      });
      using _disk = unrulyDisk(directory, disk);
      assertVersion(path, good);
      assert.ok(await isBackupFolder(path), 'the backup is found');
    }
    using _disk = unrulyDisk(directory, disk);
    honestRun(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function layOut(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
}

/** `check` is called after every order that the process has lived through. */
export function hostileRun(
  directory: string,
  { orders, diesInStep, isRepaired = false }: HostileRun,
  disk: Unruliness,
  check: () => void,
): void {
  using unruly = unrulyDisk(directory, { ...disk, ...(diesInStep === undefined ? {} : { diesInStep }) });
  try {
    const run = FolderTransaction.check(directory, UDID);
    run.infoPlist = Buffer.from('info of the run');
    if (isRepaired) {
      run.restoreLastGood();
      check();
      assertAsItIs(run);
    }
    const host = new WritingHost(run, UDID);
    for (const order of orders) {
      if (!perform(order, host)) break;
      check();
    }
    run.close();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  if (!unruly.isDead) return;
  unruly[Symbol.dispose]();
  // The process of this test lives on, so the next run cannot tell that the lock is stale.
  rmSync(journalPathsOf(join(directory, UDID)).lock, { force: true });
}

/** Exactly the files of a version, with their content: none lost, none added. */
export function assertVersion(path: string, version: Version): void {
  assert.deepEqual(filesSeen(path), new Map([...version].sort()));
  const folder = viewFolder(path);
  for (const [name, content] of version) {
    assert.equal(readFileSync(folder.locate(name) ?? assert.fail(`no ${name}`), 'latin1'), content, name);
  }
}

/** The folder itself has become the last good version again. */
function assertAsItIs({ backupPath, journalPaths }: FolderTransaction): void {
  if (!existsSync(journalPaths.header)) return;
  assert.deepEqual(filesSeen(backupPath, { asItIs: true }), filesSeen(backupPath));
}

/** The files that readers see, by way of listings. */
export function filesSeen(path: string, options: { asItIs?: boolean } = {}): Version {
  const folder = viewFolder(path, options);
  const files: [string, string][] = [];
  const walk = (inside: string) => {
    for (const name of folder.list(inside)) {
      const place = inside === '' ? name : `${inside}/${name}`;
      const located = folder.locate(place);
      const what = statusOf(located);
      if (what?.isFile() === true && located !== undefined) files.push([place, readFileSync(located, 'latin1')]);
      else walk(place);
    }
  };
  walk('');
  return new Map(files.sort());
}

/** What a phone orders that makes a full backup, file by file, until it is accepted. */
export function honestRun(directory: string): void {
  const run = FolderTransaction.check(directory, UDID);
  try {
    run.infoPlist = Buffer.from('honest info');
    const host = new WritingHost(run, UDID);
    const files: Record<string, string> = {
      'ab/ab01': 'A',
      'cd/cd03': 'C',
      'cd/cd06': 'D',
      'ef/ef04': 'E',
      'Manifest.plist': 'P',
      'Manifest.db': 'M',
    };
    const upload = (path: string, content: string) => {
      const file = host.receive(devicePath(path));
      file.write(Buffer.from(content));
      file.finish();
    };
    for (const folder of ['', 'ab', 'cd', 'ef', 'Snapshot', 'Snapshot/ab', 'Snapshot/cd', 'Snapshot/ef']) {
      host.createDirectory(devicePath(folder));
    }
    upload('Status.plist', 'uploading');
    for (const [path, content] of Object.entries(files)) upload(`Snapshot/${path}`, content);
    for (const path of Object.keys(files)) host.move(devicePath(`Snapshot/${path}`), devicePath(path));
    finishSteps(host.remove(devicePath('Snapshot')));
    upload('Status.plist', 'finished');
    run.settle();
    run.discardJournal();
    for (const [path, content] of Object.entries({ ...files, 'Status.plist': 'finished', 'Info.plist': 'honest info' })) {
      assert.equal(readFileSync(join(run.backupPath, path), 'utf8'), content, `${path} after an honest run`);
    }
    assert.ok(!existsSync(run.journalPaths.root), 'the journal is gone');
  } finally {
    run.close();
  }
}
