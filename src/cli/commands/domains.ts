/** `backup-lab domains`: how much room each app, or each domain, of a backup takes. */
import type { AppSize, BackupSizes, DomainSize } from '../../backup/index.ts';
import { englishLocale } from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions {
  readonly apps?: true;
  readonly stored?: true;
  readonly json?: true;
}

export function registerDomains({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('domains')
    .summary('Show which domains and apps take how much room')
    .description('List the domains of a backup with the number of their files and their size, the largest first.')
    .argument(...BACKUP_ARGUMENT)
    .option('--apps', 'List apps instead: each with its extensions, by name where the backup has one')
    .option('--stored', 'Also add up what is stored in the folder, and count files with nothing stored');
  withProgressOption(withJsonOption(withPasswordOptions(command)));
  withExamples(command, [
    ['Find out where the room went', 'backup-lab domains backups/UDID'],
    ['Show the largest apps', 'backup-lab domains --apps backups/UDID'],
  ]);
  withExitCodes(command, { good: true, damaged: true, password: true });
  command.action((folder: string, options: Options) => run(() => domains(folder, options, terminal), options));
}

async function domains(folder: string, options: Options, terminal: Terminal): Promise<number> {
  await using opened = await openForReading(folder, 'names', options, terminal);
  const { backup } = opened;
  const sizes = await backup.sizes({ stored: options.stored === true, signal: terminal.signal });
  if (options.json) await printDocument(terminal, 'domains', { backup: { path: backup.summary.path }, ...sizes });
  else await print(terminal, tableOf(options.apps === true ? sizes.apps.map(appRow) : sizes.domains.map(domainRow)));
  sayTotals(sizes, terminal);
  return EXIT.good;
}

interface Row extends Pick<DomainSize, 'files' | 'bytes' | 'storedBytes'> {
  readonly name: string;
}

function domainRow({ domain, ...size }: DomainSize): Row {
  return { ...size, name: domain };
}

function appRow({ id, name, ...size }: AppSize): Row {
  return { ...size, name: name === undefined ? id : `${name} (${id})` };
}

/** Bytes are whole numbers: other programs read them, too. */
function tableOf(rows: readonly Row[]): string {
  const isStored = rows.some(({ storedBytes }) => storedBytes !== undefined);
  const head = ['BYTES', ...(isStored ? ['STORED'] : []), 'FILES'];
  const cells = rows.map(({ bytes, storedBytes, files }) => [bytes, ...(isStored ? [storedBytes ?? 0] : []), files].map(String));
  const widths = head.map((title, column) => cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length));
  const line = (row: readonly string[], name: string) =>
    `${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}  ${printable(name)}\n`;
  return [line(head, 'NAME'), ...rows.map(({ name }, index) => line(cells[index] ?? [], name))].join('');
}

function sayTotals({ domains: all }: BackupSizes, terminal: Terminal): void {
  const sum = (field: 'files' | 'bytes' | 'unknown' | 'missing') => all.reduce((total, each) => total + (each[field] ?? 0), 0);
  const size = englishLocale.format.bytes(sum('bytes'));
  say(terminal, `${counted(sum('files'), 'file')} in ${counted(all.length, 'domain')}, ${size} as the list of files records them.`);
  const unknown = sum('unknown');
  if (unknown > 0) {
    say(terminal, `The size of ${counted(unknown, 'file')} is unknown, because the record cannot be read. See "backup-lab verify".`);
  }
  const missing = sum('missing');
  if (missing > 0) say(terminal, `${counted(missing, 'file')} with nothing stored. See "backup-lab verify".`);
}
