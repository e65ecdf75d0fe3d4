/** Contracts: one held against a simulated phone, over a million rows and through content, and a thousand phones one after the other. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { checkContract, openBackup, parseContract, type BackupContract } from '../../src/backup/index.ts';
import type * as Harness from '../../src/harness/index.ts';
import { useBuiltWorkers } from '../support/built-workers.ts';
import { withParents, writeSampleBackup } from '../support/sample-backup.ts';
import { makeCatalogue } from './make-catalogue.ts';
import { inTurn, measure, median, type Run } from './measure.ts';
import { seconds, type Benchmark, type Row } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');
const EXAMPLE = join(ROOT, 'test/examples/harness');
const ROWS = 1_000_000;
/** Fewer for a first look: BENCH_PHONES=50. */
const PHONES = Number(process.env.BENCH_PHONES ?? 1000);
const WARM_PHONES = Math.min(20, PHONES >> 1);
const STARTS = 50;
const CONTENT_FILES = 256;
const CONTENT_BYTES = 4 * 1024 * 1024;

const MANY_FILES = 100_000;
const RESOLUTION_MS = 5;

const RUN_GOAL_MS = 2000;
const START_GOAL_MS = 100;
const ROWS_GOAL_MS = 5000;
const DELAY_GOAL_MS = 50;
const GREP_GOAL = 0.5;
/** What a heap that is collected now and then may differ by. */
const GROWTH_GOAL_MIB = 50;

const benchmark: Benchmark = {
  title: 'Contracts, and the harness of tests',
  needs: { packages: [], diskMiB: 2000, minutes: 20 },
  rows: async function* () {
    await useBuiltWorkers();
    const harness = (await import(join(ROOT, 'dist/harness.js'))) as typeof Harness;
    yield await contractRun();
    yield await phoneStarts(harness);
    yield await millionRows();
    yield await callerStaysFree();
    yield await contentAgainstGrep();
    yield* manyPhones(harness);
  },
};

export default benchmark;

async function contractRun(): Promise<Row> {
  const args = [CLI, 'contract', 'check', join(EXAMPLE, 'files.backup-contract.yml'), '--simulate'];
  const runs: Run[] = [];
  for (let round = 0; round <= 7; round++) {
    const run = await measure({ file: process.execPath, args });
    if (round > 0) runs.push(run);
  }
  const middle = median(runs.map(({ wallMs }) => wallMs));
  return { what: 'contract check --simulate, from command to verdict', measured: seconds(runs), goal: '≤ 2 s', met: middle <= RUN_GOAL_MS };
}

async function phoneStarts({ startPhone }: typeof Harness): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const start = performance.now();
    const phone = await startPhone({ app: { id: 'com.example.notes', files: join(EXAMPLE, 'App') } });
    times.push(performance.now() - start);
    await phone.close();
  }
  const [middle, longest] = [median(times), Math.max(...times)];
  const measured = `${middle.toFixed(1)} ms, at most ${longest.toFixed(1)} ms`;
  return { what: 'startPhone with an app', measured, goal: '≤ 100 ms, always', met: longest <= START_GOAL_MS };
}

async function millionRows(): Promise<Row> {
  return await inFolder(async (folder) => {
    makeCatalogue(join(folder, 'Manifest.db'), ROWS);
    const text = `device: true
must: ["AppDomain-com.example.deep/**"]
mustNot: ["**/*.pem", "HomeDomain/**/*.p12"]
may: ["**/*.heic"]
frozen: true
protection: { "**/*.sqlite": complete }
budget: { "CameraRollDomain/**": 100GB }
`;
    const times = await timesOf(3, folder, parseContract(text, 'bench'));
    const middle = median(times);
    const what = `a contract of seven rules over ${ROWS.toLocaleString('en')} rows`;
    return { what, measured: `${(middle / 1000).toFixed(2)} s`, goal: '≤ 5 s', met: middle <= ROWS_GOAL_MS };
  });
}

