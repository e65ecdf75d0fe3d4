/** `backup-lab extract`: copies files of a backup, decrypted, into a folder. */
import { Option, type Command } from 'commander';
import type { ConflictPolicy, ExtractFailure, ExtractReport, Selection } from '../../backup/index.ts';
import { englishLocale, wordsFor } from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { openEventStream, type CliEvent } from '../event-stream.ts';
import { EXIT } from '../exit-codes.ts';
import { openJobProgress, withEventOptions, type EventOptions } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions, EventOptions {
  readonly glob: readonly string[];
  readonly domain?: string;
  readonly onConflict: ConflictPolicy;
  readonly keepDamaged?: true;
  readonly json?: true;
}

const MOST_FAILURES_SAID = 20;

export function registerExtract({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('extract')
    .summary('Copy files out of a backup')
    .description(
      'Copy files of a backup, decrypted, to TARGET/DOMAIN/RELATIVEPATH. If the command is interrupted, run it again to continue.',
    )
    .argument(...BACKUP_ARGUMENT)
    .argument('<TARGET>', 'A folder outside the backup (created if it does not exist)');
  withSelection(command).option('--keep-damaged', 'Also write damaged files, as NAME.damaged');
  withJsonOption(withEventOptions(withPasswordOptions(command)), 'Print the result as one JSON document');
  withExamples(command, [
    ['Copy everything', 'backup-lab extract backups/UDID extracted'],
    ['Copy all photos', "backup-lab extract backups/UDID photos --domain CameraRollDomain --glob '**/*.JPG'"],
  ]);
  withExitCodes(command, {
    good: true,
    thisComputer: true,
    damaged: 'Files were damaged or could not be copied, or the backup is unreadable',
    cancelled: 'Canceled (the same command continues)',
    password: true,
  });
  command.action((folder: string, target: string, options: Options) => run(() => extract(folder, target, options, terminal), options));
}

function withSelection(command: Command): Command {
  return command
    .option(
      '--glob <GLOB>',
      'Copy only what matches, as in "backup-lab ls" (repeatable)',
      (value, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--domain <DOMAIN>', 'Copy only this domain')
    .addOption(
      new Option('--on-conflict <POLICY>', 'What to do if a different file already exists')
        .choices(['rename', 'overwrite', 'skip', 'fail'])
        .default('fail'),
    );
}

async function extract(folder: string, target: string, options: Options, terminal: Terminal): Promise<number> {
  const { extractBackup } = await import('../../backup/index.ts');
  await using opened = await openForReading(folder, 'content', options, terminal);
  const { path } = opened.backup.summary;
  using events = openEventStream(options.events, terminal);
  let report: ExtractReport;
  {
    using progress = openJobProgress(options, terminal, events);
    report = await extractBackup(path, {
      keys: opened.keys,
      target,
      select: selectionOf(options),
      onConflict: options.onConflict,
      damaged: options.keepDamaged === true ? 'keep' : 'skip',
      signal: terminal.signal,
      onProgress: progress.onProgress,
      onEvent: (event) => {
        if (event.kind === 'file-error') events.write(fileError(event));
      },
    });
  }
  sayResult(report, terminal);
  if (options.json) await printDocument(terminal, 'extract', { backup: { path }, ...report });
  return report.failed + report.damaged > 0 ? EXIT.damaged : EXIT.good;
}

function selectionOf({ glob: globs, domain }: Options): Selection {
  return { ...(globs.length > 0 && { globs }), ...(domain !== undefined && { domain }) };
}

function fileError(failure: ExtractFailure): CliEvent {
  return { kind: 'file-error', code: failure.code, item: nameOf(failure), message: reasonOf(failure) };
}

function sayResult(report: ExtractReport, terminal: Terminal): void {
  for (const failure of report.failures.slice(0, MOST_FAILURES_SAID)) {
    say(terminal, `${printable(nameOf(failure))}: ${reasonOf(failure)} (${failure.code})`);
  }
  sayUnsaid(report.failed, report.failures, terminal);
  for (const { path, reason, ...entry } of report.damagedFiles.slice(0, MOST_FAILURES_SAID)) {
    const words = reasonOf({ code: 'content-damaged', reason });
    say(terminal, `${printable(nameOf(entry))}: ${words} (content-damaged), written as ${printable(path)}`);
  }
  sayUnsaid(report.damaged, report.damagedFiles, terminal);
  const { count, bytes } = englishLocale.format;
  const facts: readonly (readonly [number, string])[] = [
    [report.directories, report.directories === 1 ? 'folder' : 'folders'],
    [report.symlinks, report.symlinks === 1 ? 'link' : 'links'],
    [report.kept, 'already extracted by an earlier run'],
    [report.skipped, 'skipped'],
    [report.renamed, 'under another name'],
    [report.symlinksLeftOut, report.symlinksLeftOut === 1 ? 'link left out' : 'links left out'],
    [report.damaged, 'damaged and written as NAME.damaged'],
    [report.failed, 'failed'],
    [report.damagedLeftOut, 'of those damaged (to write them anyway, add --keep-damaged)'],
  ];
  const told = facts.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
  say(terminal, [`Extracted ${counted(report.files, 'file')} (${bytes(report.bytes)})`, ...told].join(', '));
  say(terminal, `Folder: ${printable(report.target)} (${report.ledger} lists what differs from the backup)`);
}

function sayUnsaid(count: number, listed: readonly unknown[], terminal: Terminal): void {
  const unsaid = count - Math.min(listed.length, MOST_FAILURES_SAID);
  if (unsaid > 0) say(terminal, `… and ${unsaid} more. The list in the target folder has them all.`);
}

function nameOf({ domain, relativePath }: Pick<ExtractFailure, 'domain' | 'relativePath'>): string {
  return `${domain}/${relativePath}`;
}

function reasonOf({ code, reason }: Pick<ExtractFailure, 'code' | 'reason'>): string {
  const { message } = wordsFor('terminal', code, {});
  return reason === undefined ? message : `${message} ${reason}`;
}
