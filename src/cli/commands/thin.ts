/** `backup-lab thin`: a smaller backup with only the chosen apps, domains or files. */
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import type { CommandContext } from '../command-context.ts';
import { copyOf, withCopyArguments, type CopyOptions } from '../changed-copy.ts';
import { counted } from '../counted.ts';
import { UsageError } from '../failure.ts';
import { withProgressOption } from '../job-reports.ts';
import { withPasswordOptions } from '../password.ts';
import { say, type Terminal } from '../terminal.ts';

interface Options extends CopyOptions {
  readonly app: readonly string[];
  readonly domain: readonly string[];
  readonly glob: readonly string[];
}

const collect = (value: string, all: readonly string[]): string[] => [...all, value];

export function registerThin({ program, terminal, run }: CommandContext): void {
  const command = withCopyArguments(
    program
      .command('thin')
      .summary('Make a smaller backup with chosen apps or files')
      .description(
        'Copy only what was chosen to TARGET/UDID: a backup that is partial on purpose. It records what was left out, and "backup-lab verify" calls it partial.',
      ),
  )
    .argument('<TARGET>', 'An empty folder outside the backup (created if it does not exist)')
    .option('--app <ID>', 'Keep the files of this app and its extensions (can be repeated)', collect, [])
    .option('--domain <NAME>', 'Keep this domain (can be repeated)', collect, [])
    .option('--glob <PATTERN>', 'Keep the files that fit this pattern for DOMAIN/RELATIVEPATH (can be repeated)', collect, []);
  withJsonOption(withProgressOption(withPasswordOptions(command)));
  withExamples(command, [
    [
      'Keep one app and the groups that it shares',
      "backup-lab thin backups/UDID smaller --app com.example.app --glob 'AppDomainGroup-group.com.example.*/**'",
    ],
  ]);
  withExitCodes(command, {
    good: 'The smaller backup was made, and what it contains is good',
    usage: 'Nothing fits, or the command line is wrong',
    damaged: 'The smaller backup is damaged, because the backup is',
    unconfirmed: 'The smaller backup could not be confirmed, for example without the password',
    password: true,
  });
  command.action((folder: string, target: string, options: Options) => run(() => thin(folder, target, options, terminal), options));
}

async function thin(folder: string, target: string, options: Options, terminal: Terminal): Promise<number> {
  const { app, domain, glob } = options;
  if (app.length + domain.length + glob.length === 0) throw new UsageError('Say what to keep: --app, --domain or --glob.');
  const { thinBackup } = await import('../../backup/index.ts');
  return copyOf({
    name: 'thin',
    folder,
    options,
    terminal,
    make: (around) => thinBackup(folder, { apps: app, domains: domain, globs: glob }, { ...around, target }),
    tell: ({ leftOut }) => {
      const files = leftOut.reduce((sum, each) => sum + each.files, 0);
      say(terminal, `${counted(files, 'file')} in ${counted(leftOut.length, 'domain')} left out.`);
      say(
        terminal,
        'Warning: an iPhone with iOS 27 or later can delete everything in domains that a restored backup does not contain. Restore a partial backup only to a device whose data you can lose.',
      );
    },
  });
}
