/** The commands of `backup-lab`, put together; each is one file and loads its room only when it runs. */
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { failureStatus } from './failure.ts';
import { commandLineOf, withHelpRequests } from './help-requests.ts';
import { registerBackup } from './commands/backup.ts';
import { registerBackups } from './commands/backups.ts';
import { registerCat } from './commands/cat.ts';
import { registerCloud } from './commands/cloud.ts';
import { registerCompare } from './commands/compare.ts';
import { registerContract } from './commands/contract.ts';
import { registerDevices } from './commands/devices.ts';
import { registerEncryption } from './commands/encryption.ts';
import { registerEdit } from './commands/edit.ts';
import { registerExtract } from './commands/extract.ts';
import { registerDomains } from './commands/domains.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExplain } from './commands/explain.ts';
import { registerInfo } from './commands/info.ts';
import { registerKeychain } from './commands/keychain.ts';
import { registerLs } from './commands/ls.ts';
import { registerPair } from './commands/pair.ts';
import { registerPreview } from './commands/preview.ts';
import { registerRestore } from './commands/restore.ts';
import { registerSalvage } from './commands/salvage.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerSurvive } from './commands/survive.ts';
import { registerThin } from './commands/thin.ts';
import { registerUnlock } from './commands/unlock.ts';
import { registerUnpair } from './commands/unpair.ts';
import { registerVersions } from './commands/versions.ts';
import { registerVerify } from './commands/verify.ts';
import type { CommandContext } from './command-context.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

export { endNow } from './end-now.ts';

/** What registers each command, in the order of the help, under its headings there. */
const GROUPS: readonly (readonly [heading: string, registers: readonly ((context: CommandContext) => void)[]])[] = [
  ['Devices:', [registerDevices, registerInfo, registerPair, registerUnpair]],
  ['Back up and restore:', [registerBackup, registerBackups, registerVersions, registerRestore]],
  ['Protect:', [registerEncryption, registerCloud]],
  ['Check and repair:', [registerVerify, registerContract, registerUnlock, registerSalvage]],
  [
    'Look inside a backup:',
    [registerDomains, registerLs, registerCat, registerPreview, registerExtract, registerKeychain, registerCompare, registerSurvive],
  ],
  ['Change a copy:', [registerThin, registerEdit]],
  ['Simulate:', [registerSimulate]],
  ['Get help:', [registerDoctor, registerExplain]],
];

/** `backup-lab` with all its commands, ready to parse one command line. Nothing is loaded or run until then. */
export function makeProgram(terminal: Terminal, run: CommandContext['run']): Command {
  const program = new Command('backup-lab')
    .description('Back up, restore, verify and browse iPhones and iPads, real or simulated.')
    .usage('[options] COMMAND')
    .version(VERSION, '--version', 'Print the version number')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [COMMAND...]', 'Show help for a command')
    .addHelpText('after', FOR_MORE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, write) => {
        write(`${usageSentence(withoutValues(text))}\n`);
      },
    });
  for (const [heading, registers] of GROUPS) {
    program.commandsGroup(heading);
    for (const register of registers) register({ program, terminal, run });
  }
  program.commandsGroup('Help:').helpCommand(true);
  inheritSettings(program);
  return program;
}

const FOR_MORE_HELP = `
Run "backup-lab help COMMAND" for the options, examples and exit codes of a command.
No iPhone at hand? Run "backup-lab simulate", and set USBMUXD_SOCKET_ADDRESS to the address that it prints.`;

/** To commands of commands as well; each says where its own help is. */
function inheritSettings(command: Command): void {
  command.showHelpAfterError(`Run "${commandLineOf(command)} --help" for help.`);
  for (const child of command.commands) inheritSettings(child.copyInheritedSettings(command));
}

/** What was one argument too many, or the value of an option that does not exist, is not repeated: it may be a password. */
function withoutValues(text: string): string {
  return text
    .replace(/(but got \d+): [^]*\.\n$/, '$1.\n')
    .replace(/(unknown option '--[a-z0-9-]*)[^]*'/i, "$1'")
    .replace(/(unknown option '-[^'-])[^]*'/, "$1'");
}

/** Commander's "error: …" and its suggestion in parentheses on a line of its own, as sentences like those of all other failures. */
function usageSentence(text: string): string {
  const sentences = text
    .replace(/^error: /, '')
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\((.*)\)$/, '$1'))
    .map((line) => `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.?!]$/.test(line) ? '' : '.'}`);
  return `${sentences.join(' ')} (usage)`;
}

/** Runs one command line (without node and script) and settles with its exit status; never rejects. */
export async function runProgram(args: readonly string[], terminal: Terminal & Partial<Disposable> = processTerminal()): Promise<number> {
  let status: number = EXIT.good;
  const program = makeProgram(terminal, async (work, options = {}) => {
    try {
      status = await work();
    } catch (error) {
      status = await failureStatus(error, terminal, options.json === true);
    }
  });
  try {
    await program.parseAsync(withHelpRequests(program, args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    status = error.exitCode === 0 ? EXIT.good : EXIT.usage;
  } finally {
    terminal[Symbol.dispose]?.();
  }
  return status;
}
