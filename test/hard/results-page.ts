/** RESULTS.md: what every attack did, what had to hold, whether it held, and the command that repeats it. The page is its own memory. */
import { AREAS, type Attack } from './attack.ts';
import { mebibytes } from './measured-command.ts';
import type { AttackResult } from './run-attack.ts';

/** What a row says after the words of its attack. */
type Outcome = readonly [held: string, memory: string, time: string, day: string, notes: string];

const HEAD = ['Attack', 'What is done', 'What must hold', 'Held', 'Memory', 'Time', 'Day', 'Notes'];

/** The page with the outcomes of `results` in the place of older ones. Attacks that are no more have no row; those that never ran say so. */
export function resultsPage(before: string, attacks: readonly Attack[], results: readonly AttackResult[], day: string): string {
  const outcomes = outcomesIn(before);
  for (const result of results) outcomes.set(result.attack.id, outcomeOf(result, day));
  const known = attacks.map(({ id }) => outcomes.get(id)).filter((outcome) => outcome !== undefined);
  const lines = [
    '# Results of the hard suite',
    '',
    'Written by `npm run test:hard`, which runs every attack at its full length; `npm run test:hard -- ID` repeats one. Each row is of the last time',
    'that its attack ran. Memory is the highest of any command line that the attack ran. Times depend on the machine.',
    '',
    `${String(known.filter(([held]) => held === 'yes').length)} of ${String(attacks.length)} held.`,
  ];
  for (const area of AREAS) {
    const rows = attacks.filter((attack) => attack.area === area);
    if (rows.length === 0) continue;
    lines.push('', `## ${area.charAt(0).toUpperCase()}${area.slice(1)}`, '', row(HEAD), row(HEAD.map(() => '---')));
    for (const { id, what, holds } of rows) {
      lines.push(row([`\`${id}\``, what, holds, ...(outcomes.get(id) ?? ['did not run', '', '', '', ''])]));
    }
  }
  return `${lines.join('\n')}\n`;
}

function outcomeOf({ failure, note, peakBytes, milliseconds }: AttackResult, day: string): Outcome {
  const memory = peakBytes === undefined ? '' : `${mebibytes(peakBytes)} MiB`;
  const notes = failure === undefined ? (note ?? '') : (failure.split('\n')[0] ?? '');
  return [failure === undefined ? 'yes' : '**no**', memory, `${(milliseconds / 1000).toFixed(1)} s`, day, notes];
}

function outcomesIn(page: string): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const line of page.split('\n')) {
    const [, id = '', , , held = '', memory = '', time = '', day = '', notes = ''] = line.split(/(?<!\\) ?\| ?/);
    if (/^`.+`$/.test(id) && day !== '') outcomes.set(id.slice(1, -1), [held, memory, time, day, notes.replaceAll('\\|', '|')]);
  }
  return outcomes;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
