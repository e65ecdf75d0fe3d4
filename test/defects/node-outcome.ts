/** Runs a choice of tests and reads from its output what came of it. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Outcome {
  /** Tests and steps. */
  readonly passed: number;
  readonly failed: number;
  /** The checkout does not even build. */
  readonly hasFailedStep: boolean;
  /** The name of the first test that failed; undefined where only a step did, such as the build. */
  readonly firstFailure: string | undefined;
  readonly seconds: number;
  readonly output: string;
}

export async function nodeOutcome(args: readonly string[], cwd: string): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const output = `${out}\n${err}`;
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(out) ?? [];
  return {
    passed: Number(passed ?? 0),
    failed: Number(failed ?? 1),
    hasFailedStep: /^✗ build /m.test(out),
    firstFailure: firstFailureIn(output),
    seconds: (performance.now() - startedAt) / 1000,
    output,
  };
}

/** Mocha numbers what has failed and parts its name by lines; inside VS Code it is one line with a cross. Errors and what they show are left out. */
function firstFailureIn(output: string): string | undefined {
  const [, first, more = ''] = /^ {2}(?:1\)|✗) (.+)\n((?: {5,}\S.*\n)*)/m.exec(output) ?? [];
  const name = `${first ?? ''} ${more}`.replace(/\s+/g, ' ').replace(/: (?:\w+: |\w*Error\b).*$/, '');
  return first === undefined ? undefined : name.replace(/:\s*$/, '').trim();
}
