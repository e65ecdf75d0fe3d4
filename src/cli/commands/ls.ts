/** `backup-lab ls`: what a backup holds, a row an item. */
import type { Backup, BackupFile } from '../../backup/index.ts';
import { formatMode } from '../../view/index.ts';
import { EXIT } from '../exit-codes.ts';
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
  withPasswordOptions(program.command('ls'))
    .description('list what a backup holds')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .argument('[glob]', 'which items, matched against DOMAIN/RELATIVEPATH')
    .option('-l, --long', 'with mode, size and date')
    .option('--json', 'one JSON document')
    .option('--ndjson', 'one JSON object a line')
    .action((folder: string, glob: string | undefined, options: Options) =>
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

/** One document of any number of rows, written as they come: all of a large backup would take gigabytes. */
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

/** What is in no list must not go unnoticed. */
async function sayUnusable(backup: Backup, terminal: Terminal): Promise<number> {
  const rows = await backup.unusableRows(terminal.signal);
  if (rows > 0) say(terminal, `${rows === 1 ? '1 row' : `${rows} rows`} of the catalogue cannot be used. backup-lab verify names them.`);
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

/** As `ls -l` prints it: type and permissions, size, date, name. */
function longLine(file: BackupFile): string {
  const type = file.kind === 'directory' ? 'd' : file.kind === 'symlink' ? 'l' : '-';
  const target = file.target === undefined ? '' : ` -> ${printable(file.target)}`;
  return `${type}${formatMode(file.mode)} ${String(file.size).padStart(12)} ${file.modified} ${shortLine(file).trimEnd()}${target}\n`;
}
