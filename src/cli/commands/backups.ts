/** `backup-lab backups`: lists the backups in folders, with date and last check. It reads headers and property lists only. */
import { homedir } from 'node:os';
import { wordsFor } from '../../view/index.ts';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { backupDocument, backupLine, rowOf } from '../backup-row.ts';
import { EXIT, exitOf } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { printable } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument, say } from '../terminal.ts';

interface Options {
  readonly json?: true;
}

export function registerBackups({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('backups')
    .summary('List backups on this computer')
    .description('List the backups in folders, with date, encryption and the result of the last check if it still applies.')
    .argument('[DIR...]', 'Folders that contain backups (default: where Finder, iTunes and Apple Devices keep theirs)');
  withJsonOption(command);
  withExamples(command, [
    ['List the backups of Finder, iTunes or Apple Devices', 'backup-lab backups'],
    ['List the backups in two folders', 'backup-lab backups backups archive'],
  ]);
  withExitCodes(command, { good: 'The folders were searched', thisComputer: 'A folder is missing or cannot be read' });
  command.action((directories: readonly string[], options: Options) =>
    run(async () => {
      const { findBackups, standardBackupFolders } = await import('../../backup/index.ts');
      const folders = directories.length > 0 ? directories : standardBackupFolders(terminal.env, process.platform, homedir());
      if (folders.length === 0) {
        throw new UsageError('This system has no standard folder for backups. Name one: "backup-lab backups DIR".');
      }
      let status: number = EXIT.good;
      const found = await findBackups(folders, {
        signal: terminal.signal,
        onProblem: (_, { code, data }) => {
          // Nobody asked for a standard folder, so one that is missing is no problem.
          if (directories.length === 0 && code === 'folder-missing') return;
          const { message, action } = wordsFor('terminal', code, data);
          say(terminal, `${message} ${action} (${code})`);
          status = exitOf(code, data);
        },
      });
      const rows = await Promise.all(found.map((backup) => rowOf(backup, terminal.signal)));
      if (options.json) await printDocument(terminal, 'backups', { backups: rows.map(backupDocument) });
      else for (const row of rows) await print(terminal, `${printable(backupLine(row))}\n`);
      if (rows.length === 0 && !options.json) say(terminal, 'No backups found.');
      return status;
    }, options),
  );
}
