/** `backup-lab extract`: files of a backup, decrypted, into a folder. */
import { Option, type Command } from 'commander';
import type { ConflictPolicy, ExtractFailure, ExtractReport, Selection } from '../../backup/index.ts';
import { englishLocale, wordsFor } from '../../view/index.ts';
import { openEventStream, progressEvents, type CliEvent } from '../event-stream.ts';
import { EXIT } from '../exit-codes.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import { openProgressLine } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions {
  readonly glob: readonly string[];
  readonly domain?: string;
  readonly onConflict: ConflictPolicy;
  readonly keepDamaged?: true;
  readonly json?: true;
  readonly events?: string;
}

const MOST_FAILURES_SAID = 20;

export function registerExtract({ program, terminal, run }: CommandContext): void {
  withSelection(withPasswordOptions(program.command('extract')))
    .description('copy files of a backup, decrypted, to TARGET/DOMAIN/RELATIVEPATH; the same command again continues')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .argument('<target>', 'a folder outside of the backup; made if it is missing')
    .option('--keep-damaged', 'write damaged files, too, as NAME.damaged')
    .option('--json', 'one JSON document with the result')
    .option('--events <file>', 'what happens, as NDJSON; - for stdout')
    .action((folder: string, target: string, options: Options) => run(() => extract(folder, target, options, terminal), options));
}

function withSelection(command: Command): Command {
  return command
    .option('--glob <glob>', 'only what matches, as in ls (repeatable)', (value, before: readonly string[]) => [...before, value], [])
    .option('--domain <domain>', 'only this domain')
    .addOption(
      new Option('--on-conflict <policy>', 'what to do where something else already stands')
        .choices(['rename', 'overwrite', 'skip', 'fail'])
        .default('fail'),
    );
}

async function extract(folder: string, target: string, options: Options, terminal: Terminal): Promise<number> {
  const { extractBackup } = await import('../../backup/index.ts');
  await using opened = await openForReading(folder, 'content', options, terminal);
  const { path } = opened.backup.summary;
  using events = openEventStream(options.events, terminal);
  const tellProgress = progressEvents(events);
  let report: ExtractReport;
  {
    using line = openProgressLine(terminal, options.progress === true);
    report = await extractBackup(path, {
      keys: opened.keys,
      target,
      select: selectionOf(options),
      onConflict: options.onConflict,
      damaged: options.keepDamaged === true ? 'keep' : 'skip',
      signal: terminal.signal,
      onProgress: (progress) => {
        line.show(progress);
        tellProgress(progress);
      },
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
    [report.directories, 'folders'],
    [report.symlinks, 'links'],
    [report.kept, 'already there from an earlier run'],
    [report.skipped, 'skipped'],
    [report.renamed, 'under another name'],
    [report.symlinksLeftOut, 'links left out'],
    [report.damaged, 'damaged, as NAME.damaged'],
    [report.failed, 'failed'],
    [report.damagedLeftOut, 'of those damaged and not written (--keep-damaged writes them)'],
  ];
  const told = facts.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
  say(terminal, [`Extracted ${count(report.files)} files (${bytes(report.bytes)})`, ...told].join(', '));
  say(terminal, `to ${printable(report.target)}; what differs from the backup stands in ${report.ledger}`);
}

function sayUnsaid(count: number, listed: readonly unknown[], terminal: Terminal): void {
  const unsaid = count - Math.min(listed.length, MOST_FAILURES_SAID);
  if (unsaid > 0) say(terminal, `… and ${unsaid} more; the ledger names all`);
}

function nameOf({ domain, relativePath }: Pick<ExtractFailure, 'domain' | 'relativePath'>): string {
  return `${domain}/${relativePath}`;
}

function reasonOf({ code, reason }: Pick<ExtractFailure, 'code' | 'reason'>): string {
  const { message } = wordsFor(code, {});
  return reason === undefined ? message : `${message} ${reason}`;
}
