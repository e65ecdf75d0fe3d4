/** `backup-lab keychain`: lists the passwords, certificates and keys in a backup, and where a restore puts each of them. */
import type { KeychainListing, KeychainRow, KeychainUnreadable } from '../../backup/index.ts';
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
  readonly reveal?: true;
  readonly json?: true;
}

export function registerKeychain({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('keychain')
    .summary('List the passwords and keys in a backup')
    .description('List the keychain of a backup: what each item is for, its protection class, and which phones a restore brings it to.')
    .argument(...BACKUP_ARGUMENT)
    .option('--reveal', 'Also show the passwords and keys themselves');
  withJsonOption(withProgressOption(withPasswordOptions(command)));
  withExamples(command, [
    ['List the items without their secrets', 'backup-lab keychain backups/UDID'],
    ['Write all items with their secrets to a file', 'backup-lab keychain backups/UDID --reveal --json > keychain.json'],
  ]);
  withExitCodes(command, { good: true, damaged: 'Items are damaged, or the backup is unreadable', password: true });
  command.action((folder: string, options: Options) => run(() => keychain(folder, options, terminal), options));
}

async function keychain(folder: string, options: Options, terminal: Terminal): Promise<number> {
  const { listKeychain } = await import('../../backup/index.ts');
  const reveal = options.reveal === true;
  await using opened = await openForReading(folder, 'content', options, terminal);
  const { backup, keys } = opened;
  const listing = await listKeychain(backup, { keys, reveal, signal: terminal.signal });
  if (reveal) sayWarning(terminal);
  if (options.json) await printDocument(terminal, 'keychain', { backup: { path: backup.summary.path }, ...listing });
  else await print(terminal, tableOf(listing.items, reveal));
  sayResult(listing, terminal);
  return listing.items.some(({ reason }) => reason === 'damaged' || reason === 'key-damaged') ? EXIT.damaged : EXIT.good;
}

function sayWarning(terminal: Terminal): void {
  const where = terminal.stdout.isTTY === true ? 'are shown on this screen and stay in its scrollback' : 'are in the output';
  say(terminal, `Warning: passwords and keys ${where}. Anyone who sees them can use them.`);
}

function sayResult({ encrypted, items, fates, readable }: KeychainListing, terminal: Terminal): void {
  if (!encrypted) say(terminal, 'The backup is not encrypted, so its keychain can be read only by the phone that made it.');
  say(
    terminal,
    `${counted(items.length, 'item')}, ${readable} readable. A restore brings ${fates['any-phone']} to any phone and ` +
      `${fates['same-phone']} only to the same phone. ${fates['not-restored']} cannot be restored.`,
  );
}

const FATE_WORDS: Readonly<Record<KeychainRow['fate'], string>> = {
  'any-phone': 'any phone',
  'same-phone': 'same phone',
  'not-restored': 'not restored',
};

const REASON_WORDS: Readonly<Record<KeychainUnreadable, string>> = {
  locked: 'locked',
  'device-only': 'only the phone can read it',
  'no-class-key': 'the keybag has no key for its class',
  'key-damaged': 'its key is damaged',
  damaged: 'damaged',
};

const HEAD = ['CLASS', 'RESTORED TO', 'TABLE', 'SERVICE OR SERVER', 'ACCOUNT', 'LABEL', 'ACCESS GROUP'];

/** Columns are as wide as their longest cell, up to a limit: names come from a phone. */
function tableOf(items: readonly KeychainRow[], reveal: boolean): string {
  const rows = [reveal ? [...HEAD, 'SECRET'] : HEAD, ...items.map((item) => cellsOf(item, reveal))];
  const widths = HEAD.map((_, column) => rows.reduce((width, cells) => Math.min(WIDEST, Math.max(width, cells[column]?.length ?? 0)), 0));
  return rows
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const WIDEST = 40;

function cellsOf(item: KeychainRow, reveal: boolean): string[] {
  const { className, protectionClass, fate, table, service, server, account, label, accessGroup, reason, secret } = item;
  const head = [className ?? String(protectionClass ?? '?'), FATE_WORDS[fate], table];
  if (reason !== undefined) return [...head, `(${REASON_WORDS[reason]})`];
  const names = [service ?? server, account, label, accessGroup].map((name) => printable(name ?? '-'));
  return [...head, ...names, ...(reveal ? [printable(secret?.value ?? '-')] : [])];
}
