/** Extractions that end early: killed, cancelled, or on a full disk. No file looks whole that is not, and the next run goes on. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError, isCodedError } from '../../../../src/base/index.ts';
import { extractBackup } from '../../../../src/backup/index.ts';
import { SharedState } from '../../../../src/backup/extract/shared-state.ts';
import {
  extractHere,
  extractionPlace,
  filesOf,
  makeTarget,
  placeWith,
  text,
  treeOf,
  type ExtractionPlace,
} from '../../../support/extracting.ts';
import { diskWithRoomFor } from '../../../support/full-disk.ts';
import { withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const COUNT = 300;
const BYTES = 100_000;

/** Files enough that something can happen in the middle. */
function largePlace(): ExtractionPlace {
  const place = extractionPlace();
  const content = Buffer.alloc(BYTES, 'x');
  writeSampleBackup(
    place.backup,
    withParents(
      Array.from({ length: COUNT }, (_, index) => ({ domain: 'MediaDomain', relativePath: `Media/${index % 7}/${index}`, content })),
    ),
  );
  return place;
}

/** Every file under its own name is whole; the others are ours. Returns how many are whole. */
function wholeFiles(target: string): number {
  const files = Object.entries(filesOf(target)).filter(([path]) => !path.includes('/.backup-lab-'));
  for (const [path, content] of files) assert.equal(content.length, BYTES, path);
  return files.length;
}

function unfinished(target: string): string[] {
  return [...treeOf(target).keys()].filter((path) => path.includes('/.backup-lab-'));
}

/** Somebody cancels when so many bytes have been written, however fast that is. */
function cancelledAfter(bytes: number): SharedState {
  const state = SharedState.from();
  const addBytes = state.addBytes.bind(state);
  state.addBytes = (count) => {
    addBytes(count);
    if (state.bytes >= bytes) state.cancel();
  };
  return state;
}

describe('an extraction that ends early', () => {
  it('goes on after it was killed: what is there stays, what was unfinished is cleared away', async () => {
    using place = largePlace();
    const script = join(import.meta.dirname, '../../../support/extract-until-killed.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, place.backup, place.target], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const before = wholeFiles(place.target);
    // As a process leaves it that was killed in the middle of a file.
    const [ledger = ''] = readdirSync(place.target).filter((name) => name.endsWith('.ndjson'));
    const identity = /extract-([0-9a-f]+)/.exec(ledger)?.[1] ?? assert.fail(ledger);
    writeFileSync(
      join(makeTarget(place, 'MediaDomain/Media/0'), `.backup-lab-${identity}-${String(child.pid)}-00-${'0'.repeat(40)}.part`),
      'half',
    );
    const report = await extractBackup(place.backup, { target: place.target });
    assert.deepEqual([report.kept, report.files, report.failed], [before, COUNT - before, 0]);
    assert.equal(wholeFiles(place.target), COUNT);
    assert.deepEqual(unfinished(place.target), []);
  });

  it('stops when it is cancelled, leaves nothing unfinished, and goes on later', async () => {
    using place = largePlace();
    makeTarget(place);
    await assert.rejects(extractHere(place, {}, cancelledAfter(10 * BYTES)), CancelledError);
    const before = wholeFiles(place.target);
    assert.ok(before > 0 && before < COUNT, String(before));
    assert.deepEqual(unfinished(place.target), []);
    const report = await extractBackup(place.backup, { target: place.target });
    assert.deepEqual([report.kept, report.files, report.failed], [before, COUNT - before, 0]);
  });

  it('does not begin when it is cancelled before', async () => {
    using place = largePlace();
    await assert.rejects(extractBackup(place.backup, { target: place.target, signal: AbortSignal.abort() }), CancelledError);
    const state = SharedState.from();
    state.cancel();
    await assert.rejects(extractHere(place, {}, state), CancelledError);
    assert.deepEqual(filesOf(place.target), {});
  });

  it('stops at once when the disk is full, leaves nothing unfinished, and goes on when there is room', async () => {
    using place = largePlace();
    makeTarget(place);
    {
      // On Linux, folders are reached through their descriptors.
      using _ = diskWithRoomFor(10 * BYTES + 1234, process.platform === 'linux' ? '/proc/self/fd/' : place.target);
      await assert.rejects(extractHere(place), (error) => isCodedError(error, 'disk-full'));
    }
    const before = wholeFiles(place.target);
    assert.ok(before > 0 && before <= 10, String(before));
    assert.deepEqual(unfinished(place.target), []);
    const { report } = await extractHere(place);
    assert.deepEqual([report.kept, report.files, report.failed], [before, COUNT - before, 0]);
    assert.equal(wholeFiles(place.target), COUNT);
  });

  it('is not continued by another backup: its files are in the way', async () => {
    using place = placeWith([{ domain: 'HomeDomain', relativePath: 'a', content: text('a') }]);
    await extractHere(place);
    using other = extractionPlace();
    writeSampleBackup(other.backup, withParents([{ domain: 'HomeDomain', relativePath: 'a', content: text('b') }]), '18.0');
    await assert.rejects(extractHere(other, { target: place.target }), (error) => isCodedError(error, 'target-exists'));
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/a': 'a' });
  });

  it('replaces a file that was changed since only when it may', async () => {
    using place = placeWith([{ domain: 'HomeDomain', relativePath: 'a', content: text('a') }]);
    await extractHere(place);
    writeFileSync(join(place.target, 'HomeDomain/a'), 'b');
    await assert.rejects(extractHere(place), (error) => isCodedError(error, 'target-exists'));
    const { report } = await extractHere(place, { policy: 'overwrite' });
    assert.deepEqual([report.files, filesOf(place.target)], [1, { 'HomeDomain/a': 'a' }]);
  });
});
