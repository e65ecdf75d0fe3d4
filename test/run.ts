/**
 * `npm test`: every suite, some side by side, one line for each, what took longest, and `N passed, N failed` over all of them at the end.
 * `npm test -- quick` runs what a change is tried with, `npm test -- unit ui` two suites, `npm test -- unit test/unit/base/fifo.test.ts --grep order --reporter spec` a part of one.
 * `--coverage` adds a summary of which lines of src ran in Node, and the details in coverage/.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../.config/bundles.ts';
import { nodeToolExitCode } from '../.config/node-tool.ts';
import { offerDebianPackages, requireDebianPackages } from './host/debian-packages.ts';
import { type MeasuredResult, runChildSuite } from './support/child-suite.ts';
import { type EndedSuite, runInLanes } from './support/suite-lanes.ts';
import { ONE_FAILURE, withSecondRun } from './support/suite-result.ts';
import { lineOf, summaryOf } from './support/suite-summary.ts';
import { QUICK, SUITES, type Suite, type TestChoice } from './suites.ts';

/** One more than a small machine has cores: foreign programs and browsers sleep more than they work. */
const LANES = Math.max(3, availableParallelism());

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, reporter: { type: 'string' }, coverage: { type: 'boolean', default: false } },
});

const names = positionals.filter((word) => !word.includes('/'));
const unknown = names.find((name) => name !== 'quick' && !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`There is no suite "${unknown}". There are quick, ${[...new Set(SUITES.map((suite) => suite.name))].join(', ')}.`);
  process.exit(2);
}

const choice: TestChoice = { files: positionals.filter((word) => word.includes('/')), grep: values.grep, reporter: values.reporter };
const chosen = chosenSuites();

// What the product remembers of backups for its user is not to be mixed with what tests make.
const stateHome = mkdtempSync(join(tmpdir(), 'state-of-tests-'));
process.env.XDG_STATE_HOME = stateHome;
process.on('exit', () => {
  rmSync(stateHome, { recursive: true, force: true });
});
// By Ctrl+C as well: a signal alone would end the process without a word to those who listen for its exit.
for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15 })) process.once(signal, () => process.exit(128 + number));

if (values.coverage) process.env.NODE_V8_COVERAGE = await emptyCoverageFolder();
// Hundreds of short processes and threads load the same code; what one has compiled the next ones take as it is.
else process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'compiled');
await offerDebianPackages(chosen.flatMap((suite) => suite.needs ?? []));

const ended: EndedSuite<Suite>[] = [];
await runInLanes(chosen, {
  lanes: LANES,
  run: runSuite,
  onShown: (suite) => {
    console.log(`\n── ${suite.name}: ${suite.about}`);
  },
  onEnded: (one) => {
    ended.push(one);
    console.log(lineOf(one));
  },
  write: (output) => {
    process.stdout.write(output);
  },
});
if (values.coverage) await reportCoverage();
for (const line of summaryOf(ended)) console.log(line);
process.exitCode = ended.every(({ result }) => result.failed === 0) ? 0 : 1;

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

/** Of suites that share a name only the first runs named files. */
function chosenSuites(): readonly Suite[] {
  if (names.includes('quick')) return QUICK;
  if (names.length === 0) return SUITES;
  const named = withWhatTheyNeed(SUITES.filter((suite) => names.includes(suite.name)));
  return choice.files.length === 0 ? named : named.filter((suite, index) => named.findIndex(({ name }) => name === suite.name) === index);
}

/** One suite asked for by name brings the steps along that make what it uses. */
function withWhatTheyNeed(suites: readonly Suite[]): Suite[] {
  const wanted = new Set(suites.flatMap((suite) => [suite.name, ...(suite.after ?? [])]));
  return SUITES.filter((suite) => wanted.has(suite.name));
}

async function runSuite(suite: Suite, print: (output: Uint8Array) => void): Promise<MeasuredResult> {
  try {
    requireDebianPackages(suite.needs ?? []);
    const first = await runChildSuite(suite.child(choice), print);
    const files = (first.failedFiles ?? []).map(({ file }) => file).filter((file) => file !== '');
    if (suite.repeatsFailed !== true || files.length === 0) return first;
    print(Buffer.from(`\nonce more, by themselves: ${files.join(', ')}\n`));
    const second = await runChildSuite(suite.child({ ...choice, files }), print);
    return { ...withSecondRun(first, second), cpuSeconds: (first.cpuSeconds ?? 0) + (second.cpuSeconds ?? 0) };
  } catch (error) {
    print(Buffer.from(`${error instanceof Error ? error.message : String(error)}\n`));
    return ONE_FAILURE;
  }
}
