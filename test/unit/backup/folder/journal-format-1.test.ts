/** Journals that runs of version 0.1.0 left behind, as its own code wrote them: still read, and gone on with. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { journalPathsOf, readJournalHeader } from '../../../../src/backup/folder/journal-layout.ts';
import { readJournal } from '../../../../src/backup/folder/read-journal.ts';
import { FolderTransaction } from '../../../../src/backup/folder/folder-transaction.ts';
import { viewFolder } from '../../../../src/backup/read/backup-folder.ts';
import { findBackupFolder } from '../../../../src/backup/read/find-folder.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { assertVersion, hostileRun, honestRun } from '../../../support/hostile-orders/last-good.ts';
import { anyOrder, UDID } from '../../../support/hostile-orders/orders.ts';

interface Leftover {
  readonly name: string;
  /** The files of the last good version. */
  readonly good: Readonly<Record<string, string>>;
  /** What the run left, beside the backup folder too; a path that ends in `/` is an empty folder. */
  readonly left: Readonly<Record<string, string | null>>;
}

const { leftovers } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/journals-format-1.json'), 'utf8')) as {
  readonly leftovers: readonly Leftover[];
};

/** In the order in which it came about: what the run did not touch is older than the header of its journal, and all else is not. */
function layOut(directory: string, { good, left }: Leftover): void {
  const { header } = journalPathsOf(join(directory, UDID));
  const isOld = (path: string) => path.startsWith(`${UDID}/`) && good[path.slice(UDID.length + 1)] === left[path];
  const write = ([path, content]: [string, string | null]) => {
    mkdirSync(join(directory, content === null ? path : dirname(path)), { recursive: true });
    if (content !== null) writeFileSync(join(directory, path), content);
  };
  const entries = Object.entries(left);
  const old = entries.filter(([path]) => isOld(path));
  old.forEach(write);
  mkdirSync(dirname(header), { recursive: true });
  const since = Math.max(0, ...old.map(([path]) => statSync(join(directory, path)).ctimeMs));
  const text = left[`.${UDID}.journal/journal.json`] ?? assert.fail('no header');
  do {
    writeFileSync(header, text.replace(/"startedAt":"[^"]*"/, `"startedAt":"${new Date().toISOString()}"`));
  } while (statSync(header).mtimeMs <= since);
  entries.filter(([path]) => !isOld(path) && !path.endsWith('/journal.json')).forEach(write);
}

describe('a journal of format 1', () => {
  for (const leftover of leftovers.filter(({ name }) => name !== 'a first backup')) {
    // The old list cannot say that a name with line breaks is new: it says so of each line.
    const odd = Object.entries(leftover.left).filter(([path]) => path.includes('\n'));
    const good = new Map([
      ...Object.entries(leftover.good),
      ...odd.map(([path, content]) => [path.slice(UDID.length + 1), content ?? ''] as const),
    ]);

    it(`shows the last good version: ${leftover.name}`, async () => {
      using folder = temporaryFolder();
      layOut(folder.path, leftover);
      const path = join(folder.path, UDID);
      assertVersion(path, good);
      assert.deepEqual(await findBackupFolder(path), { path });
    });

    it(`is gone on with, whatever a phone orders then: ${leftover.name}`, () => {
      fc.assert(
        fc.property(
          fc.array(anyOrder, { maxLength: 12 }),
          fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined }),
          (orders, diesInStep) => {
            using folder = temporaryFolder();
            layOut(folder.path, leftover);
            const path = join(folder.path, UDID);
            hostileRun(folder.path, { orders, diesInStep }, {}, () => {
              assertVersion(path, good);
            });
            assertVersion(path, good);
            honestRun(folder.path);
          },
        ),
        { numRuns: 8 },
      );
    });
  }

  it('becomes one of format 2 with the next run, which finds the file in the place of the folder out of its way', () => {
    using folder = temporaryFolder();
    layOut(folder.path, leftovers.find(({ name }) => name === 'a file in the place of the backup folder') ?? assert.fail());
    const run = FolderTransaction.check(folder.path, UDID);
    run.begin();
    assert.equal(readJournalHeader(run.journalPaths)?.format, 2);
    assert.ok(statSync(run.backupPath).isDirectory());
    run.close();
  });

  it('of a first backup protects nothing, before and after the next run has begun', () => {
    using folder = temporaryFolder();
    layOut(folder.path, leftovers.find(({ name }) => name === 'a first backup') ?? assert.fail());
    const run = FolderTransaction.check(folder.path, UDID);
    assert.equal(readJournal(run.backupPath), undefined);
    assert.equal(run.begin().protects, false);
    run.close();
    assert.equal(viewFolder(run.backupPath).throughJournal, false);
  });
});
