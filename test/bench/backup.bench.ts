/** A full backup of the same simulated phone by our client and by idevicebackup2, in turn: wall time and peak memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn, measure, type CommandLine, type Run } from './measure.ts';
import { peakMiB, seconds, type Benchmark, type Row } from './report.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const ROUNDS = 3;
const PEAK_GOAL_MIB = 200;

interface Load {
  readonly what: string;
  readonly count: number;
  readonly size: number;
}

const SMALL_FILES: Load = { what: '20,000 files of 4 KiB', count: 20_000, size: 4096 };
const LARGE_FILES: Load = { what: '40 files of 25 MiB', count: 40, size: 25 * 1024 * 1024 };
const FEWER_FILES: Load = { what: '5,000 files of 4 KiB', count: 5_000, size: 4096 };

const benchmark: Benchmark = {
  title: 'Full backup, our client ÷ idevicebackup2',
  run: async () => {
    const rows: Row[] = [];
    for (const load of [SMALL_FILES, LARGE_FILES]) rows.push(...(await compare(load)));
    rows.push(await flatness());
    return rows;
  },
};

export default benchmark;

async function compare(load: Load): Promise<Row[]> {
  await using phone = await startPhone(load);
  await measure(phone.theirs('idevicepair', ['pair']));
  const { ours, theirs, ratio } = await inTurn(
    () => phone.intoEmptyFolder((folder) => phone.ours(folder)),
    () => phone.intoEmptyFolder((folder) => phone.theirs('idevicebackup2', ['backup', '--full', folder])),
    ROUNDS,
  );
  const times = `${seconds(ours)} ÷ ${seconds(theirs)}`;
  const [own, other] = [peakMiB(ours), peakMiB(theirs)];
  return [
    { what: `${load.what}, wall time`, measured: `${ratio.toFixed(2)} (${times})`, goal: '≤ 1.0', met: ratio <= 1 },
    {
      what: `${load.what}, peak memory`,
      measured: `${own.toFixed(0)} MiB (idevicebackup2 ${other.toFixed(0)} MiB)`,
      goal: `≤ ${String(PEAK_GOAL_MIB)} MiB`,
      met: own <= PEAK_GOAL_MIB,
    },
  ];
}

/** Peak memory must not grow with the number of files: four times as many may cost a quarter more at most. */
async function flatness(): Promise<Row> {
  const peaks: number[] = [];
  for (const load of [FEWER_FILES, SMALL_FILES]) {
    await using phone = await startPhone(load);
    await measure(phone.theirs('idevicepair', ['pair']));
    peaks.push(peakMiB([await phone.intoEmptyFolder((folder) => phone.ours(folder))]));
  }
  const [few = Number.NaN, many = Number.NaN] = peaks;
  return {
    what: `peak memory, ${SMALL_FILES.what} ÷ ${FEWER_FILES.what}`,
    measured: `${(many / few).toFixed(2)} (${many.toFixed(0)} ÷ ${few.toFixed(0)} MiB)`,
    goal: '≤ 1.25',
    met: many / few <= 1.25,
  };
}

interface Phone extends AsyncDisposable {
  ours(folder: string): CommandLine;
  theirs(tool: string, args: readonly string[]): CommandLine;
  intoEmptyFolder(command: (folder: string) => CommandLine): Promise<Run>;
}

async function startPhone({ count, size }: Load): Promise<Phone> {
  const script = join(import.meta.dirname, 'bulk-simulator.ts');
  const child = spawn(process.execPath, [script, String(count), String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { address, udid } = JSON.parse(line.toString()) as { address: string; udid: string };
  const env = { USBMUXD_SOCKET_ADDRESS: address };
  // Removed only at the end: ext4 makes new files slowly for seconds after many were deleted.
  const folders = mkdtempSync(join(tmpdir(), 'bench-'));
  return {
    ours: (folder) => ({ file: process.execPath, args: [CLI, 'backup', udid, folder, '--full', '--verify', 'off'], env }),
    theirs: (file, args) => ({ file, args: ['-u', udid, ...args], env }),
    intoEmptyFolder: (command) => measure(command(mkdtempSync(join(folders, 'run-')))),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folders, { recursive: true });
    },
  };
}
