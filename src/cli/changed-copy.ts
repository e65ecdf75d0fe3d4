/** What `thin` and `edit` have in common: unlock, copy, tell the result, and end as the verdict on the copy says. */
import type { Command } from 'commander';
import type { ChangedCopy, ChangedCopyOptions } from '../backup/index.ts';
import { VERDICT_WORDS } from '../view/index.ts';
import { BACKUP_ARGUMENT } from './command-help.ts';
import { counted } from './counted.ts';
import { EXIT, EXIT_OF_VERDICT } from './exit-codes.ts';
import { openJobProgress } from './job-reports.ts';
import type { PasswordOptions } from './password.ts';
import { printable } from './printable.ts';
import { printDocument, say, type Terminal } from './terminal.ts';
import { unlockIfPossible, unlockReadable } from './unlock-for-reading.ts';

export interface CopyOptions extends PasswordOptions {
  readonly json?: true;
}

interface CopyWork {
  readonly name: 'thin' | 'edit';
  readonly folder: string;
  readonly options: CopyOptions;
  readonly terminal: Terminal;
  readonly make: (around: Omit<ChangedCopyOptions, 'target'>) => Promise<ChangedCopy>;
  readonly tell: (copy: ChangedCopy) => void;
}

export function withCopyArguments(command: Command): Command {
  return command.argument(...BACKUP_ARGUMENT);
}

export async function copyOf({ name, folder, options, terminal, make, tell }: CopyWork): Promise<number> {
  await using keys = await unlockIfPossible({ folder, options, terminal, unlock: unlockReadable(terminal) });
  let copy: ChangedCopy;
  {
    using progress = openJobProgress(options, terminal);
    copy = await make({ keys, signal: terminal.signal, onProgress: progress.onProgress });
  }
  const { path, files, verdict, unusableRows } = copy;
  say(terminal, `${counted(files, 'file')} in ${printable(path)} — ${verdict}: ${VERDICT_WORDS[verdict].message}`);
  if (unusableRows > 0) say(terminal, `${counted(unusableRows, 'row')} of the list of files cannot be used. The copy does not have them.`);
  tell(copy);
  if (options.json) await printDocument(terminal, name, { ...copy, backup: { path } });
  // Partial is what was asked for.
  return name === 'thin' && verdict === 'partial' ? EXIT.good : EXIT_OF_VERDICT[verdict];
}
