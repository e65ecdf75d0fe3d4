/** What an interrupted run has left may be what no device can continue from; then the next run finds the last good version in the folder. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WritingHost } from '../../../../src/backup/create/writing-host.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { canBeContinued } from '../../../../src/backup/folder/restore-last-good.ts';
import { decodeStatus, encodeStatus, type SnapshotState } from '../../../../src/formats/index.ts';
import { checkPreviousVersion } from '../../../../src/backup/folder/previous-version.ts';
import { checkDevicePath } from '../../../../src/device-protocol/index.ts';
import { finishSteps } from '../../../support/finish-steps.ts';
import { copyFixture, FIXTURE_UDID, recordTree } from '../../../support/backup-copy.ts';

const UDID = FIXTURE_UDID['plain-ios17'];
const at = (path: string) => checkDevicePath(path === '' ? UDID : `${UDID}/${path}`);

function upload(host: WritingHost, path: string, content: string | Uint8Array): void {
  const file = host.receive(at(path));
  file.write(Buffer.from(content as string));
  file.finish();
}

/** What a phone can leave; all of it makes a device fail that reads it first. */
const POISONS: Readonly<Record<string, (host: WritingHost) => void>> = {
  'nothing at all': (host) => {
    finishSteps(host.remove(at('')));
  },
  'a status that is none': (host) => {
    upload(host, 'Status.plist', 'no property list');
  },
  'an empty status': (host) => {
    upload(host, 'Status.plist', '');
  },
  'a folder in the place of the status': (host) => {
    finishSteps(host.remove(at('Status.plist')));
    host.createDirectory(at('Status.plist/deeper'));
  },
  'an empty Manifest.plist': (host) => {
    upload(host, 'Manifest.plist', '');
  },
  'no Manifest.plist': (host) => {
    finishSteps(host.remove(at('Manifest.plist')));
  },
  'no Manifest.db': (host) => {
    host.move(at('Manifest.db'), at('Manifest.mbdx'));
  },
  'a folder in the place of Manifest.db': (host) => {
    host.move(at('3d'), at('Manifest.db'));
  },
  'a file in the place of Snapshot, and new files everywhere': (host) => {
    upload(host, '3d/new', 'new');
    upload(host, 'new/folder/new', 'new');
    upload(host, 'Snapshot', 'new');
  },
};

