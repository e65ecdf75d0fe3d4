/** Verifying all content, against two openssl processes that compute the same digests side by side; encrypted, against two that decrypt first. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackup, unlockBackup } from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
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
  title: 'Full verification: rate of ours ÷ rate of two openssl processes side by side',
  run: async () => {
    const rows: Row[] = [];
    for (const load of [LARGE, MIXED]) rows.push(...(await compare(load, false)));
    for (const load of [LARGE, MIXED]) rows.push(...(await compare(load, true)));
    return rows;
  },
};

export default benchmark;

async function compare(load: Load, encrypted: boolean): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const backup = join(folder, 'backup');
    const files = encrypted ? await writeEncrypted(backup, load) : writePlain(backup, load);
    const script = join(folder, 'openssl.sh');
    writeFileSync(script, opensslScript(files));
    const peak = peakMiB([await measure({ file: process.execPath, args: argumentsFor(backup, encrypted) })]);
    const pairs: [number, number][] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = verify(backup, encrypted, load);
      const theirs = await measure({ file: '/bin/sh', args: [script] });
      if (round > 0) pairs.push([ours, theirs.wallMs]);
    }
    return rowsOf(`${load.what}${encrypted ? ', encrypted' : ''}`, pairs, peak);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowsOf(what: string, pairs: readonly (readonly [number, number])[], peak: number): Row[] {
  const rate = median(pairs.map(([ours, theirs]) => theirs / ours));
  const [ours, theirs] = [0, 1].map((side) => (median(pairs.map((pair) => pair[side] ?? Number.NaN)) / 1000).toFixed(2));
  return [
    {
      what,
      measured: `${rate.toFixed(2)} (${ours ?? ''} s, theirs ${theirs ?? ''} s)`,
      goal: `≥ ${String(RATE_GOAL)}`,
      met: rate >= RATE_GOAL,
    },
    {
      what: `${what}, peak memory`,
      measured: `${peak.toFixed(0)} MiB`,
      goal: `≤ ${String(PEAK_GOAL_MIB)} MiB`,
      met: peak <= PEAK_GOAL_MIB,
    },
  ];
}

function argumentsFor(backup: string, encrypted: boolean): string[] {
  return [join(import.meta.dirname, 'verify-all.ts'), backup, 'full', ...(encrypted ? [PASSWORD] : [])];
}

/** Milliseconds of the verification itself: what the start of the process costs is no rate. Every file must be proven. */
function verify(backup: string, encrypted: boolean, load: Load): number {
  const output = execFileSync(process.execPath, argumentsFor(backup, encrypted), { encoding: 'utf8' });
  const { verdict, counts, wallMs } = JSON.parse(output) as { verdict: string; counts: { proven: number }; wallMs: number };
  if (verdict !== 'good' || counts.proven !== load.sizes.length) throw new Error(output);
  return wallMs;
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal; undefined in the clear. */
  readonly key?: string;
}

/** Two halves of the same weight, each one process (or one pipeline after the other), at the same time. */
function opensslScript(files: readonly StoredFile[]): string {
  const halves: [StoredFile[], StoredFile[]] = [[], []];
  const weights = [0, 0];
  for (const file of files.toSorted((a, b) => b.bytes - a.bytes)) {
    const lighter = (weights[0] ?? 0) <= (weights[1] ?? 0) ? 0 : 1;
    halves[lighter].push(file);
    weights[lighter] = (weights[lighter] ?? 0) + file.bytes + 4096;
  }
  const work = files[0]?.key === undefined ? dgst : pipelines;
  return halves.map((half) => `(\n${work(half)}\n) >/dev/null 2>&1 &`).join('\n') + '\nwait\n';
}

function dgst(files: readonly StoredFile[]): string {
  return `openssl dgst -sha1 ${files.map(({ path }) => path).join(' ')}`;
}

function pipelines(files: readonly StoredFile[]): string {
  return files.map(({ path, key = '' }) => `openssl enc -d -aes-256-cbc -K ${key} -iv 0 -in ${path} | openssl dgst -sha1`).join('\n');
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

function writePlain(backup: string, load: Load): StoredFile[] {
  const rows = rowsFor(load);
  writeSampleBackup(backup, withParents(rows));
  return rows.map((row) => ({ path: placeOf(backup, row), bytes: row.content?.length ?? 0 }));
}

async function writeEncrypted(backup: string, load: Load): Promise<StoredFile[]> {
  const rows = rowsFor(load);
  await writeEncryptedSample(backup, () => rows, { password: PASSWORD, catalogue: 'db', modern: true, random: randomBytes });
  const keys = await unlockBackup(backup, PASSWORD);
  await using opened = await openBackup(backup, { keys });
  const files: StoredFile[] = [];
  for (const row of rows) {
    const details = await opened.details(fileIdOf(row.domain, row.relativePath));
    if (details?.record?.encryptionKey === undefined || details.payload === undefined) throw new Error(`no file ${row.relativePath}`);
    const key = Buffer.from(keys.classKeys.unwrap(details.record.encryptionKey)).toString('hex');
    files.push({ path: details.payload.path, bytes: details.payload.size, key });
  }
  await keys.lock();
  return files;
}
