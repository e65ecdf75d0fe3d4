import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupWatch } from '../../../src/extension/backups/backup-watch.ts';

describe('what other programs do to folders of backups', () => {
  let folder: string;
  let watch: BackupWatch;
  let scans: number;
  let changed: string[];
  let open: string[];
  /** Called after every scan. */
  let onScan: () => void;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ibl-watch-'));
    mkdirSync(join(folder, 'one'));
    writeFileSync(join(folder, 'one', 'Status.plist'), 'new');
    scans = 0;
    changed = [];
    open = [join(folder, 'one')];
    onScan = () => undefined;
    watch = new BackupWatch({
      folders: () => [folder, join(folder, 'nowhere')],
      openPaths: () => open,
      scan: () => {
        scans++;
        onScan();
        return Promise.resolve();
      },
      changed: (path) => changed.push(path),
      restMs: 1,
    });
  });

  afterEach(() => {
    watch.dispose();
    rmSync(folder, { recursive: true });
  });

  /** Resolves with the scan after `act`. */
  async function scanAfter(act: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    onScan = () => resolve(undefined);
    act();
    await promise;
    onScan = () => undefined;
  }

  it('is seen without a wish: a new backup, and one that changed, whose page is told', async () => {
    await scanAfter(() => watch.set(true));
    await scanAfter(() => mkdirSync(join(folder, 'two')));
    assert.deepEqual(changed, []);
    await scanAfter(() => utimesSync(join(folder, 'one', 'Status.plist'), 1, 1));
    await scanAfter(() => rmSync(join(folder, 'two'), { recursive: true }));
    assert.deepEqual([...new Set(changed)], [join(folder, 'one')]);
  });

  it('is seen down to the payloads of a backup that is open in a page', async () => {
    const payload = join(folder, 'one', 'ab', 'abcd');
    mkdirSync(join(folder, 'one', 'ab'));
    writeFileSync(payload, 'content');
    utimesSync(join(folder, 'one', 'ab'), 1, 1);
    await scanAfter(() => watch.set(true));
    await scanAfter(() => rmSync(payload));
    assert.deepEqual(changed, [join(folder, 'one')]);
  });

  it('does not take a backup for changed because its page was opened', async () => {
    open = [];
    await scanAfter(() => watch.set(true));
    open = [join(folder, 'one')];
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    await scanAfter(() => writeFileSync(join(folder, 'one', 'Status.plist'), 'other content'));
    assert.deepEqual([changed, scans], [[join(folder, 'one')], 2]);
  });

  it('costs no scan while nothing happens, nor anything while nobody looks', async () => {
    await scanAfter(() => watch.set(true));
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(scans, 1);
    watch.set(false);
    mkdirSync(join(folder, 'two'));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(scans, 1);
  });
});
