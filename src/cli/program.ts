/** The commands of `backup-lab`, put together; each is one file and loads its room only when it runs. */
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { failureStatus } from './failure.ts';
import { registerBackup } from './commands/backup.ts';
import { registerBackups } from './commands/backups.ts';
import { registerCat } from './commands/cat.ts';
import { registerCloud } from './commands/cloud.ts';
import { registerDevices } from './commands/devices.ts';
import { registerEncryption } from './commands/encryption.ts';
import { registerExtract } from './commands/extract.ts';
import { registerInfo } from './commands/info.ts';
import { registerKeychain } from './commands/keychain.ts';
import { registerLs } from './commands/ls.ts';
import { registerPair } from './commands/pair.ts';
import { registerRestore } from './commands/restore.ts';
import { registerSalvage } from './commands/salvage.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerUnlock } from './commands/unlock.ts';
import { registerUnpair } from './commands/unpair.ts';
import { registerVerify } from './commands/verify.ts';
import type { CommandContext } from './command-context.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export { endNow } from './end-now.ts';

/** What registers each command, in the order of the help. */
export const COMMANDS: readonly ((context: CommandContext) => void)[] = [
  registerSimulate,
  registerDevices,
  registerInfo,
  registerPair,
  registerUnpair,
  registerBackup,
  registerBackups,
  registerCloud,
  registerEncryption,
  registerRestore,
  registerVerify,
  registerLs,
  registerCat,
  registerExtract,
  registerKeychain,
  registerUnlock,
  registerSalvage,
];

/** To commands of commands as well. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) inheritSettings(command.copyInheritedSettings(parent));
}

/** What was one argument too many, or the value of an option that does not exist, is not repeated: it may be a password. */
function withoutValues(text: string): string {
  return text
    .replace(/(but got \d+): [^]*\.\n$/, '$1.\n')
    .replace(/(unknown option '--[a-z0-9-]*)[^]*'/i, "$1'")
    .replace(/(unknown option '-[^'-])[^]*'/, "$1'");
}

/** Runs one command line (without node and script) and settles with its exit status; never rejects. */
export async function runProgram(args: readonly string[], terminal: Terminal & Partial<Disposable> = processTerminal()): Promise<number> {
  let status: number = EXIT.good;
  const program = new Command('backup-lab')
    .description('Backs up, verifies and browses iPhones and iPads, real or simulated.')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, write) => {
        write(withoutValues(text));
      },
    });
  const registrar: CommandContext = {
    program,
    terminal,
    run: async (work, options = {}) => {
      try {
        status = await work();
      } catch (error) {
        status = await failureStatus(error, terminal, options.json === true);
      }
    },
  };
  for (const register of COMMANDS) register(registrar);
  inheritSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    status = error.exitCode === 0 ? EXIT.good : EXIT.usage;
  } finally {
    terminal[Symbol.dispose]?.();
  }
  return status;
}
