/** `backup-lab ls`: lists the contents of a backup, one item per line. */
import type { Backup, BackupFile } from '../../backup/index.ts';
import { formatMode } from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption, withNdjsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable, printableLines } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions {
  readonly long?: true;
  readonly json?: true;
  readonly ndjson?: true;
}

const ROWS_AT_ONCE = 1000;

export function registerLs({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('ls')
    .summary('List the contents of a backup')
    .description('List the files, folders and links in a backup as DOMAIN/RELATIVEPATH.')
    .argument(...BACKUP_ARGUMENT)
    .argument('[GLOB]', 'Which items to list: a pattern for DOMAIN/RELATIVEPATH, where ** also matches slashes (default: all)')
    .option('-l, --long', 'Show type, permissions, size and date as well');
  withProgressOption(withNdjsonOption(withJsonOption(withPasswordOptions(command))));
  withExamples(command, [
    ['List everything, with sizes and dates', 'backup-lab ls -l backups/UDID'],
    ['List what is in a folder of the device', "backup-lab ls backups/UDID 'HomeDomain/Library/**'"],
    ['Find all photos', "backup-lab ls backups/UDID 'CameraRollDomain/**/*.JPG'"],
  ]);
  withExitCodes(command, { good: true, damaged: true, password: true });
  command.action((folder: string, glob: string | undefined, options: Options) =>
    run(async () => {
      await using opened = await openForReading(folder, 'names', options, terminal);
      const { backup } = opened;
      if (options.json) {
        await printAll(backup, glob, terminal);
        return EXIT.good;
      }
      const line = options.ndjson ? rowDocument : options.long ? longLine : shortLine;
      for await (const rows of pages(backup, glob, terminal)) {
        if (!(await print(terminal, rows.map(line).join('')))) return EXIT.good;
      }
      await sayUnusable(backup, terminal);
      return EXIT.good;
    }, options),
  );
}

/** Rows are written as they come: a document of a large backup would take gigabytes of memory. */
async function printAll(backup: Backup, glob: string | undefined, terminal: Terminal): Promise<void> {
  const unusableRows = await sayUnusable(backup, terminal);
  const facts = { schema: 'backup-lab/ls@1', backup: backup.summary.path, ...(unusableRows > 0 && { unusableRows }) };
  const head = JSON.stringify(facts, undefined, 2).replace(/\n}$/, '');
  let isFirst = true;
  if (!(await print(terminal, printableLines(`${head},\n  "files": [`)))) return;
  for await (const rows of pages(backup, glob, terminal)) {
    const text = rows.map((row) => JSON.stringify(row, undefined, 2).replaceAll('\n', '\n    ')).join(',\n    ');
    if (!(await print(terminal, printableLines(`${isFirst ? '' : ','}\n    ${text}`)))) return;
    isFirst = false;
  }
  await print(terminal, `${isFirst ? '' : '\n  '}]\n}\n`);
}

/** Rows that cannot be listed must not go unnoticed. */
async function sayUnusable(backup: Backup, terminal: Terminal): Promise<number> {
  const rows = await backup.unusableRows(terminal.signal);
  if (rows > 0) say(terminal, `${counted(rows, 'row')} of the list of files cannot be read. To see which, run "backup-lab verify".`);
  return rows;
}

async function* pages(backup: Backup, glob: string | undefined, terminal: Terminal): AsyncIterable<readonly BackupFile[]> {
  let after: Awaited<ReturnType<Backup['list']>>['next'];
  do {
    const page = await backup.list({
      limit: ROWS_AT_ONCE,
      signal: terminal.signal,
      ...(glob === undefined ? {} : { glob }),
      ...(after === undefined ? {} : { after }),
    });
    if (page.rows.length > 0) yield page.rows;
    after = page.next;
  } while (after !== undefined);
}

function rowDocument(file: BackupFile): string {
  return `${printableLines(JSON.stringify({ schema: 'backup-lab/ls-row@1', ...file }))}\n`;
}

function shortLine(file: BackupFile): string {
  return `${printable(`${file.domain}/${file.relativePath}`)}\n`;
}

/** Like `ls -l`: type and permissions, size, date, name. */
function longLine(file: BackupFile): string {
  const type = file.kind === 'directory' ? 'd' : file.kind === 'symlink' ? 'l' : '-';
  const target = file.target === undefined ? '' : ` -> ${printable(file.target)}`;
  return `${type}${formatMode(file.mode)} ${String(file.size).padStart(12)} ${file.modified} ${shortLine(file).trimEnd()}${target}\n`;
}
