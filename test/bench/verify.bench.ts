/**
 * Verifying all content, against what a user would run who does not have this product.
 *
 * In the clear: two openssl processes side by side that compute the same digests. Nothing is faster, and it compares them with nothing, so the
 * goal is to come near.
 *
 * Encrypted: one Python script on all cores that reads the catalogue with the password and proves the same, because a shell cannot open the keys.
 * It does not decrypt whole files, and an openssl for each file would: digests are of the stored bytes, so that only the end of a file has
 * to be decrypted, and ten thousand starts of a process say nothing about a rate.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileIdOf } from '../../src/formats/index.ts';
import { DEBIAN_PYTHON } from '../host/debian-packages.ts';
import { writeEncryptedSample } from '../support/encrypted-sample.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { measure, median } from './measure.ts';
import { peakMiB, type Benchmark, type Row } from './report.ts';

const ROUNDS = 5;
const RATE_GOAL = 0.8;
const PEAK_GOAL_MIB = 250;
const PASSWORD = 'bench';
const MIB = 1024 * 1024;

interface Load {
  readonly what: string;
  /** Bytes of each file. */
  readonly sizes: readonly number[];
}

const LARGE: Load = {
  what: '2 GiB in files of 1 to 100 MiB',
  sizes: [...Array<number>(48).fill(MIB), ...Array<number>(40).fill(10 * MIB), ...Array<number>(16).fill(100 * MIB)],
};
const SMALL: Load = { what: '5,000 files of 4 KiB', sizes: Array<number>(5000).fill(4096) };
const MIXED: Load = { what: 'both together', sizes: [...LARGE.sizes, ...SMALL.sizes] };

const benchmark: Benchmark = {
  title: `Full verification: rate of ours ÷ rate of theirs, median of ${String(ROUNDS)} pairs`,
  needs: { packages: ['openssl', 'python3', 'python3-pycryptodome'], diskMiB: 2500, minutes: 3 },
  rows: async function* () {
    for (const load of [LARGE, MIXED]) yield* inTheClear(load);
    for (const load of [LARGE, MIXED]) yield* encrypted(load);
  },
};

export default benchmark;

async function* inTheClear(load: Load): AsyncGenerator<Row> {
  using place = new Place();
  const rows = rowsFor(load);
  writeSampleBackup(place.backup, withParents(rows));
  const script = join(place.folder, 'openssl.sh');
  writeFileSync(script, opensslScript(place.backup, rows));
  const theirs = async () => (await measure({ file: '/bin/sh', args: [script] })).wallMs;
  yield* compare(load.what, { load, args: [place.backup, 'full'], who: 'two openssl dgst side by side', theirs });
}

async function* encrypted(load: Load): AsyncGenerator<Row> {
  using place = new Place();
  const options = { password: PASSWORD, catalogue: 'db', modern: true, random: randomBytes } as const;
  await writeEncryptedSample(place.backup, () => rowsFor(load), options);
  const reader = join(import.meta.dirname, 'python-reader.py');
  const theirs = () => {
    const output = execFileSync(DEBIAN_PYTHON, [reader, place.backup, PASSWORD], { encoding: 'utf8' });
    const { proven, wallMs } = JSON.parse(output) as { proven: number; wallMs: number };
    if (proven !== load.sizes.length) throw new Error(output);
    return wallMs;
  };
  const args = [place.backup, 'full', PASSWORD];
  yield* compare(`${load.what}, encrypted`, { load, args, who: 'a Python script on all cores that proves the same', theirs });
}

interface Sides {
  readonly load: Load;
  /** What our process is started with. */
  readonly args: readonly string[];
  /** The other side, as a row names it. */
  readonly who: string;
  /** Runs the other side and says how many milliseconds it took. */
  readonly theirs: () => number | Promise<number>;
}

/** The first round, which is not counted, tells the peak. */
async function* compare(what: string, { load, args, who, theirs }: Sides): AsyncGenerator<Row> {
  const ours = [join(import.meta.dirname, 'verify-all.ts'), ...args];
  const peak = peakMiB([await measure({ file: process.execPath, args: ours })]);
  await theirs();
  const pairs: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round++) pairs.push([verify(ours, load), await theirs()]);
  yield rateRow(`${what}, against ${who}`, pairs);
  yield {
    what: `${what}, peak memory`,
    measured: `${peak.toFixed(0)} MiB`,
    goal: `≤ ${String(PEAK_GOAL_MIB)} MiB`,
    met: peak <= PEAK_GOAL_MIB,
  };
}

function rateRow(what: string, pairs: readonly (readonly [ours: number, theirs: number])[]): Row {
  const rate = median(pairs.map(([ours, theirs]) => theirs / ours));
  const [ours, theirs] = [0, 1].map((side) => (median(pairs.map((pair) => pair[side] ?? Number.NaN)) / 1000).toFixed(2));
  return {
    what,
    measured: `${rate.toFixed(2)} (${ours ?? ''} s, theirs ${theirs ?? ''} s)`,
    goal: `≥ ${String(RATE_GOAL)}`,
    met: rate >= RATE_GOAL,
  };
}

/** Milliseconds of the verification itself: what the start of the process costs is no rate. Every file must be proven. */
function verify(args: readonly string[], load: Load): number {
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const { verdict, counts, wallMs } = JSON.parse(output) as { verdict: string; counts: { proven: number }; wallMs: number };
  if (verdict !== 'good' || counts.proven !== load.sizes.length) throw new Error(output);
  return wallMs;
}

/** Two halves of the same weight, each one process, at the same time. */
function opensslScript(backup: string, rows: readonly SampleRow[]): string {
  const halves: [string[], string[]] = [[], []];
  const weights: [number, number] = [0, 0];
  const bytesOf = ({ content }: SampleRow) => content?.length ?? 0;
  for (const row of rows.toSorted((a, b) => bytesOf(b) - bytesOf(a))) {
    const lighter = weights[0] <= weights[1] ? 0 : 1;
    halves[lighter].push(placeOf(backup, row));
    weights[lighter] += bytesOf(row) + 4096;
  }
  return halves.map((half) => `openssl dgst -sha1 ${half.join(' ')} >/dev/null 2>&1 &`).join('\n') + '\nwait\n';
}

function rowsFor({ sizes }: Load): SampleRow[] {
  const content = randomBytes(Math.max(...sizes));
  return sizes.map((size, number) => ({
    domain: 'HomeDomain',
    relativePath: `Library/${String(number >> 8)}/file-${String(number)}.bin`,
    content: content.subarray(0, size),
  }));
}

function placeOf(backup: string, { domain, relativePath }: SampleRow): string {
  const fileID = fileIdOf(domain, relativePath);
  return join(backup, fileID.slice(0, 2), fileID);
}

class Place implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));
  readonly backup = join(this.folder, 'backup');

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
