/** Runs one suite of mocha files in a process of its own and sends the counts to the parent: `mocha-child.ts OPTIONS-AS-JSON`. */

import { globSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { useBuiltWorkers } from './built-workers.ts';
import { SLOWEST_KEPT, type SuiteResult, type TimedTest } from './suite-result.ts';

export interface MochaChildOptions {
  readonly files: readonly string[];
  readonly timeout: number;
  readonly grep?: string | undefined;
  readonly reporter?: string | undefined;
  /** Leaves out files that are called `.long.test.ts`. */
  readonly length?: 'short' | undefined;
  /** Only every `of`th file, counted from `index`: two processes share a suite whose programs sleep more than they work. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
}

/** How long after the last test something may still keep the process alive. */
const LINGER_MS = 10_000;

async function runMocha(options: MochaChildOptions): Promise<SuiteResult> {
  const mocha = new Mocha({
    timeout: options.timeout,
    slow: options.timeout,
    reporter: options.reporter ?? 'dot',
    forbidOnly: true,
    forbidPending: true,
    ...(options.grep === undefined ? {} : { grep: new RegExp(options.grep) }),
  });
  const { index, of } = options.shard ?? { index: 0, of: 1 };
  const isWanted = (file: string) => options.length !== 'short' || !file.endsWith('.long.test.ts');
  const files = options.files
    .flatMap((pattern) => globSync(pattern))
    .filter(isWanted)
    .sort();
  for (const file of files.filter((_, place) => place % of === index)) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const timed: TimedTest[] = [];
  const counts = new Map<string, { passed: number; failed: number }>();
  return await new Promise((resolve) => {
    const runner = mocha.run(() => {
      const slowest = timed.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST_KEPT);
      const failedFiles = [...counts].map(([file, count]) => ({ file, ...count })).filter(({ failed }) => failed > 0);
      resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0, slowest, failedFiles });
    });
    const count = (what: 'passed' | 'failed') => (runnable: Mocha.Runnable) => {
      const file = relative(process.cwd(), runnable.file ?? '');
      const soFar = counts.get(file) ?? { passed: 0, failed: 0 };
      counts.set(file, { ...soFar, [what]: soFar[what] + 1 });
    };
    runner.on('pass', count('passed'));
    runner.on('fail', count('failed'));
    const note = (what: Mocha.Runnable) => {
      timed.push({ title: `${relative(process.cwd(), what.file ?? '')}: ${what.fullTitle()}`, milliseconds: what.duration ?? 0 });
    };
    runner.on('test end', note);
    runner.on('hook end', note);
  });
}

// Mocha alone would let a promise that nobody awaits fail in silence; thrown here, it fails the test that runs.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

await useBuiltWorkers();
const result = await runMocha(JSON.parse(process.argv[2] ?? '{}') as MochaChildOptions);
process.send?.(result);
if (process.connected) process.disconnect();
process.exitCode = result.failed === 0 ? 0 : 1;

// A socket or timer that a test left behind is a leak: it fails the suite instead of hanging it.
setTimeout(() => {
  console.error(`the tests ended but something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(2);
}, LINGER_MS).unref();
