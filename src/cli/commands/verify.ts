/** `backup-lab verify`: checks that a backup is complete and consistent. */
import { resolve } from 'node:path';
import type { RememberedVerdict, VerifyLevel, VerifyReport } from '../../backup/index.ts';
import { checkWords, englishLocale, unreadWords, worseVerdict } from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes } from '../command-help.ts';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openJobProgress, withProgressOption } from '../job-reports.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { reportContext, withReportOptions, writeReport, type ReportOptions } from '../report-output.ts';
import type { CommandContext } from '../command-context.ts';
import { say, type Terminal } from '../terminal.ts';
import { unlockIfPossible, unlockReadable } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions, ReportOptions {
  readonly quick?: true;
  readonly full?: true;
  readonly sample?: string;
  readonly allowPartial?: true;
}

export function registerVerify({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('verify')
    .summary('Check that a backup is complete and consistent')
    .description('Check that a backup is complete and consistent. The backup is only read.')
    .argument(...BACKUP_ARGUMENT)
    .option('--quick', 'Check structure, names and sizes (the default)')
    .option('--full', 'Also check every digest and database')
    .option('--sample <N>', 'Like --full, but for N files')
    .option('--allow-partial', 'Exit with 0 if everything in the backup is good, although whole domains were left out');
  withReportOptions(withProgressOption(withPasswordOptions(command)));
  withExamples(command, [
    ['Check a backup quickly', 'backup-lab verify backups/UDID'],
    ['Check every file of an encrypted backup', 'backup-lab verify backups/UDID --full --password-env BACKUP_PASSWORD'],
    ['In CI: write the result to a file', 'backup-lab verify backups/UDID --full --format json --output verify.json'],
    ['In CI: show each check as a test', 'backup-lab verify backups/UDID --full --format junit --output verify.xml'],
  ]);
  withExitCodes(command, {
    good: 'The verdict is good or good-with-known-gaps',
    damaged: 'The verdict is damaged or unreadable',
    unconfirmed: 'The verdict is unconfirmed, incomplete or partial',
    password: 'The password is wrong',
  });
  command.action((folder: string, options: Options) =>
    run(
      async () => {
        const level = levelOf(options);
        const { CheckMemory, verifyBackup } = await import('../../backup/index.ts');
        await using keys = await unlockIfPossible({ folder, options, terminal, unlock: unlockReadable(terminal) });
        let report: VerifyReport;
        let remembered: RememberedVerdict | undefined;
        {
          using progress = openJobProgress(options, terminal);
          const memory = await CheckMemory.begin(folder, { signal: terminal.signal });
          report = await verifyBackup(folder, {
            level,
            keys,
            signal: terminal.signal,
            onProgress: progress.onProgress,
          });
          remembered = await memory.keepCheck(report);
        }
        if (report.backup.path !== resolve(folder)) say(terminal, `The backup is in another folder level: ${report.backup.path}`);
        sayWhatElseCounts(terminal, report, remembered);
        const { verifyReportText } = await import('../../report/index.ts');
        const verdict = worseVerdict(report.verdict, remembered?.verdict);
        const context = { ...reportContext(), allowPartial: options.allowPartial === true };
        await writeReport(verifyReportText({ ...report, verdict }, options.format, context), options, terminal);
        return verdict === 'partial' && options.allowPartial === true ? EXIT.good : EXIT_OF_VERDICT[verdict];
      },
      { json: options.format === 'json' },
    ),
  );
}

/** The findings are those of this check. The verdict takes into account everything known about this state of the folder. */
function sayWhatElseCounts(terminal: Terminal, report: VerifyReport, remembered: RememberedVerdict | undefined): void {
  if (remembered === undefined) return;
  const unread = unreadWords(remembered.unreadFiles, englishLocale);
  if (unread !== '') say(terminal, unread);
  if (worseVerdict(report.verdict, remembered.verdict) === report.verdict) return;
  const basis = remembered.level === report.level ? 'because of the run that made it' : checkWords(remembered, englishLocale, new Date());
  say(terminal, `This check alone found the backup ${report.verdict}. The verdict is ${remembered.verdict} (${basis}).`);
}

function levelOf(options: Options): VerifyLevel {
  const chosen = [options.quick, options.full, options.sample].filter((option) => option !== undefined);
  if (chosen.length > 1) throw new UsageError('Use only one of --quick, --full and --sample.');
  if (options.sample !== undefined) {
    if (!/^[1-9]\d{0,8}$/.test(options.sample)) throw new UsageError(`--sample takes a number of files, not "${options.sample}".`);
    return { sample: Number(options.sample) };
  }
  return options.full ? 'full' : 'quick';
}
