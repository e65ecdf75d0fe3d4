/** A catalogue of a million rows: opening it against a plain read by sqlite3, the first page of folders of all kinds, and peak memory. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldersOf, makeCatalogue } from './make-catalogue.ts';
import { inTurn, measure, type CommandLine } from './measure.ts';
import { peakMiB, seconds, type Benchmark } from './report.ts';

const ROWS = 1_000_000;
const ROUNDS = 5;
const RATIO_GOAL = 2;
const PAGE_GOAL_MS = 5;
const PEAK_GOAL_MIB = 200;

const benchmark: Benchmark = {
  title: `Catalogue of ${ROWS.toLocaleString('en')} rows`,
  needs: { packages: ['sqlite3'], diskMiB: 2000, minutes: 3 },
  rows: async function* () {
    const parent = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const backup = join(parent, 'backup');
      mkdirSync(backup);
      const catalogue = join(backup, 'Manifest.db');
      makeCatalogue(catalogue, ROWS);
      const { ours, theirs, ratio } = await inTurn(
        () => measure(opening(backup, [])),
        () => measure(reading(catalogue)),
        ROUNDS,
      );
      yield {
        what: 'open with own index ÷ sqlite3 reading every column of every row, whole processes',
        measured: `${ratio.toFixed(2)} (${seconds(ours)} ÷ ${seconds(theirs)})`,
        goal: `≤ ${String(RATIO_GOAL)}`,
        met: ratio <= RATIO_GOAL,
      };
      const { pages, peak } = await page(backup);
      const slowest = Math.max(...pages);
      yield {
        what: `first page of ${String(pages.length)} folders, the slowest`,
        measured: `${slowest.toFixed(1)} ms`,
        goal: `≤ ${String(PAGE_GOAL_MS)} ms`,
        met: slowest <= PAGE_GOAL_MS,
      };
      yield {
        what: 'peak memory of a process that opens and pages',
        measured: `${peak.toFixed(0)} MiB`,
        goal: `≤ ${String(PEAK_GOAL_MIB)} MiB`,
        met: peak <= PEAK_GOAL_MIB,
      };
    } finally {
      rmSync(parent, { recursive: true });
    }
  },
};

export default benchmark;

const OPENER = join(import.meta.dirname, 'open-catalogue.ts');

function opening(backup: string, folders: readonly unknown[]): CommandLine {
  return { file: process.execPath, args: [OPENER, backup, JSON.stringify(folders)] };
}

function reading(catalogue: string): CommandLine {
  const query = 'SELECT fileID, domain, relativePath, flags, file FROM Files';
  return { file: 'sqlite3', args: ['-cmd', '.output /dev/null', `file:${catalogue}?immutable=1`, query] };
}

async function page(backup: string): Promise<{ pages: readonly number[]; peak: number }> {
  let output = '';
  const run = await measure(opening(backup, foldersOf(ROWS)), async (child) => {
    for await (const chunk of child.stdout ?? []) output += String(chunk);
  });
  return { pages: (JSON.parse(output) as { pages: number[] }).pages, peak: peakMiB([run]) };
}
