/** `backup-lab cat`: the bytes of one file of a backup. */
import { isCodedError } from '../../base/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes } from '../command-help.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printableLines } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, say, type Terminal } from '../terminal.ts';

export function registerCat({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('cat')
    .summary('Write one file to stdout')
    .description('Write one file of a backup to stdout, decrypted. If stdout is a terminal, control characters are escaped.')
    .argument(...BACKUP_ARGUMENT)
    .argument('<FILE>', 'DOMAIN/RELATIVEPATH, as listed by "backup-lab ls"');
  withProgressOption(withPasswordOptions(command));
  withExamples(command, [
    ['Save the database of text messages', 'backup-lab cat backups/UDID HomeDomain/Library/SMS/sms.db > sms.db'],
    [
      'Read a file of an encrypted backup in a script',
      'backup-lab cat backups/UDID HomeDomain/Library/SMS/sms.db --password-env BACKUP_PASSWORD > sms.db',
    ],
  ]);
  withExitCodes(command, {
    good: true,
    usage: 'The backup does not contain the file, or the command line is wrong',
    damaged: 'The file does not match its digest, size or padding, or the backup is unreadable',
    password: true,
  });
  command.action((folder: string, name: string, options: PasswordOptions) =>
    run(async () => {
      const slash = name.indexOf('/');
      if (slash <= 0) {
        throw new UsageError(`FILE is DOMAIN/RELATIVEPATH, for example HomeDomain/Library/SMS/sms.db, not "${name}".`);
      }
      const { BackupError } = await import('../../backup/index.ts');
      await using opened = await openForReading(folder, 'content', options, terminal);
      const file = await opened.backup.get(name.slice(0, slash), name.slice(slash + 1), terminal.signal);
      if (file?.kind !== 'file') {
        throw new BackupError('no-such-file', `no file ${name}`, { data: { path: name, kind: file?.kind } });
      }
      await copyOut(opened.backup.open(file, terminal.signal), terminal);
      return EXIT.good;
    }),
  );
}

/** Damage may show only at the end of a large file. Then a message says that what was already written must not be used. */
async function copyOut(content: AsyncIterable<Uint8Array>, terminal: Terminal): Promise<void> {
  const shown = terminal.stdout.isTTY === true ? forEyes() : (chunk: Uint8Array) => chunk;
  let bytes = 0;
  try {
    for await (const chunk of content) {
      if (!(await print(terminal, shown(chunk)))) return;
      bytes += chunk.length;
    }
  } catch (error) {
    if (isCodedError(error, 'content-damaged')) {
      say(terminal, 'To get the damaged file as it is, use "backup-lab extract --keep-damaged".');
    }
    if (bytes > 0) {
      say(terminal, `Do not use the ${counted(bytes, 'byte')} written so far: they are damaged or not the whole file.`);
    }
    throw error;
  }
}

/** A file from a phone must not control the terminal. */
function forEyes(): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder();
  return (chunk) => printableLines(decoder.decode(chunk, { stream: true }));
}
