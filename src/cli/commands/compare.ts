/** `backup-lab compare`: what two backups differ in, file by file, value by value and row by row. */
import { Option } from 'commander';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openJobProgress, withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { canAsk } from '../prompt.ts';
import { givenPassword, withPasswordOptions, type PasswordOptions } from '../password.ts';
import { reportContext, withReportOptions, writeReport, type ReportOptions } from '../report-output.ts';
import { say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions, ReportOptions {
  readonly json?: true;
  readonly exitCode?: true;
  readonly full?: true;
  readonly rows: boolean;
  readonly beforePasswordEnv?: string;
}

export function registerCompare({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('compare')
    .summary('Show what two backups differ in')
    .description(
      'Compare the files of two backups: added, removed, changed, or only their metadata. Property lists are compared value by value, databases row by row, each with its log. Each answer says what it rests on.',
    )
    .argument('<A>', 'The backup before: the folder that contains Manifest.plist')
    .argument('<B>', 'The backup after')
    .option('--full', 'Read the content of all files, not only where the lists of files do not tell')
    .option('--no-rows', 'Do not compare the rows of databases')
    .option('--exit-code', 'End with exit code 1 if the backups differ or something could not be compared');
  withReportOptions(withJsonOption(withProgressOption(withPasswordOptions(command))));
  command.options.find(({ long }) => long === '--json')?.conflicts('format');
  command.addOption(
    new Option(
      '--before-password-env <NAME>',
      'Take the backup password of A from this environment variable, if it is another one',
    ).helpGroup('Password options:'),
  );
  withExamples(command, [
    ['See what changed since the previous version', 'backup-lab compare backups/UDID-2026-01-01 backups/UDID'],
    ['Write the differences as Markdown', 'backup-lab compare before/UDID after/UDID --format md > differences.md'],
  ]);
  withExitCodes(command, {
    good: 'The comparison was made',
    assertionFailed: 'The backups differ (only with --exit-code)',
    damaged: true,
    password: true,
  });
  command.action((before: string, after: string, options: Options) => run(() => compare(before, after, options, terminal), options));
}

async function compare(before: string, after: string, options: Options, terminal: Terminal): Promise<number> {
  const { compareBackups, compareChangedDatabases } = await import('../../backup/index.ts');
  const { compareReportText } = await import('../../report/index.ts');
  const need = canAsk(terminal) ? 'content' : 'names';
  const passwords = await passwordsOf(options, terminal);
  await using one = await openForReading(before, need, passwords.before.options, passwords.before.terminal);
  await using other = await openForReading(after, need, passwords.after.options, passwords.after.terminal);
  const [old, now] = [one, other].map(({ backup, keys }) => ({ backup, keys, path: backup.summary.path })) as [OpenedSide, OpenedSide];
  const { signal } = terminal;
  using progress = openJobProgress(options, terminal);
  const { onProgress } = progress;
  const difference = await compareBackups(old, now, { readAll: options.full === true, signal, onProgress });
  const { databases, omitted } = options.rows
    ? await compareChangedDatabases(difference, old, now, { signal, onProgress })
    : { databases: [], omitted: 0 };
  progress[Symbol.dispose]();
  const report = { ...difference, databases, omittedDatabases: omitted };
  await writeReport(compareReportText(report, options.json ? 'json' : options.format, reportContext()), options, terminal);
  const unread = difference.counts['not-compared'];
  if (unread > 0) say(terminal, `${String(unread)} files could not be compared. They count as different.`);
  return options.exitCode && !difference.isEqual ? EXIT.assertionFailed : EXIT.good;
}

interface OpenedSide {
  readonly path: string;
  readonly backup: Awaited<ReturnType<typeof openForReading>>['backup'];
  readonly keys: Awaited<ReturnType<typeof openForReading>>['keys'];
}

const FROM_DESCRIPTOR = 'BACKUP_LAB_PASSWORD_OF_DESCRIPTOR';

/** A descriptor can be read once, and both backups may need what it holds. */
async function passwordsOf(options: Options, terminal: Terminal) {
  const { beforePasswordEnv, ...rest } = options;
  if (rest.passwordFd !== undefined && rest.passwordEnv !== undefined) {
    throw new UsageError('Use only one of --password-env and --password-fd.');
  }
  const { passwordFd, ...others } = rest;
  const given = passwordFd === undefined ? undefined : await givenPassword({ passwordFd }, terminal);
  const both =
    given === undefined
      ? { options: others, terminal }
      : {
          options: { ...others, passwordEnv: FROM_DESCRIPTOR },
          terminal: { ...terminal, env: { ...terminal.env, [FROM_DESCRIPTOR]: given } },
        };
  const before = beforePasswordEnv === undefined ? both : { options: { ...others, passwordEnv: beforePasswordEnv }, terminal };
  return { before, after: both };
}
