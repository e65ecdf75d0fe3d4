/** The list of runs and checks of a backup: shared by every surface, and never praise for what is no longer there. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckMemory, listHistory, measureBackups, rememberedSize, verifyBackup } from '../../../../src/backup/index.ts';
import { historyPathsOf, readHistory } from '../../../../src/backup/history/history-file.ts';
import { noteFailedRun } from '../../../../src/backup/history/list-history.ts';
import { copyFixture } from '../../../support/backup-copy.ts';
import { ownStateHome } from '../../../support/own-state-home.ts';

async function check(path: string): Promise<void> {
  const memory = await CheckMemory.begin(path);
  await memory.keepCheck(await verifyBackup(path));
}

describe('the history of a backup', () => {
  let home: Disposable & { path: string };
  beforeEach(() => (home = ownStateHome()));
  afterEach(() => {
    home[Symbol.dispose]();
  });

  it('is empty before anything has happened', async () => {
    using copy = copyFixture('plain-ios17');
    assert.deepEqual(await listHistory(copy.path), { records: [] });
  });

  it('lists every check, newest first, as about the folder as it is', async () => {
    using copy = copyFixture('plain-ios17');
    await check(copy.path);
    await check(copy.path);
    const { records, verdict, earlier } = await listHistory(copy.path);
    assert.deepEqual(
      records.map(({ kind, verdict: found, level, isPresent }) => [kind, found, level, isPresent]),
      Array.from({ length: 2 }, () => ['check', verdict?.verdict, 'quick', true]),
    );
    assert.ok((records[0]?.at ?? 0) >= (records[1]?.at ?? 0));
    assert.equal(earlier, undefined);
  });

  it('says after a change that the verdict was about another state, and takes it back after the next check', async () => {
    using copy = copyFixture('plain-ios17');
    await check(copy.path);
    const found = (await listHistory(copy.path)).verdict;
    writeFileSync(join(copy.path, 'Status.plist'), 'no plist');
    const { records, verdict, earlier } = await listHistory(copy.path);
    assert.equal(verdict, undefined);
    assert.deepEqual(earlier, { verdict: found?.verdict, level: found?.level, at: found?.at });
    assert.deepEqual(
      records.map(({ isPresent }) => isPresent),
      [false],
    );
    await check(copy.path);
    const after = await listHistory(copy.path);
    assert.notEqual(after.verdict?.verdict, found?.verdict);
    assert.equal(after.earlier, undefined);
    assert.deepEqual(
      after.records.map(({ isPresent }) => isPresent),
      [true, false],
    );
  });

  it('claims nothing of a folder that is gone, and calls nothing a change that it cannot see', async () => {
    using copy = copyFixture('plain-ios17');
    await check(copy.path);
    renameSync(copy.path, `${copy.path}.away`);
    const { records, ...rest } = await listHistory(copy.path);
    assert.deepEqual(rest, {});
    assert.deepEqual(
      records.map(({ isPresent }) => isPresent),
      [undefined],
    );
    renameSync(`${copy.path}.away`, copy.path);
    assert.equal((await listHistory(copy.path)).records[0]?.isPresent, true);
  });

  it('knows what the check counted, and what it found about no single file', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, 'Status.plist'));
    await check(copy.path);
    const { verdict } = await listHistory(copy.path);
    assert.equal(verdict?.general['status-plist-missing'], 1);
    assert.deepEqual(verdict.counts, (await verifyBackup(copy.path)).counts);
  });

  it('notes a run that failed, without changing what is known, and writes nothing beside the backup for it', async () => {
    using copy = copyFixture('plain-ios17');
    const { beside, own } = historyPathsOf(copy.path);
    await noteFailedRun(copy.path, 'link-lost');
    assert.deepEqual([existsSync(beside), existsSync(own)], [false, true]);
    await check(copy.path);
    await noteFailedRun(copy.path, 'cancelled');
    const { records, verdict } = await listHistory(copy.path);
    assert.deepEqual(
      records.map(({ kind, failure }) => [kind, failure]),
      [
        ['run', 'cancelled'],
        ['check', undefined],
        ['run', 'link-lost'],
      ],
    );
    assert.notEqual(verdict, undefined);
    const nowhere = `${copy.path}-not-there`;
    await noteFailedRun(nowhere, 'link-lost');
    assert.deepEqual(readHistory(nowhere), []);
  });

  it('does not forget a verdict over a series of failed runs, not even where both lie in one place', async () => {
    using copy = copyFixture('plain-ios17');
    await check(copy.path);
    const { beside, own } = historyPathsOf(copy.path);
    await noteFailedRun(copy.path, 'first');
    // As if the folder of backups could not be written to.
    writeFileSync(own, JSON.stringify(both(beside, own)));
    rmSync(beside);
    for (let run = 0; run < 30; run++) await noteFailedRun(copy.path, 'link-lost');
    const { records, verdict } = await listHistory(copy.path);
    assert.equal(records.length, 20);
    assert.equal(records.at(-1)?.kind, 'check');
    assert.notEqual(verdict, undefined);
  });
});

describe('the size of a backup', () => {
  let home: Disposable & { path: string };
  beforeEach(() => (home = ownStateHome()));
  afterEach(() => {
    home[Symbol.dispose]();
  });

  it('is measured in a thread, remembered, and measured again after a change; the backup and its neighbors stay as they are', async () => {
    using copy = copyFixture('plain-ios17');
    const beside = readdirSync(join(copy.path, '..'));
    const measured = async () => {
      const sizes: number[] = [];
      await measureBackups([copy.path, `${copy.path}-not-there`], { onSize: (_, { bytes }) => sizes.push(bytes) });
      return sizes;
    };
    assert.equal(await rememberedSize(copy.path), undefined);
    const [first = 0, ...others] = await measured();
    assert.ok(first > statSync(join(copy.path, 'Manifest.db')).size);
    assert.deepEqual(others, []);
    assert.equal((await rememberedSize(copy.path))?.bytes, first);
    assert.deepEqual(readdirSync(join(copy.path, '..')), beside);
    appendFileSync(join(copy.path, 'Info.plist'), '      ');
    assert.equal(await rememberedSize(copy.path), undefined);
    assert.deepEqual(await measured(), [first + 6]);
  });
});

function both(beside: string, own: string): unknown {
  const [one, other] = [beside, own].map((path) => JSON.parse(readFileSync(path, 'utf8')) as { records: unknown[] });
  return { format: 1, records: [...(one?.records ?? []), ...(other?.records ?? [])] };
}
