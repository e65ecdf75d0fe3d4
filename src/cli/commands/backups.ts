/** `backup-lab backups`: lists the backups in folders, with date and last check. It reads headers and property lists only. */
import { homedir } from 'node:os';
import type { FoundBackup, RememberedVerdict } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { backupItem, englishLocale, isErrorCode, wordsFor, type BackupState } from '../../view/index.ts';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
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
      const { findBackups, recallVerdict, standardBackupFolders } = await import('../../backup/index.ts');
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
      const rows = await Promise.all(
        found.map(async (backup) => ({
          backup,
          check: await recallVerdict(backup.summary.path, { deep: true, signal: terminal.signal }),
        })),
      );
      if (options.json) await printDocument(terminal, 'backups', { backups: rows.map(documentRow) });
      else for (const row of rows) await print(terminal, `${printable(lineOf(row))}\n`);
      if (rows.length === 0 && !options.json) say(terminal, 'No backups found.');
      return status;
    }, options),
  );
}

interface Row {
  readonly backup: FoundBackup;
  readonly check: RememberedVerdict | undefined;
}

function documentRow({ backup: { summary, problem }, check }: Row): object {
  const { path, udid, deviceName, productType, productVersion, date, encrypted, isFinished, throughJournal } = summary;
  return {
    ...{ path, udid: udid ?? null, deviceName: deviceName ?? null, productType: productType ?? null },
    ...{ productVersion: productVersion ?? null, date: date?.toISOString() ?? null, encrypted: encrypted ?? null },
    ...{ finished: isFinished, throughJournal, problem: problem?.code ?? null },
    check: check === undefined ? null : checkDocument(check),
  };
}

function checkDocument({ verdict, level, sample, at, unreadFiles }: RememberedVerdict): object {
  return { verdict, level, ...(sample === undefined ? {} : { sample }), at: at.toISOString(), unreadFiles };
}

/** In the words of the Backups view. */
function lineOf({ backup: { summary, problem }, check }: Row): string {
  const { path, udid, deviceName, productType, productVersion, date, encrypted, isFinished, throughJournal } = summary;
  const state: BackupState = {
    ...{ path, finished: isFinished, throughJournal },
    ...(productType === undefined ? {} : { productType }),
    ...(productVersion === undefined ? {} : { productVersion }),
    ...(date === undefined ? {} : { date }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(check === undefined ? {} : { check }),
    ...(problem !== undefined && isCodedError(problem) && isErrorCode(problem.code)
      ? { errorMessage: wordsFor('terminal', problem.code).message }
      : {}),
  };
  const { label, description } = backupItem(state, englishLocale);
  return [deviceName ?? udid ?? 'unknown device', label, description, path].join(' · ');
}
