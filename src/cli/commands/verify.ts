/** `backup-lab verify`: judges a backup and says how sure it is. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { RememberedVerdict, VerifyLevel, VerifyReport } from '../../backup/index.ts';
import { checkWords, englishLocale, unreadWords, worseVerdict } from '../../view/index.ts';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openProgressLine } from '../progress-line.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printableLines } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { unlockIfPossible, unlockReadable } from '../unlock-for-reading.ts';

interface Options extends PasswordOptions {
  readonly quick?: true;
  readonly full?: true;
  readonly sample?: string;
  readonly format: 'text' | 'json' | 'ndjson';
  readonly output?: string;
  readonly allowPartial?: true;
}

export function registerVerify({ program, terminal, run }: CommandContext): void {
  withPasswordOptions(program.command('verify'))
    .description('judge a backup: is all there, does it agree with itself, how sure can one be')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .option('--quick', 'structure, names and sizes (the default)')
    .option('--full', 'also every digest and database')
    .option('--sample <n>', 'as --full, for N files')
    .addOption(new Option('--format <format>', 'how to write the result').choices(['text', 'json', 'ndjson']).default('text'))
    .option('--allow-partial', 'end with 0 if all that is there is good, although whole domains were left out')
    .option('--output <file>', 'write the result there instead of stdout')
    .action((folder: string, options: Options) =>
      run(
        async () => {
          const level = levelOf(options);
          const { CheckMemory, verifyBackup } = await import('../../backup/index.ts');
          await using keys = await unlockIfPossible({ folder, options, terminal, unlock: unlockReadable(terminal) });
          let report: VerifyReport;
          let remembered: RememberedVerdict | undefined;
          {
            using line = openProgressLine(terminal, options.progress === true);
            const memory = await CheckMemory.begin(folder, { signal: terminal.signal });
            report = await verifyBackup(folder, {
              level,
              keys,
              signal: terminal.signal,
              onProgress: (progress) => {
                line.show(progress);
              },
            });
            remembered = await memory.keepCheck(report);
          }
          if (report.backup.path !== resolve(folder)) say(terminal, `The backup is one level off: ${report.backup.path}`);
          sayWhatElseCounts(terminal, report, remembered);
          const { verifyReportText } = await import('../../report/index.ts');
          const verdict = worseVerdict(report.verdict, remembered?.verdict);
          const text = verifyReportText({ ...report, verdict }, options.format);
          if (options.output === undefined) await print(terminal, printableLines(text));
          else await writeFile(options.output, text);
          return verdict === 'partial' && options.allowPartial === true ? EXIT.good : EXIT_OF_VERDICT[verdict];
        },
        { json: options.format === 'json' },
      ),
    );
}

/** Findings are those of this check; the verdict is what counts of all that is known of this state of the folder. */
function sayWhatElseCounts(terminal: Terminal, report: VerifyReport, remembered: RememberedVerdict | undefined): void {
  if (remembered === undefined) return;
  const unread = unreadWords(remembered.unreadFiles, englishLocale);
  if (unread !== '') say(terminal, unread);
  if (worseVerdict(report.verdict, remembered.verdict) === report.verdict) return;
  const basis =
    remembered.level === report.level ? 'for what is known of the run that made it' : checkWords(remembered, englishLocale, new Date());
  say(terminal, `This check alone says ${report.verdict}; the verdict is ${remembered.verdict} (${basis}).`);
}

function levelOf(options: Options): VerifyLevel {
  const chosen = [options.quick, options.full, options.sample].filter((option) => option !== undefined);
  if (chosen.length > 1) throw new UsageError('--quick, --full and --sample exclude each other.');
  if (options.sample !== undefined) {
    if (!/^[1-9]\d{0,8}$/.test(options.sample)) throw new UsageError(`--sample takes a number of files, not "${options.sample}".`);
    return { sample: Number(options.sample) };
  }
  return options.full ? 'full' : 'quick';
}
