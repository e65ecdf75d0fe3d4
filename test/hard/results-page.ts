/** RESULTS.md: what every attack did, what had to hold, whether it held, and the command that repeats it. */
import { AREAS } from './attack.ts';
import { mebibytes } from './measured-command.ts';
import type { AttackResult } from './run-attack.ts';

export function resultsPage(results: readonly AttackResult[]): string {
  const held = results.filter(({ failure }) => failure === undefined).length;
  const lines = [
    '# Results of the hard suite',
    '',
    'Written by `npm run test:hard`, which runs every attack at its full length. `npm run test:hard -- ID` repeats one.',
    'Memory is the highest of any command line that the attack ran. Times depend on the machine.',
    '',
    `${String(held)} of ${String(results.length)} held.`,
  ];
  for (const area of AREAS) {
    const rows = results.filter(({ attack }) => attack.area === area);
    if (rows.length === 0) continue;
    lines.push('', `## ${area.charAt(0).toUpperCase()}${area.slice(1)}`, '');
    lines.push('| Attack | What is done | What must hold | Held | Memory | Time | Notes |', '| --- | --- | --- | --- | --- | --- | --- |');
    for (const { attack, failure, note, peakBytes, milliseconds } of rows) {
      const memory = peakBytes === undefined ? '' : `${mebibytes(peakBytes)} MiB`;
      const remark = failure === undefined ? (note ?? '') : (failure.split('\n')[0] ?? '');
      const cells = [
        `\`${attack.id}\``,
        attack.what,
        attack.holds,
        failure === undefined ? 'yes' : '**no**',
        memory,
        `${(milliseconds / 1000).toFixed(1)} s`,
      ];
      lines.push(`| ${[...cells, remark].map(cell).join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
