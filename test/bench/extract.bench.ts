/** Extracting an encrypted backup, against openssl, a plain Python reader, and the disk itself; all write to the same disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as Backup from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { DEBIAN_PYTHON } from '../host/debian-packages.ts';
import { benchName } from './bench-names.ts';
import { BENCH_PASSWORD, writeEncryptedBackup, type EncryptedLoad } from './encrypted-backup.ts';
import { inTurn, measure, median, type CommandLine, type Pairing } from './measure.ts';
import { peakMiB, seconds, type Benchmark, type Row } from './report.ts';

const ROUNDS = 3;
const LARGE_FILES: EncryptedLoad = { what: '40 files of 25 MiB', count: 40, size: 25 * 1024 * 1024 };
const SMALL_FILES: EncryptedLoad = { what: '20,000 files of 4 KiB', count: 20_000, size: 4096 };

const benchmark: Benchmark = {
  title: 'Extraction of an encrypted backup: rate of ours ÷ rate of theirs',
  // Of each size every run leaves its files until the end.
  needs: { packages: ['openssl', 'python3', 'python3-pycryptodome'], diskMiB: 9500, minutes: 4 },
  rows: async function* () {
    yield* largeFiles();
    yield* smallFiles();
  },
};

export default benchmark;

async function* largeFiles(): AsyncGenerator<Row> {
  await using place = await Place.with(LARGE_FILES);
  const pairing = await place.against((target) => place.openssl(target));
  yield rateRow(`${LARGE_FILES.what} against one openssl enc -d after the other`, pairing, 1);
  yield {
    what: `${LARGE_FILES.what}, peak memory`,
    measured: `${peakMiB(pairing.ours).toFixed(0)} MiB`,
    goal: '≤ 200 MiB',
    met: peakMiB(pairing.ours) <= 200,
  };
}

async function* smallFiles(): AsyncGenerator<Row> {
  await using place = await Place.with(SMALL_FILES);
  const python = await place.against((target) => ({
    file: DEBIAN_PYTHON,
    args: [join(import.meta.dirname, 'python-reader.py'), place.backup, BENCH_PASSWORD, target],
  }));
  yield rateRow(`${SMALL_FILES.what} against a Python reader`, python, 4);
  const single = await place.against((target) => place.rawWriter(target, 1));
  yield rateRow(`${SMALL_FILES.what} against writeFileSync of the same files`, single, 0.7);
  const cores = availableParallelism();
  const parallel = await place.against((target) => place.rawWriter(target, cores));
  yield rateRow(`the same against writeFileSync on ${String(cores)} threads, for comparison`, parallel, 0);
}

/** Twice the rate is half the time. */
function rateRow(what: string, { ours, theirs, ratio }: Pairing, goal: number): Row {
  const rate = 1 / ratio;
  const wallMs = median(ours.map((run) => run.wallMs));
  return {
    what,
    measured: `${rate.toFixed(2)} (${seconds(ours)}, theirs ${seconds(theirs)}; ${wallMs.toFixed(0)} ms)`,
    goal: goal === 0 ? 'none' : `≥ ${goal.toFixed(1)}`,
    met: rate >= goal,
  };
}

/** A backup, and a folder for each run. */
class Place implements AsyncDisposable {
  readonly backup: string;
  readonly #folder: string;
  readonly #load: EncryptedLoad;
  #runs = 0;

  private constructor(folder: string, load: EncryptedLoad) {
    this.#folder = folder;
    this.#load = load;
    this.backup = join(folder, 'backup');
  }

  static async with(load: EncryptedLoad): Promise<Place> {
    const place = new Place(mkdtempSync(join(tmpdir(), 'bench-')), load);
    await writeEncryptedBackup(place.backup, load);
    return place;
  }

  against(theirs: (target: string) => CommandLine | Promise<CommandLine>): Promise<Pairing> {
    return inTurn(
      () =>
        measure({
          file: process.execPath,
          args: [join(import.meta.dirname, 'extract-all.ts'), this.backup, BENCH_PASSWORD, this.#target()],
        }),
      async () => measure(await theirs(this.#target())),
      ROUNDS,
    );
  }

  rawWriter(target: string, threads: number): CommandLine {
    const { count, size } = this.#load;
    return { file: process.execPath, args: [join(import.meta.dirname, 'raw-writer.ts'), target, ...[count, size, threads].map(String)] };
  }

  /** A shell script with one openssl a file; keys, folders and names are ready, so that only decrypting and writing count. */
  async openssl(target: string): Promise<CommandLine> {
    const { openBackup, unlockBackup } = (await import(join(import.meta.dirname, '../../dist/backup.js'))) as typeof Backup;
    const keys = await unlockBackup(this.backup, BENCH_PASSWORD);
    await using backup = await openBackup(this.backup, { keys });
    const lines: string[] = ['set -e'];
    for (let number = 0; number < this.#load.count; number++) {
      const { domain, relativePath } = benchName(number);
      const details = await backup.details(fileIdOf(domain, relativePath));
      if (details?.record?.encryptionKey === undefined || details.payload === undefined) throw new Error(`no file ${relativePath}`);
      const key = Buffer.from(keys.classKeys.unwrap(details.record.encryptionKey)).toString('hex');
      const out = join(target, domain, relativePath);
      mkdirSync(dirname(out), { recursive: true });
      lines.push(`openssl enc -d -aes-256-cbc -K ${key} -iv 0 -in ${details.payload.path} -out ${out} 2>/dev/null`);
    }
    const script = join(this.#folder, `openssl-${String(this.#runs)}.sh`);
    writeFileSync(script, lines.join('\n'));
    await keys.lock();
    return { file: '/bin/sh', args: [script] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true });
    await Promise.resolve();
  }

  /** Removed only at the end: ext4 makes new files slowly for seconds after many were deleted. */
  #target(): string {
    const target = join(this.#folder, `run-${String(this.#runs++)}`);
    mkdirSync(target);
    return target;
  }
}
