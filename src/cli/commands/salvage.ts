/** `backup-lab salvage`: what can be had back of a backup whose catalogue or property lists are lost or damaged. */
import type { LossCode, SalvageReport } from '../../backup/index.ts';
import { englishLocale, VERDICT_WORDS } from '../../view/index.ts';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import { openProgressLine } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';
import { unlockIfPossible } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions {
  readonly json?: true;
}

export function registerSalvage({ program, terminal, run }: CommandContext): void {
  withPasswordOptions(program.command('salvage'))
    .description('write to TARGET a repaired backup of all that can be had back, and a list of what is lost and why')
    .argument('<backup>', 'the damaged backup; it is only read')
    .argument('<target>', 'an empty folder outside of it; made if it is missing')
    .option('--json', 'one JSON document with the result')
    .action((folder: string, target: string, options: Options) => run(() => salvage(folder, target, options, terminal), options));
}

async function salvage(folder: string, target: string, options: Options, terminal: Terminal): Promise<number> {
  const { salvageBackup, unlockForSalvage } = await import('../../backup/index.ts');
  await using keys = await unlockIfPossible({ folder, options, terminal, unlock: unlockForSalvage }, { asksIfUnknown: true });
  let report: SalvageReport;
  {
    using line = openProgressLine(terminal, options.progress === true);
    report = await salvageBackup(folder, {
      keys,
      target,
      signal: terminal.signal,
      onProgress: (progress) => {
        line.show(progress);
      },
    });
  }
  sayResult(report, terminal);
  if (options.json) await printDocument(terminal, 'salvage', report);
  return statusOf(report);
}

/** As that of the repaired backup; where that is good and something is lost all the same, it is not complete. */
function statusOf({ verdict, losses }: SalvageReport): number {
  if (verdict === null) return EXIT.damaged;
  const status = EXIT_OF_VERDICT[verdict];
  return status === EXIT.good && losses.length > 0 ? EXIT.unconfirmed : status;
}

const LOSS_WORDS: Readonly<Record<LossCode, string>> = {
  'keybag-lost': 'The key bag is lost: without it no password can open what is encrypted',
  'catalogue-key-lost': 'The key of the encrypted catalogue is lost with Manifest.plist, and with it all keys of files',
  'keys-unproven': 'The password opens only part of the key bag',
  'key-lost': 'The key is lost with the entry of the catalogue that held it',
  'key-unfit': 'The key does not fit what is stored',
  'content-missing': 'The content is missing',
  'content-damaged': 'The content is damaged',
  'name-lost': 'The name is lost; the content is kept under its fileID',
  'record-lost': 'The name is known; dates, mode and owner are not',
  'record-unreadable': 'The name is known; its record is damaged',
};

function sayResult(report: SalvageReport, terminal: Terminal): void {
  const { count } = englishLocale.format;
  const { counts, losses, verdict } = report;
  for (const { code, files } of losses) {
    say(terminal, `${LOSS_WORDS[code]}${files === 0 ? '' : `: ${count(files)} files`} (${code})`);
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
  say(terminal, `Files: ${words.length === 0 ? 'none' : words.join(', ')}; each stands in ${printable(report.fileList)}`);
  if (report.repaired === null || verdict === null) {
    say(terminal, `No backup could be made of it; what was found is in ${printable(report.target)}`);
  } else say(terminal, `Repaired backup: ${printable(report.repaired)} — ${verdict}: ${VERDICT_WORDS[verdict].message}`);
}
