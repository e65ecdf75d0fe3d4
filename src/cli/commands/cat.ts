/** `backup-lab cat`: the bytes of one file of a backup. */
import { isCodedError } from '../../base/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printableLines } from '../printable.ts';
import type { CommandContext } from '../command-context.ts';
import { print, say, type Terminal } from '../terminal.ts';

export function registerCat({ program, terminal, run }: CommandContext): void {
  withPasswordOptions(program.command('cat'))
    .description('write the bytes of one file of a backup to stdout; on a terminal with control characters escaped')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .argument('<file>', 'DOMAIN/RELATIVEPATH, as ls prints it')
    .action((folder: string, name: string, options: PasswordOptions) =>
      run(async () => {
        const slash = name.indexOf('/');
        if (slash <= 0) {
          throw new UsageError(`A file is named DOMAIN/RELATIVEPATH, for example HomeDomain/Library/SMS/sms.db, not "${name}".`);
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

/** Of a large file, what is wrong may show only at its end: then it is said that what was written before is not the file. */
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
      say(terminal, 'backup-lab extract --keep-damaged writes it as it is.');
    }
    if (bytes > 0) {
      say(terminal, `The ${bytes} bytes written so far are not the whole file, or not as the device sent it. Do not use them.`);
    }
    throw error;
  }
}

/** A file of a phone must not steer a terminal. */
function forEyes(): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder();
  return (chunk) => printableLines(decoder.decode(chunk, { stream: true }));
}
