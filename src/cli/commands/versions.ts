/** `backup-lab versions`: lists the previous versions of a backup, and puts one of them back in its place. */
import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { backupDocument, backupLine, rowOf } from '../backup-row.ts';
import { EXIT } from '../exit-codes.ts';
import { openJobProgress } from '../job-reports.ts';
import { printable } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options {
  readonly json?: true;
  readonly rollBack?: string;
}

export function registerVersions({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('versions')
    .summary('List the previous versions of a backup, or roll back to one')
    .description('List the previous versions of a backup that were kept beside it, newest first, or roll back to one of them.')
    .argument(...BACKUP_ARGUMENT)
    .addOption(new Option('--roll-back <ID>', 'Check this version, then put it in place of the backup, which becomes a version itself'));
  withJsonOption(command);
  withExamples(command, [
    ['List the previous versions', 'backup-lab versions backups/UDID'],
    ['Roll back', 'backup-lab versions backups/UDID --roll-back 20260301-120000'],
  ]);
  withExitCodes(command, {
    good: 'The versions were listed, or the version is in place',
    usage: 'There is no such version',
    damaged: 'The version is damaged, and nothing was changed',
    thisComputer: 'The folder cannot be changed, or a run is using it',
  });
  command.action((folder: string, options: Options) =>
    run(
      () => (options.rollBack === undefined ? list(terminal, folder, options) : goBack(terminal, folder, options.rollBack, options)),
      options,
    ),
  );
}

async function list(terminal: Terminal, folder: string, options: Options): Promise<number> {
  const { findBackups, listVersions } = await import('../../backup/index.ts');
  const backup = resolve(folder);
  const found = await findBackups(
    listVersions(backup).map(({ path }) => path),
    { signal: terminal.signal },
  );
  const rows = await Promise.all(found.map((each) => rowOf(each, terminal.signal)));
  const idOf = (path: string) => basename(path).slice(basename(backup).length + 1);
  const named = rows.map((row) => ({ id: idOf(row.backup.summary.path), row }));
  if (options.json) await printDocument(terminal, 'versions', { versions: named.map(({ id, row }) => ({ id, ...backupDocument(row) })) });
  else for (const { id, row } of named) await print(terminal, `${printable(`${id} · ${backupLine(row)}`)}\n`);
  if (rows.length === 0 && !options.json) say(terminal, 'No previous versions found.');
  return EXIT.good;
}

/** ID as it was listed, or the path of the version. */
async function goBack(terminal: Terminal, folder: string, id: string, options: Options): Promise<number> {
  const { listVersions, rollBack } = await import('../../backup/index.ts');
  const path = resolve(folder);
  const known = listVersions(path).find((version) => version.path === resolve(id) || version.path === `${path}-${id}`);
  using progress = openJobProgress({}, terminal);
  const result = await rollBack({
    path,
    version: known?.path ?? `${path}-${id}`,
    remember: true,
    signal: terminal.signal,
    onProgress: progress.onProgress,
  });
  if (options.json) await printDocument(terminal, 'versions', { rolledBack: { ...result, previous: result.previous ?? null } });
  else if (result.previous !== undefined) {
    say(terminal, `The version is in place. The backup that was there is now ${printable(result.previous)}.`);
  } else say(terminal, 'The version is in place.');
  return EXIT.good;
}
