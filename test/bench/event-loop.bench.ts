/** How free a real extension host stays while it backs up, verifies and judges by a contract a phone that VS Code itself started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Benchmark } from './report.ts';

const SUITE = join(import.meta.dirname, '../host/in-host-suite.ts');
const GROUP = 'the event loop of the extension host';
const COUNT = 100_000;
const GOAL_MS = 50;
const TREE_GOAL_MS = 200;

const benchmark: Benchmark = {
  title: `The event loop of the extension host, with a simulated phone of ${COUNT.toLocaleString('en')} files that VS Code started`,
  needs: { packages: ['chromium'], diskMiB: 1600, files: COUNT * 1.1, minutes: 6 },
  rows: async function* () {
    const child = spawn(process.execPath, [SUITE, GROUP], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, EVENT_LOOP_FILES: String(COUNT) },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(child, 'close');
    const found = [
      ...output.matchAll(/✓ .*extension host (.+) \(p99 ([\d.]+) ms, max ([\d.]+) ms, longest own task ([\d.]+) ms in (.+)\)/g),
    ];
    if (found.length === 0) throw new Error(`the extension host did not tell what it measured:\n${output}`);
    for (const [, what = '', p99 = '', max = '', task = '', where = ''] of found) {
      yield {
        what: `${what}: delay of the event loop, p99`,
        measured: `${p99} ms (max ${max} ms)`,
        goal: `≤ ${String(GOAL_MS)} ms`,
        met: Number(p99) <= GOAL_MS,
      };
      yield {
        what: `${what}: longest task of ours`,
        measured: `${task} ms, in ${where}`,
        goal: `≤ ${String(GOAL_MS)} ms`,
        met: Number(task) <= GOAL_MS,
      };
    }
    const [, middle = '', longest = ''] = /the tree has a device in it.*\(median ([\d.]+) ms, longest ([\d.]+) ms\)/.exec(output) ?? [];
    yield {
      what: 'a device is in the tree after it was attached',
      measured: `${middle} ms (longest ${longest} ms)`,
      goal: `≤ ${String(TREE_GOAL_MS)} ms`,
      met: middle !== '' && Number(middle) <= TREE_GOAL_MS,
    };
  },
};

export default benchmark;
