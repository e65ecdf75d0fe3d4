/** What VS Code loads to run the tests of this folder: mocha inside the extension host. */

import { appendFileSync, globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Mocha from 'mocha';
import { SLOWEST_KEPT, type SuiteResult, type TimedTest } from '../support/suite-result.ts';

/** What a terminal would have shown is read while the tests run: a suite that says nothing for long is taken for one that hangs. */
function say(line: string): void {
  if (process.env.IN_HOST_REPORT !== undefined) appendFileSync(process.env.IN_HOST_REPORT, `${line}\n`);
}

/** VS Code waits for the promise; a rejection ends the host with exit code 1. */
export async function run(): Promise<void> {
  const result = await runMocha().catch(
    // A file that cannot even be loaded.
    (error: unknown): SuiteResult => {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { passed: 0, failed: 1 };
    },
  );
  if (process.env.IN_HOST_RESULT !== undefined) await writeFile(process.env.IN_HOST_RESULT, JSON.stringify(result));
  if (result.failed > 0) throw new Error(`${result.failed.toString()} tests failed`);
}

async function runMocha(): Promise<SuiteResult> {
  const mocha = new Mocha({ timeout: 120_000, forbidOnly: true, forbidPending: true, reporter: spokenReporter(), color: false });
  if (process.env.IN_HOST_GREP !== undefined) mocha.grep(new RegExp(process.env.IN_HOST_GREP));
  for (const file of globSync('**/*.test.cjs', { cwd: import.meta.dirname }).sort()) mocha.addFile(join(import.meta.dirname, file));
  const timed: TimedTest[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
    const note = (what: Mocha.Runnable) => {
      timed.push({ title: what.fullTitle(), milliseconds: what.duration ?? 0 });
    };
    runner.on('test end', note);
    runner.on('hook end', note);
  });
  const slowest = timed.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST_KEPT);
  return { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, slowest };
}

/** A reporter that tells instead of printing: the console of an extension host belongs to VS Code. */
function spokenReporter(): new (runner: Mocha.Runner) => Mocha.reporters.Base {
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner) {
      super(runner);
      runner.on('pass', (test) => say(`  ✓ ${test.fullTitle()}`));
      runner.on('fail', (test, error: Error) => say(`  ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`));
    }
  };
}
