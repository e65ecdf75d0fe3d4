/** `backup-lab salvage`: recovers what it can from a backup whose Manifest.db or property lists are lost or damaged. */
import type { SalvageReport } from '../../backup/index.ts';
import { LOSS_WORDS, VERDICT_WORDS, englishLocale } from '../../view/index.ts';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { openJobProgress, withProgressOption } from '../job-reports.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';
import { unlockIfPossible } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions {
  readonly json?: true;
}

export function registerSalvage({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('salvage')
    .summary('Recover what is left of a damaged backup')
    .description('Write to TARGET a repaired backup with everything that can be recovered, and a list of what is lost and why.')
    .argument('<BACKUP>', 'The damaged backup (it is not changed)')
    .argument('<TARGET>', 'An empty folder outside the backup (created if it does not exist)');
  withJsonOption(withProgressOption(withPasswordOptions(command)), 'Print the result as one JSON document');
  withExamples(command, [['Recover what can be recovered into the folder repaired', 'backup-lab salvage backups/UDID repaired']]);
  withExitCodes(command, {
    good: 'Everything was recovered',
    damaged: 'The repaired backup is damaged, or no backup could be made',
    unconfirmed: 'A backup was made, but something is lost or could not be checked',
    password: true,
  });
  command.action((folder: string, target: string, options: Options) => run(() => salvage(folder, target, options, terminal), options));
}

async function salvage(folder: string, target: string, options: Options, terminal: Terminal): Promise<number> {
  const { salvageBackup, unlockForSalvage } = await import('../../backup/index.ts');
  await using keys = await unlockIfPossible({ folder, options, terminal, unlock: unlockForSalvage }, { asksIfUnknown: true });
  let report: SalvageReport;
  {
    using progress = openJobProgress(options, terminal);
    report = await salvageBackup(folder, {
      keys,
      target,
      signal: terminal.signal,
      onProgress: progress.onProgress,
    });
  }
  sayResult(report, terminal);
  if (options.json) await printDocument(terminal, 'salvage', report);
  return statusOf(report);
}

/** That of the repaired backup. A good one is still not complete if something is lost. */
function statusOf({ verdict, losses }: SalvageReport): number {
  if (verdict === null) return EXIT.damaged;
  const status = EXIT_OF_VERDICT[verdict];
  return status === EXIT.good && losses.length > 0 ? EXIT.unconfirmed : status;
}

function sayResult(report: SalvageReport, terminal: Terminal): void {
  const { count } = englishLocale.format;
  const { counts, losses, verdict } = report;
  for (const { code, files } of losses) {
    say(terminal, `${LOSS_WORDS[code]}${files === 0 ? '' : `: ${counted(files, 'file')}`} (${code})`);
  }
  const told: readonly (readonly [number, string])[] = [
    [counts.proven, 'proven'],
    [counts.consistent, 'consistent'],
    [counts.assumed, 'assumed'],
    [counts.damaged, 'damaged'],
    [counts.unnamed, 'without a name'],
    [counts.lost, 'lost'],
  ];
  const words = told.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
  say(terminal, `Files: ${words.length === 0 ? 'none' : words.join(', ')}. List of all files: ${printable(report.fileList)}`);
  if (report.repaired === null || verdict === null) {
    say(terminal, `No backup could be made. What was recovered is in ${printable(report.target)}`);
  } else say(terminal, `Repaired backup: ${printable(report.repaired)} — ${verdict}: ${VERDICT_WORDS[verdict].message}`);
}
