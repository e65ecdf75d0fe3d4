/** `backup-lab cat`: the bytes of one file of a backup. */
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openForReading } from '../open-for-reading.ts';
import type { Registrar } from '../registrar.ts';
import { print } from '../terminal.ts';

export function registerCat({ program, terminal, run }: Registrar): void {
  program
    .command('cat')
    .description('write the bytes of one file of a backup to stdout')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .argument('<file>', 'DOMAIN/RELATIVEPATH, as ls prints it')
    .action((folder: string, name: string) =>
      run(async () => {
        const slash = name.indexOf('/');
        if (slash <= 0) {
          throw new UsageError(`A file is named DOMAIN/RELATIVEPATH, for example HomeDomain/Library/SMS/sms.db, not "${name}".`);
        }
        const { BackupError } = await import('../../backup/index.ts');
        await using backup = await openForReading(folder, terminal);
        const file = await backup.get(name.slice(0, slash), name.slice(slash + 1));
        if (file?.kind !== 'file') {
          throw new BackupError('no-such-file', `no file ${name}`, { data: { path: name, kind: file?.kind } });
        }
        for await (const chunk of backup.open(file)) await print(terminal, chunk);
        return EXIT.good;
      }),
    );
}
