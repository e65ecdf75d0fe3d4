/** How long it takes to compare two backups of many files: a backup with its previous version, whose unchanged files it shares, and two of which each has its own. */
import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareBackups } from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { useBuiltWorkers } from '../support/built-workers.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { median } from './measure.ts';
import type { Benchmark, Row } from './report.ts';
import { benchName } from './bench-names.ts';

const FILES = 100_000;
/** One file in so many has changed. */
const CHANGED = 200;
const ROUNDS = 5;
const GOAL_MS = 2000;

const benchmark: Benchmark = {
  title: 'Comparison of two backups of 100,000 files',
  needs: { packages: [], diskMiB: 1500, minutes: 3 },
  rows: async function* () {
    await useBuiltWorkers();
    using folder = temporaryFolder();
    const [older, newer, copied] = ['older', 'newer', 'copied'].map((name) => join(folder.path, name)) as [string, string, string];
    writeSampleBackup(older, withParents(rowsOf(0)));
    for (const [path, put] of [
      [newer, linkSync],
      [copied, copyFileSync],
    ] as const) {
      shareFiles(older, path, put);
      // Whoever wrote into a shared file would write into both backups.
      for (const { domain, relativePath, content } of rowsOf(CHANGED)) {
        if (content !== undefined) rmSync(placeOf(path, fileIdOf(domain, relativePath)));
      }
      writeSampleBackup(path, withParents(rowsOf(CHANGED)));
    }
    yield await compareRow('with its previous version, which shares what did not change', older, newer);
    yield await compareRow('with another one, whose files are its own', older, copied);
  },
};

export default benchmark;

async function compareRow(what: string, before: string, after: string): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const { counts } = await compareBackups({ path: before }, { path: after });
    times.push(performance.now() - start);
    if (counts.changed !== FILES / CHANGED) throw new Error(`${String(counts.changed)} files differ`);
  }
  const ms = median(times);
  return { what, measured: `${(ms / 1000).toFixed(2)} s`, goal: '≤ 2 s', met: ms <= GOAL_MS };
}

function placeOf(path: string, fileID: string): string {
  return join(path, fileID.slice(0, 2), fileID);
}

/** Every `changed`th file has another content; none for 0. */
function rowsOf(changed: number): SampleRow[] {
  return Array.from({ length: FILES }, (_, number) => {
    const isChanged = changed > 0 && number % changed === 0;
    const lastModified = 1_700_000_000 + (isChanged ? 1 : 0);
    const isStored = changed === 0 || isChanged;
    const content = Buffer.from(isChanged ? 'changed content' : 'content');
    const record = { lastModified, inode: BigInt(number + 1), size: content.length };
    return { ...benchName(number), record, ...(isStored ? { content } : {}) };
  });
}

function shareFiles(from: string, to: string, put: (from: string, to: string) => void): void {
  for (const prefix of readdirSync(from).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    mkdirSync(join(to, prefix), { recursive: true });
    for (const name of readdirSync(join(from, prefix))) put(join(from, prefix, name), join(to, prefix, name));
  }
}
