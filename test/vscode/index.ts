/** What VS Code loads to run the tests of this folder: mocha inside the extension host. */

import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Mocha from 'mocha';

interface Result {
  readonly passed: number;
  readonly failed: number;
  /** What a terminal would have shown. */
  readonly report: string;
}

/** VS Code waits for the promise; a rejection ends the host with exit code 1. */
export async function run(): Promise<void> {
  const result = await runMocha().catch(
    // A file that cannot even be loaded.
    (error: unknown): Result => ({ passed: 0, failed: 1, report: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  if (process.env.IN_HOST_RESULT !== undefined) await writeFile(process.env.IN_HOST_RESULT, JSON.stringify(result));
  if (result.failed > 0) throw new Error(`${result.failed.toString()} tests failed`);
}

async function runMocha(): Promise<Result> {
  const lines: string[] = [];
  const mocha = new Mocha({ timeout: 30_000, forbidOnly: true, forbidPending: true, reporter: reporterInto(lines), color: false });
  if (process.env.IN_HOST_GREP !== undefined) mocha.grep(new RegExp(process.env.IN_HOST_GREP));
  for (const file of globSync('**/*.test.cjs', { cwd: import.meta.dirname }).sort()) mocha.addFile(join(import.meta.dirname, file));
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
  });
  return { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, report: lines.join('\n') };
}

/** A reporter that collects instead of printing: the console of an extension host belongs to VS Code. */
function reporterInto(lines: string[]): new (runner: Mocha.Runner) => Mocha.reporters.Base {
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner) {
      super(runner);
      runner.on('pass', (test) => lines.push(`  ✓ ${test.fullTitle()}`));
      runner.on('fail', (test, error: Error) => lines.push(`  ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`));
    }
  };
}
