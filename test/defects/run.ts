/**
 * `npm run test:defects [-- ID…]`: plants every defect of the lists into a copy of the checkout, and demands that the tests it names fail with it and
 * pass without it. `--root DIR` does so with another checkout, and fills the other column of RESULTS.md.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../.config/bundles.ts';
import { BACKUP_DEFECTS } from './backup-defects.ts';
import type { Defect } from './defect.ts';
import { ENGINE_DEFECTS } from './engine-defects.ts';
import { mergedPage, type Result } from './results-page.ts';
import { ScratchCheckout, type Choice } from './scratch-checkout.ts';
import { SCREEN_DEFECTS } from './screen-defects.ts';

const RESULTS = join(import.meta.dirname, 'RESULTS.md');
const ALL: readonly Defect[] = [...ENGINE_DEFECTS, ...BACKUP_DEFECTS, ...SCREEN_DEFECTS];
/** Of these suites a build counts as one that passed. */
const BUILT: readonly Defect['suite'][] = ['conversation', 'vscode', 'ui'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: 'string' } } });
const unknown = positionals.find((id) => !ALL.some((defect) => defect.id === id));
if (unknown !== undefined) {
  console.error(`There is no defect "${unknown}". There are ${ALL.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

const column = values.root === undefined ? 'after' : 'before';
const chosen = ALL.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
using checkout = new ScratchCheckout(resolve(values.root ?? ROOT));
/** What passes without any defect, so that each choice is tried once. */
const sound = new Set<string>();
let missed = 0;
for (const defect of chosen) {
  const result = await resultOf(defect).catch((error: unknown) => {
    // What cannot be tried is not caught, and the others still are.
    console.error(error instanceof Error ? error.message : error);
    return { isCaught: false, by: 'could not be tried', seconds: 0 };
  });
  if (!result.isCaught) missed++;
  console.log(`${result.isCaught ? '✓' : '✗'} ${defect.id.padEnd(30)} ${result.seconds.toFixed(1).padStart(6)} s  ${result.by}`);
  // At once: a run that is ended early has written down what it knows.
  const page = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  writeFileSync(RESULTS, mergedPage(page, ALL, { defect, column, ...result }));
}
console.log(`\n${(chosen.length - missed).toString()} caught, ${missed.toString()} missed`);
process.exitCode = missed === 0 ? 0 : 1;

async function resultOf(defect: Defect): Promise<Omit<Result, 'defect' | 'column'>> {
  const choice = choiceOf(defect);
  await demandSound(choice);
  const file = checkout.has(defect.file) ? defect.file : (defect.before ?? defect.file);
  using _planted = checkout.plant(file, defect);
  const { failed, hasFailedStep, firstFailure, seconds, output } = await checkout.run(choice);
  if (failed === 0) return { isCaught: false, by: 'no test failed', seconds };
  // A change that does not even load would be caught by anything.
  if (firstFailure === undefined || hasFailedStep) throw new Error(`${defect.id}: something else than a test failed\n${output}`);
  return { isCaught: true, by: firstFailure, seconds };
}

/** Where a file has moved, the place that this checkout knows. */
function choiceOf({ suite, files = [], filesBefore, grep }: Defect): Choice {
  const named = files.every((file) => checkout.has(file)) ? files : (filesBefore ?? files);
  return { suite, files: named, ...(grep === undefined ? {} : { grep }) };
}

async function demandSound(choice: Choice): Promise<void> {
  const name = JSON.stringify(choice);
  if (sound.has(name)) return;
  const { passed, hasFailedStep, firstFailure, output } = await checkout.run(choice);
  const least = BUILT.includes(choice.suite) ? 2 : 1;
  // A half of a suite in which none of the named files lies counts as failed, so failed tests are asked for by name.
  if (hasFailedStep || firstFailure !== undefined || passed < least) throw new Error(`without a defect ${name} does not pass\n${output}`);
  sound.add(name);
}
