/** How fast a simulated phone sends, against a program that sends the same bytes over TLS and does nothing else. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { measure, median } from './measure.ts';
import { startPhone, type Load } from './phone-process.ts';
import type { Benchmark, Row } from './report.ts';

const ROUNDS = 7;
const LEAST_RATIO = 0.8;

interface Taken {
  readonly whole: number;
  readonly stream: number;
  readonly bytes: number;
}

const benchmark: Benchmark = {
  title: 'A simulated phone sends ÷ a raw TLS source',
  needs: { packages: ['libimobiledevice-utils'], diskMiB: 0, minutes: 2 },
  rows: async function* () {
    yield await compare('40 files of 25 MiB', { count: 40, size: 25 * 1024 * 1024 });
  },
};

export default benchmark;

async function compare(what: string, load: Load): Promise<Row> {
  await using phone = await startPhone(load);
  await measure(phone.theirs('idevicepair', ['pair']));
  await using raw = await startRawSource(load.count * load.size);
  const client = start('device-rate-client.ts', phone.address, phone.udid, raw.port, String(ROUNDS));
  const pairs = JSON.parse(await text(client.stdout)) as [Taken, Taken][];
  const ratio = median(pairs.map(([device, source]) => rate(device.bytes, device.stream) / rate(source.bytes, source.stream)));
  const whole = median(pairs.map(([device, source]) => rate(device.bytes, device.whole) / rate(source.bytes, source.whole)));
  const own = median(pairs.map(([device]) => rate(device.bytes, device.stream)));
  const other = median(pairs.map(([, source]) => rate(source.bytes, source.stream)));
  return {
    what: `${what}, payloads, median of ${String(ROUNDS)} pairs`,
    measured: `${ratio.toFixed(2)} (${own.toFixed(0)} ÷ ${other.toFixed(0)} MB/s; the whole backup, manifests and checks included: ${whole.toFixed(2)})`,
    goal: `≥ ${String(LEAST_RATIO)}`,
    met: ratio >= LEAST_RATIO,
  };
}

/** Megabytes a second. */
function rate(bytes: number, milliseconds: number): number {
  return bytes / 1000 / milliseconds;
}

async function startRawSource(bytes: number): Promise<AsyncDisposable & { readonly port: string }> {
  const child = start('raw-tls-source.ts', String(bytes));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { port } = JSON.parse(line.toString()) as { port: number };
  return {
    port: String(port),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function start(script: string, ...args: string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  return spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}
