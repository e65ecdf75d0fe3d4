/** Runs a suite as a child process: a crash or a hang of one suite costs one failure and not the whole run. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';
import { memoryFolder } from './memory-folder.ts';
import { ONE_FAILURE, ONE_SUCCESS, type SuiteResult, asSuiteResult } from './suite-result.ts';

/**
 * What prints nothing for this long is stuck. A test says that it has ended, and none may take as long; a compiler says nothing before its end.
 * On a busy machine the sum grows, this hardly does.
 */
const SILENCE_LIMIT_MS = { tests: 5 * 60_000, step: 20 * 60_000 };

export interface ChildSuite {
  readonly script: string;
  readonly args?: readonly string[];
  /** A step passes or fails as a whole; a suite counts its tests and sends a SuiteResult. */
  readonly counts: 'step' | 'tests';
  /** What it makes in the folder for temporary files may lie in memory. */
  readonly inMemory?: boolean;
}

export interface MeasuredResult extends SuiteResult {
  /** User and system time of the suite with all its children; undefined where the system does not tell, or the suite was killed. */
  readonly cpuSeconds?: number | undefined;
}

/** Its output goes where `print` says: at once to the terminal, or kept while another suite is printing. */
export async function runChildSuite(suite: ChildSuite, print: (output: Uint8Array) => void): Promise<MeasuredResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cpu-of-suite-'));
  const file = join(folder, 'seconds');
  using inMemory = suite.inMemory === true ? memoryFolder() : undefined;
  const env = { ...process.env, CPU_SECONDS_FILE: file, ...(inMemory && { TMPDIR: inMemory.path }) };
  try {
    const result = await resultOf(suite, print, env);
    return { ...result, cpuSeconds: existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function resultOf(
  { script, args = [], counts }: ChildSuite,
  print: (output: Uint8Array) => void,
  env: NodeJS.ProcessEnv,
): Promise<SuiteResult> {
  const reporter = join(import.meta.dirname, 'report-cpu.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', reporter, script, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const silenceLimitMs = SILENCE_LIMIT_MS[counts];
  const limit = setTimeout(() => {
    console.error(`${script} said nothing for ${(silenceLimitMs / 60_000).toString()} minutes`);
    child.kill('SIGKILL');
  }, silenceLimitMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (output: Uint8Array) => {
      limit.refresh();
      print(output);
    });
  }
  let sent: SuiteResult | undefined;
  child.on('message', (message) => {
    sent = asSuiteResult(message) ?? sent;
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    // The end of its output, which comes after its exit.
    child.once('close', (exitCode, signal) => {
      if (signal !== null) console.error(`${script} was ended by ${signal}`);
      resolve(exitCode ?? 1);
    });
  });
  clearTimeout(limit);
  if (counts === 'step') return code === 0 ? ONE_SUCCESS : ONE_FAILURE;
  if (sent === undefined) return ONE_FAILURE;
  // Content with its tests and still unhappy: it crashed or leaked afterwards.
  return code !== 0 && sent.failed === 0 ? { ...sent, failed: 1 } : sent;
}
