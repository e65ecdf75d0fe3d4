/** How long `activate` takes in a real extension host. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median } from './measure.ts';
import type { Benchmark } from './report.ts';

const SUITE = join(import.meta.dirname, '../host/in-host-suite.ts');
const TEST = 'opens no file, socket, process or worker';
const ROUNDS = 3;
const GOAL_MS = 30;

const benchmark: Benchmark = {
  title: 'The extension activates',
  // The host, unless it is there, is fetched once.
  needs: { packages: ['chromium'], diskMiB: 1000, minutes: 1 },
  rows: async function* () {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await activationMs());
    const middle = median(times);
    yield {
      what: 'activate in a real extension host',
      measured: `${middle.toFixed(1)} ms (${times.map((time) => time.toFixed(1)).join(', ')})`,
      goal: `≤ ${String(GOAL_MS)} ms`,
      met: middle <= GOAL_MS,
    };
  },
};

export default benchmark;

/** A host can activate an extension once, so each round is a host of its own. */
async function activationMs(): Promise<number> {
  const child = spawn(process.execPath, [SUITE, TEST], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  const milliseconds = /\(took ([\d.]+) ms\)/.exec(output)?.[1];
  if (milliseconds === undefined) throw new Error(`the extension host did not tell how long activation took:\n${output}`);
  return Number(milliseconds);
}