describe('a folder that no device can continue from', () => {
  for (const [what, poison] of Object.entries(POISONS)) {
    it(`becomes the last good version again before the next run: ${what}`, () => {
      using copy = copyFixture('plain-ios17');
      rmSync(join(copy.path, 'Snapshot'), { recursive: true, force: true });
      writeFileSync(join(copy.path, 'Status.plist'), withState(copy.path, 'finished', false));
      const good = filesOf(copy.path);
      const run = FolderTransaction.check(copy.parent, UDID);
      poison(new WritingHost(run, UDID));
      run.close();
      assert.equal(canBeContinued(copy.path), false);
      const next = FolderTransaction.check(copy.parent, UDID);
      next.repair();
      assert.deepEqual(filesOf(copy.path), good);
      assert.equal(canBeContinued(copy.path), true);
      assert.equal(next.hasBegun, false);
      next.infoPlist = Buffer.from('info of the next run');
      next.begin();
      assert.equal(readFileSync(join(copy.path, 'Info.plist'), 'utf8'), 'info of the next run');
      next.close();
    });
  }

  it('is left alone where a device can: it has begun to upload, to move, to remove, or a host wants a full backup', () => {
    using copy = copyFixture('plain-ios17');
    FolderTransaction.check(copy.parent, UDID).begin();
    for (const [state, isFull] of [
      ['uploading', false],
      ['uploading', true],
      ['moving', false],
      ['removing', false],
      ['finished', true],
    ] as const) {
      writeFileSync(join(copy.path, 'Status.plist'), withState(copy.path, state, isFull));
      assert.equal(canBeContinued(copy.path), true, `${state} ${isFull}`);
    }
    mkdirSync(join(copy.path, 'Snapshot'), { recursive: true });
    writeFileSync(join(copy.path, 'Snapshot/Manifest.plist'), readFileSync(join(copy.path, 'Manifest.plist')));
    truncateSync(join(copy.path, 'Manifest.plist'));
    writeFileSync(join(copy.path, 'Status.plist'), withState(copy.path, 'moving', false));
    assert.equal(canBeContinued(copy.path), true);
    writeFileSync(join(copy.path, 'Status.plist'), withState(copy.path, 'removing', false));
    assert.equal(canBeContinued(copy.path), false);
  });

  it('is left alone without a journal: nothing is known to be better', () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Status.plist'));
    const before = recordTree(copy.parent);
    FolderTransaction.check(copy.parent, UDID).repair();
    assert.deepEqual(recordTree(copy.parent), before);
  });

  it('costs no copy, and touches nothing that is as it was', () => {
    using copy = copyFixture('plain-ios17');
    const [untouched, replaced] = [join(copy.path, 'Info.plist'), join(copy.path, 'Manifest.plist')];
    const before = [statSync(untouched), statSync(replaced)];
    const run = FolderTransaction.check(copy.parent, UDID);
    upload(new WritingHost(run, UDID), 'Manifest.plist', '');
    run.restoreLastGood();
    assert.deepEqual(
      [statSync(untouched), statSync(replaced)].map(({ ino }) => ino),
      before.map(({ ino }) => ino),
    );
    assert.equal(statSync(untouched).ctimeMs, before[0]!.ctimeMs);
    assert.ok(readdirSync(run.journalPaths.root).includes('saved'));
    run.close();
  });

  it('is put back without a step through a link, in the backup or in its journal, however deep that lies', () => {
    using copy = copyFixture('plain-ios17');
    const [outside, run] = [join(copy.parent, 'elsewhere'), FolderTransaction.check(copy.parent, UDID)];
    const { saved, settled } = run.journalPaths;
    run.begin();
    run.close();
    mkdirSync(join(outside, 'deep'), { recursive: true });
    writeFileSync(join(outside, 'deep/mine'), 'mine');
    symlinkSync(outside, join(copy.path, 'link'));
    mkdirSync(join(saved, 'link/deep'), { recursive: true });
    writeFileSync(join(saved, 'link/deep/planted'), 'planted');
    writeFileSync(settled, '"link/deep/mine"\n"link/deep/planted"\n');
    FolderTransaction.check(copy.parent, UDID).restoreLastGood();
    assert.deepEqual(readdirSync(join(outside, 'deep')), ['mine']);
    assert.equal(readFileSync(join(copy.path, 'link/deep/planted'), 'utf8'), 'planted');
  });

  if (process.platform === 'linux') {
    it('is not continued from when putting it back was cut off, even where the run had left Status.plist alone', () => {
      using copy = copyFixture('plain-ios17');
      writeFileSync(join(copy.path, 'Status.plist'), withState(copy.path, 'finished', false));
      const good = filesOf(copy.path);
      const run = FolderTransaction.check(copy.parent, UDID);
      const host = new WritingHost(run, UDID);
      for (const name of ['Manifest.plist', '3d']) finishSteps(host.remove(at(name)));
      run.close();
      // A name that cannot be brought back, wherever it comes in the order.
      const odd = Buffer.from([...Buffer.from(join(run.journalPaths.saved, 'z')), 0xff]);
      writeFileSync(odd, '');
      const next = FolderTransaction.check(copy.parent, UDID);
      assert.throws(() => {
        next.repair();
      });
      next.close();
      assert.equal(canBeContinued(copy.path), false);
      rmSync(odd);
      FolderTransaction.check(copy.parent, UDID).repair();
      assert.deepEqual(filesOf(copy.path), good);
    });
  }

  it('is kept through no link that stands in the journal', () => {
    using copy = copyFixture('plain-ios17');
    const outside = join(copy.parent, 'elsewhere');
    mkdirSync(outside);
    const run = FolderTransaction.check(copy.parent, UDID);
    run.begin();
    mkdirSync(run.journalPaths.saved, { recursive: true });
    symlinkSync(outside, join(run.journalPaths.saved, '3d'));
    const host = new WritingHost(run, UDID);
    assert.throws(() => finishSteps(host.remove(at('3d'))), { code: 'place-blocked' });
    run.close();
    assert.deepEqual(readdirSync(outside), []);
    assert.ok(readdirSync(join(copy.path, '3d')).length > 0);
  });

  it('can be put aside in the same run when that leaves something broken', () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Status.plist'));
    mkdirSync(join(copy.path, 'Status.plist'));
    const first = FolderTransaction.check(copy.parent, UDID);
    first.begin();
    first.close();
    const next = FolderTransaction.check(copy.parent, UDID);
    next.repair();
    const aside = checkPreviousVersion(next.backupPath, true);
    assert.ok(aside !== undefined && existsSync(aside.path));
    next.begin();
    next.close();
  });
});

function withState(path: string, snapshotState: SnapshotState, isFullBackup: boolean): Uint8Array {
  const { uuid, date, backupState, version } = decodeStatus(readFileSync(join(path, 'Status.plist')));
  return encodeStatus({ uuid, date, backupState, version, snapshotState, isFullBackup });
}

/** Every file with its bytes. */
function filesOf(path: string): Map<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names.filter((name) => statSync(join(path, name)).isFile()).map((name) => [name, readFileSync(join(path, name), 'base64')]),
  );
}
