/** `npm run test:hard [-- ID…]`: every attack at its full length, one line each, and its row of RESULTS.md. `--list` names them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runNodeTool } from '../../.config/node-tool.ts';
import { offerDebianPackages, requireDebianPackages } from '../host/debian-packages.ts';
import { mebibytes } from './measured-command.ts';
import { resultsPage } from './results-page.ts';
import { allAttacks, runAttack, type AttackResult } from './run-attack.ts';

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

const { values, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean', default: false } } });
const attacks = allAttacks();
const unknown = positionals.find((id) => !attacks.some((attack) => attack.id === id));
if (unknown !== undefined) {
  console.error(`there is no attack "${unknown}"; --list names them`);
  process.exit(2);
}
if (values.list) {
  for (const { id, what } of attacks) console.log(`${id.padEnd(36)} ${what}`);
} else {
  const NEEDS = ['libimobiledevice-utils', 'sqlite3', 'python3', 'python3-pycryptodome'] as const;
  await offerDebianPackages(NEEDS);
  requireDebianPackages(NEEDS);
  await runNodeTool('.config/build.ts', []);
  let failed = 0;
  const chosen = attacks.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  for (const attack of chosen) {
    const result = await runAttack(attack, 'long');
    if (result.failure !== undefined) failed++;
    print(result);
    // At once: a run that is ended early has written down what it knows.
    keep(result);
  }
  console.log(`\n${String(chosen.length - failed)} passed, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function keep(result: AttackResult): void {
  const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  writeFileSync(RESULTS, resultsPage(before, attacks, [result], new Date().toISOString().slice(0, 10)));
}

function print({ attack, failure, note, peakBytes, milliseconds }: AttackResult): void {
  const memory = peakBytes === undefined ? '' : `${mebibytes(peakBytes)} MiB`;
  const line = `${failure === undefined ? '✓' : '✗'} ${attack.id.padEnd(36)} ${memory.padStart(8)} ${(milliseconds / 1000).toFixed(1).padStart(7)} s`;
  console.log(note === undefined ? line : `${line}  ${note}`);
  if (failure !== undefined) console.log(failure);
}
