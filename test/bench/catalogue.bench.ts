/** A catalogue of a million rows: opening it against a plain read by sqlite3, the first page of folders of all kinds, searches, orders, and peak memory. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileQuery } from '../../src/backup/index.ts';
import { foldersOf, makeCatalogue } from './make-catalogue.ts';
import { inTurn, measure, type CommandLine } from './measure.ts';
import { peakMiB, seconds, type Benchmark, type Row } from './report.ts';

const ROWS = 1_000_000;
const ROUNDS = 5;
const RATIO_GOAL = 2;
const PAGE_GOAL_MS = 5;
const PEAK_GOAL_MIB = 200;
const SEARCH_GOAL_MS = 150;
const SORT_GOAL_MS = 5000;
const SORTED_PEAK_GOAL_MIB = 400;

/** How often the term occurs → what is typed. */
const SEARCHES: readonly (readonly [string, FileQuery])[] = [
  ['everywhere', { search: 'e' }],
  ['in most names', { search: 'sqlite' }],
  ['in many', { search: 'IMG_09' }],
  ['in folders', { search: 'Library/Cookies' }],
  ['once', { search: 'img_0007919.heic' }],
  ['never', { search: 'nothing like this' }],
  ['never, beyond ASCII', { search: 'größe' }],
  ['a pattern', { where: { globs: ['*.heic'] } }],
  ['a type', { where: { types: [{ extensions: ['heic'] }] } }],
];

const ORDERS: readonly (readonly [string, FileQuery])[] = [
  ['size, the first time', { order: { by: 'size', descending: true } }],
  ['date', { order: { by: 'modified' } }],
  ['name', { order: { by: 'name' } }],
];

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
      yield* await searches(backup);
    } finally {
      rmSync(parent, { recursive: true });
    }
  },
};

export default benchmark;

const OPENER = join(import.meta.dirname, 'open-catalogue.ts');

function opening(backup: string, folders: readonly unknown[], lists: readonly FileQuery[] = []): CommandLine {
  return { file: process.execPath, args: [OPENER, backup, JSON.stringify(folders), JSON.stringify(lists)] };
}

/** Each in its turn in one process, as somebody types and clicks. */
async function searches(backup: string): Promise<Row[]> {
  let output = '';
  const lists = [...SEARCHES, ...ORDERS].map(([, query]) => query);
  const run = await measure(opening(backup, [], lists), async (child) => {
    for await (const chunk of child.stdout ?? []) output += String(chunk);
  });
  const { found } = JSON.parse(output) as { found: { ms: number; items: number }[] };
  const rows = [...SEARCHES, ...ORDERS].map(([what], place): Row => {
    const { ms = 0, items = 0 } = found[place] ?? {};
    const isSearch = place < SEARCHES.length;
    const goal = isSearch ? SEARCH_GOAL_MS : SORT_GOAL_MS;
    return {
      what: isSearch ? `first rows of a search among ${ROWS.toLocaleString('en')} paths, found ${what}` : `all rows ordered by ${what}`,
      measured: `${ms.toFixed(0)} ms, ${items.toLocaleString('en')} rows`,
      goal: `≤ ${goal.toLocaleString('en')} ms`,
      met: ms <= goal,
    };
  });
  const peak = peakMiB([run]);
  return [
    ...rows,
    {
      what: 'peak memory of a process that has searched and ordered all of that',
      measured: `${peak.toFixed(0)} MiB`,
      goal: `≤ ${String(SORTED_PEAK_GOAL_MIB)} MiB`,
      met: peak <= SORTED_PEAK_GOAL_MIB,
    },
  ];
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
