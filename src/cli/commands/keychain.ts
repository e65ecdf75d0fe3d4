/** `backup-lab keychain`: which passwords, certificates and keys a backup holds, and what becomes of each when it is restored. */
import type { KeychainListing, KeychainRow, KeychainUnreadable } from '../../backup/index.ts';
import { EXIT } from '../exit-codes.ts';
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
  withPasswordOptions(program.command('keychain'))
    .description('list the keychain of a backup: class, what a restore does with it, and what it is for')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .option('--reveal', 'with the secrets themselves')
    .option('--json', 'one JSON document')
    .action((folder: string, options: Options) => run(() => keychain(folder, options, terminal), options));
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
  const where = terminal.stdout.isTTY === true ? 'are shown on this screen and stay in its history' : 'are in the output';
  say(terminal, `Warning: passwords and keys ${where}; whoever sees them can use them.`);
}

function sayResult({ encrypted, items, fates, readable }: KeychainListing, terminal: Terminal): void {
  if (!encrypted) say(terminal, 'The backup is not encrypted: its keychain is bound to the phone that made it, and no other can read it.');
  say(
    terminal,
    `${items.length} items, ${readable} readable. A restore brings ${fates['any-phone']} to any phone, ` +
      `${fates['same-phone']} only to the same phone, ${fates['not-restored']} not at all.`,
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
  'no-class-key': 'the key bag has no key for its class',
  'key-damaged': 'its key is damaged',
  damaged: 'damaged',
};

const HEAD = ['CLASS', 'RESTORED TO', 'TABLE', 'SERVICE OR SERVER', 'ACCOUNT', 'LABEL', 'ACCESS GROUP'];

/** Columns as wide as their longest cell, within reason; names come from a phone. */
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