/** What whoever asks for it feels of it, which is an extension host or a test runner. */
async function callerStaysFree(): Promise<Row> {
  return await inFolder(async (folder) => {
    const file = (at: number) => ({
      domain: 'AppDomain-com.example.bench',
      relativePath: `Documents/${String(at)}.txt`,
      content: Buffer.from(`file ${String(at)}`),
    });
    writeSampleBackup(folder, withParents(Array.from({ length: MANY_FILES }, (_, at) => file(at))));
    const rules = 'device: true\nmustNot: ["**/*.pem"]\nmustNotContain: [{ pattern: "tok_live_[0-9]+" }]\nfrozen: true\n';
    const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delays.enable();
    const [time = 0] = await timesOf(1, folder, parseContract(rules, 'bench'));
    delays.disable();
    const [p99, max] = [delays.percentile(99), delays.max].map((nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS));
    return {
      what: `the caller of a contract over the rows and the content of ${MANY_FILES.toLocaleString('en')} files: delay of its event loop, p99`,
      measured: `${(p99 ?? 0).toFixed(1)} ms (max ${(max ?? 0).toFixed(1)} ms, ${(time / 1000).toFixed(1)} s in all)`,
      goal: `≤ ${String(DELAY_GOAL_MS)} ms`,
      met: (p99 ?? Infinity) <= DELAY_GOAL_MS,
    };
  });
}

/** Text as programs write it, in which nothing is found: every byte is looked at. */
async function contentAgainstGrep(): Promise<Row> {
  return await inFolder(async (folder) => {
    const line = 'request id=4711 method=GET path=/notes/sample status=200 took=12ms token=none\n';
    const content = Buffer.alloc(CONTENT_BYTES, line);
    const rows = Array.from({ length: CONTENT_FILES }, (_, number) => {
      // Same bytes would be one page of the cache for all.
      const own = Buffer.from(content);
      own.write(`file ${String(number)}\n`);
      return { domain: 'AppDomain-com.example.bench', relativePath: `Documents/log-${String(number)}.txt`, content: own };
    });
    writeSampleBackup(folder, withParents(rows));
    const contract = parseContract('device: true\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n', 'bench');
    const grep = { file: 'sh', args: ['-c', `grep -rqaE 'tok_live_[0-9]+' ${folder}; test $? = 1`], env: { LC_ALL: 'C' } };
    const { ours, theirs, ratio } = await inTurn(
      async () => ({ wallMs: (await timesOf(1, folder, contract))[0] ?? 0, peakBytes: 0 }),
      () => measure(grep),
      5,
    );
    const speed = 1 / ratio;
    return {
      what: `a pattern in ${String((CONTENT_FILES * CONTENT_BYTES) >> 20)} MiB of text, speed ÷ that of grep`,
      measured: `${speed.toFixed(2)} (${seconds(ours)}, grep ${seconds(theirs)})`,
      goal: `≥ ${String(GREP_GOAL)}`,
      met: speed >= GREP_GOAL,
    };
  });
}

async function timesOf(rounds: number, path: string, contract: BackupContract): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await using backup = await openBackup(path);
    await checkContract(backup, contract);
    times.push(performance.now() - start);
  }
  return times;
}

/** Each with a phone of its own, as tests have them. */
async function* manyPhones({ startPhone }: typeof Harness): AsyncGenerator<Row> {
  const app = { id: 'com.example.notes', files: join(EXAMPLE, 'App') };
  let flakes = 0;
  let [memory, handles] = [0, 0];
  const start = performance.now();
  for (let number = 0; number < PHONES; number++) {
    try {
      await using phone = await startPhone({ seed: number, content: 'new', app });
      const { verdict } = await phone.backUp();
      await phone.expectClientBehaved();
      if (verdict !== 'good' && verdict !== 'good-with-known-gaps') throw new Error(`the backup is ${String(verdict)}`);
    } catch (error) {
      flakes++;
      console.log(`    phone ${String(number)}: ${String(error)}`);
    }
    if (number === WARM_PHONES) [memory, handles] = [memoryMiB(), handleCount()];
  }
  const each = (performance.now() - start) / PHONES;
  const grown = [memoryMiB() - memory, handleCount() - handles] as const;
  const what = `${PHONES.toLocaleString('en')} phones, each started, backed up and closed`;
  const measured = `${String(flakes)} failed, ${each.toFixed(0)} ms each (${String(cpus().length)} cores)`;
  yield { what, measured, goal: '0 failed', met: flakes === 0 };
  yield {
    what: 'what they leave in the process',
    measured: `${grown[0].toFixed(0)} MiB of heap and buffers, ${String(grown[1])} file descriptors`,
    goal: `≤ ${String(GROWTH_GOAL_MIB)} MiB, none`,
    met: grown[0] <= GROWTH_GOAL_MIB && grown[1] <= 0,
  };
}

function memoryMiB(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

/** 0 where the system does not tell. */
function handleCount(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-'));
  const folder = join(parent, 'backup');
  mkdirSync(folder);
  try {
    return await work(folder);
  } finally {
    rmSync(parent, { recursive: true });
  }
}
