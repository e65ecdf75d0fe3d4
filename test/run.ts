/**
 * `npm test`: every suite in its order, one line for each, and `N passed, N failed` over all of them at the end.
 * `npm test -- unit ui` runs two suites, `npm test -- unit test/unit/base/fifo.test.ts --grep order --reporter spec` a part of one.
 * `--coverage` adds a summary of which lines of src ran in Node, and the details in coverage/.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../.config/bundles.ts';
import { nodeToolExitCode } from '../.config/node-tool.ts';
import { offerDebianPackages, requireDebianPackages } from './host/debian-packages.ts';
import { runChildSuite } from './support/child-suite.ts';
import { ONE_FAILURE, type SuiteResult } from './support/suite-result.ts';
import { SUITES, type Suite, type TestChoice } from './suites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, reporter: { type: 'string' }, coverage: { type: 'boolean', default: false } },
});

const names = positionals.filter((word) => !word.includes('/'));
const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`there is no suite "${unknown}"; there are ${SUITES.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

const choice: TestChoice = { files: positionals.filter((word) => word.includes('/')), grep: values.grep, reporter: values.reporter };
const chosen = names.length === 0 ? SUITES : withWhatTheyNeed(SUITES.filter((suite) => names.includes(suite.name)));

// What the product remembers of backups for its user is not to be mixed with what tests make.
const stateHome = mkdtempSync(join(tmpdir(), 'state-of-tests-'));
process.env.XDG_STATE_HOME = stateHome;
process.on('exit', () => {
  rmSync(stateHome, { recursive: true, force: true });
});

if (values.coverage) process.env.NODE_V8_COVERAGE = await emptyCoverageFolder();
await offerDebianPackages(chosen.flatMap((suite) => suite.needs ?? []));

const total = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const group of groupsOf(chosen)) {
  const results = await Promise.all(group.map((suite, index) => timed(suite, index === 0)));
  for (const { suite, result, seconds, kept } of results) {
    if (kept.length > 0) {
      console.log(headline(suite));
      for (const output of kept) process.stdout.write(output);
    }
    const { passed, failed } = result;
    total.passed += passed;
    total.failed += failed;
    lines.push(
      `${failed === 0 ? '✓' : '✗'} ${suite.name.padEnd(13)} ${passed.toString().padStart(5)} passed ${failed.toString().padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`,
    );
    console.log(lines.at(-1));
  }
}
if (values.coverage) await reportCoverage();
console.log(`\n${lines.join('\n')}\n\n${total.passed.toString()} passed, ${total.failed.toString()} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function emptyCoverageFolder(): Promise<string> {
  const folder = join(ROOT, 'coverage', 'raw');
  await rm(folder, { recursive: true, force: true });
  return folder;
}

async function reportCoverage(): Promise<void> {
  delete process.env.NODE_V8_COVERAGE;
  const where = [
    '--temp-directory',
    'coverage/raw',
    '--reports-dir',
    'coverage',
    '--include',
    'src/**',
    '--reporter',
    'text-summary',
    '--reporter',
    'html',
  ];
  await nodeToolExitCode('node_modules/c8/bin/c8.js', ['report', ...where]);
}

/** Suites that run at the same time stand in one group. */
function groupsOf(suites: readonly Suite[]): Suite[][] {
  const groups: Suite[][] = [];
  for (const suite of suites) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.name === suite.together) last.push(suite);
    else groups.push([suite]);
  }
  return groups;
}

function headline(suite: Suite): string {
  return `\n── ${suite.name}: ${suite.about}`;
}

/** The first of a group prints as it goes on; what the others print is kept until then. */
async function timed(suite: Suite, isFirst: boolean) {
  if (isFirst) console.log(headline(suite));
  const kept: Uint8Array[] = [];
  const started = performance.now();
  const result = await runSuite(suite, (output) => {
    if (isFirst) process.stdout.write(output);
    else kept.push(output);
  });
  return { suite, result, kept, seconds: (performance.now() - started) / 1000 };
}

/** One suite asked for by name brings the steps along that make what it uses. */
function withWhatTheyNeed(suites: readonly Suite[]): Suite[] {
  const wanted = new Set(suites.flatMap((suite) => [suite.name, ...(suite.after ?? [])]));
  return SUITES.filter((suite) => wanted.has(suite.name));
}

async function runSuite(suite: Suite, print: (output: Uint8Array) => void): Promise<SuiteResult> {
  try {
    requireDebianPackages(suite.needs ?? []);
    return await runChildSuite(suite.child(choice), print);
  } catch (error) {
    print(Buffer.from(`${error instanceof Error ? error.message : String(error)}\n`));
    return ONE_FAILURE;
  }
}
