/** `backup-lab edit`: changes one file in a copy of a backup, and repairs its record. */
import { statSync } from 'node:fs';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import type { CommandContext } from '../command-context.ts';
import { copyOf, withCopyArguments, type CopyOptions } from '../changed-copy.ts';
import { UsageError } from '../failure.ts';
import { withProgressOption } from '../job-reports.ts';
import { withPasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import { say, type Terminal } from '../terminal.ts';

interface Options extends CopyOptions {
  readonly replace?: string;
  readonly delete?: true;
  readonly to: string;
}

export function registerEdit({ program, terminal, run }: CommandContext): void {
  const command = withCopyArguments(
    program
      .command('edit')
      .summary('Change one file in a copy of a backup')
      .description(
        'Copy a backup to DIR/UDID and replace or delete one file in the copy. Its key, padding, digest, size and dates are repaired, so that the copy verifies and restores. The backup itself is not changed.',
      ),
  )
    .argument('<FILE>', 'DOMAIN/RELATIVEPATH, as listed by "backup-lab ls"')
    .option('--replace <FILE>', 'The file on this computer with the new content')
    .option('--delete', 'Delete the file')
    .requiredOption('--to <DIR>', 'An empty folder outside the backup (created if it does not exist)');
  withJsonOption(withProgressOption(withPasswordOptions(command)));
  withExamples(command, [
    [
      'Give an app other settings',
      'backup-lab edit backups/UDID AppDomain-com.example.app/Library/Preferences/com.example.app.plist --replace new.plist --to edited',
    ],
  ]);
  withExitCodes(command, {
    good: 'The copy was made and is good',
    usage: 'The backup does not contain the file, or the command line is wrong',
    damaged: 'The copy is damaged, because the backup is',
    unconfirmed: 'The copy could not be confirmed, for example without the password',
    password: true,
  });
  command.action((folder: string, name: string, options: Options) => run(() => edit(folder, name, options, terminal), options));
}

async function edit(folder: string, name: string, options: Options, terminal: Terminal): Promise<number> {
  const slash = name.indexOf('/');
  if (slash <= 0) throw new UsageError(`FILE is DOMAIN/RELATIVEPATH, for example HomeDomain/Library/SMS/sms.db, not "${name}".`);
  const { replace: replacement } = options;
  if ((replacement === undefined) === (options.delete !== true)) throw new UsageError('Use one of --replace and --delete.');
  if (replacement !== undefined && statSync(replacement, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`--replace: ${JSON.stringify(replacement)} is not a file.`);
  }
  const change = { domain: name.slice(0, slash), relativePath: name.slice(slash + 1), replacement };
  const { editBackup } = await import('../../backup/index.ts');
  return copyOf({
    name: 'edit',
    folder,
    options,
    terminal,
    make: (around) => editBackup(folder, change, { ...around, target: options.to, verify: 'full' }),
    tell: ({ companions }) => {
      for (const path of companions) {
        say(
          terminal,
          `Warning: ${printable(path)} is still in the copy. If it is the log of the old database, SQLite lays it over the new one.`,
        );
      }
    },
  });
}
