/** Many simulated phones in one process: a thousand that are listed, fifty that are backed up at the same time by fifty clients. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { measure, peakOf } from './measure.ts';
import type { Benchmark, Row } from './report.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const LISTED = 1000;
const BACKED_UP = 50;
const FILES = 200;
const MIB = 1024 * 1024;

const benchmark: Benchmark = {
  title: 'Many simulated phones in one process',
  needs: { packages: ['libimobiledevice-utils'], diskMiB: 200, minutes: 2 },
  rows: async function* () {
    yield* listMany();
    yield await backUpMany();
  },
};

export default benchmark;

async function* listMany(): AsyncGenerator<Row> {
  const one = await startPhones(1, 0);
  const oneMib = one.peakBytes() / MIB;
  await one.end();
  const many = await startPhones(LISTED, 0);
  const mux = new UsbmuxClient(parseUsbmuxAddress(many.address));
  const [listMs, listed] = await timed(async () => (await mux.listDevices()).length);
  const [listenMs, heard] = await timed(() => countAttached(mux, LISTED));
  const tool = await measure({ file: 'idevice_id', args: ['-l'], env: { USBMUXD_SOCKET_ADDRESS: many.address } });
  const manyMib = many.peakBytes() / MIB;
  const { closeMs } = await many.end();
  const what = `${LISTED.toLocaleString('en')} phones`;
  yield row(`${what} are ready`, `${many.readyMs.toFixed(0)} ms (one: ${one.readyMs.toFixed(0)} ms)`, '≤ 2 s', many.readyMs <= 2000);
  yield row(
    `${what} in ListDevices`,
    `${String(listed)} in ${listMs.toFixed(0)} ms (idevice_id -l: ${tool.wallMs.toFixed(0)} ms)`,
    'all, ≤ 1 s',
    listed === LISTED && listMs <= 1000,
  );
  yield row(`${what} in Listen`, `${String(heard)} in ${listenMs.toFixed(0)} ms`, 'all, ≤ 1 s', heard === LISTED && listenMs <= 1000);
  yield row(`${what}, peak memory`, `${manyMib.toFixed(0)} MiB (one: ${oneMib.toFixed(0)} MiB)`, '≤ 200 MiB', manyMib <= 200);
  yield row(`${what} are closed`, `${closeMs.toFixed(0)} ms`, '≤ 1 s', closeMs <= 1000);
}

/** Every client is a process of its own, and all begin at once. */
async function backUpMany(): Promise<Row> {
  const folders = mkdtempSync(join(tmpdir(), 'bench-'));
  const phones = await startPhones(BACKED_UP, FILES);
  try {
    const env = { USBMUXD_SOCKET_ADDRESS: phones.address };
    const lab = (...args: string[]) => measure({ file: process.execPath, args: [CLI, ...args], env });
    await Promise.all(phones.udids.map((udid) => lab('pair', udid)));
    const [ms, runs] = await timed(() => Promise.allSettled(phones.udids.map((udid) => lab('backup', udid, folders, '--verify', 'full'))));
    const [aloneMs] = await timed(() => lab('backup', phones.udids[0] ?? '', folders, '--full', '--verify', 'full'));
    const failed = runs.filter(({ status }) => status === 'rejected');
    const peak = phones.peakBytes() / MIB;
    const { violations } = await phones.end();
    const good = failed.length === 0 && violations.length === 0;
    return row(
      `${String(BACKED_UP)} phones of ${String(FILES)} files backed up at the same time by ${String(BACKED_UP)} clients`,
      `${String(BACKED_UP - failed.length)} good in ${(ms / 1000).toFixed(1)} s (one alone: ${(aloneMs / 1000).toFixed(1)} s), ${String(violations.length)} violations, ${peak.toFixed(0)} MiB in their process`,
      'all good, no violation',
      good,
    );
  } finally {
    rmSync(folders, { recursive: true });
  }
}

function row(what: string, measured: string, goal: string, met: boolean): Row {
  return { what, measured, goal, met };
}

interface Phones {
  readonly address: string;
  readonly udids: readonly string[];
  readonly readyMs: number;
  peakBytes(): number;
  end(): Promise<{ readonly closeMs: number; readonly violations: readonly string[] }>;
}

async function startPhones(count: number, files: number): Promise<Phones> {
  const script = join(import.meta.dirname, 'many-simulator.ts');
  const child = spawn(process.execPath, [script, String(count), String(files)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value)) as never;
  const ready: Pick<Phones, 'address' | 'udids' | 'readyMs'> = await next();
  return {
    ...ready,
    peakBytes: () => peakOf(child.pid),
    end: async () => {
      child.kill('SIGTERM');
      const ended: Awaited<ReturnType<Phones['end']>> = await next();
      if (child.exitCode === null) await once(child, 'exit');
      return ended;
    },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<[milliseconds: number, answer: T]> {
  const start = performance.now();
  const answer = await work();
  return [performance.now() - start, answer];
}

async function countAttached(mux: UsbmuxClient, wanted: number): Promise<number> {
  let count = 0;
  for await (const event of mux.listen(AbortSignal.timeout(10_000))) {
    if (event.kind === 'attached' && ++count === wanted) break;
  }
  return count;
}
