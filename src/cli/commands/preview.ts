/** `backup-lab preview`: what a file of a backup looks like, by its content. */
import { InvalidArgumentError, Option } from 'commander';
import type { DatabaseOverview, Preview, PreviewForm } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import {
  englishLocale,
  previewLimitWords,
  previewPictureWords,
  previewProblemWords,
  previewTextWords,
  previewTrustWords,
  previewTypeWords,
  wordsFor,
} from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import type { CommandContext } from '../command-context.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { previewText } from '../preview-lines.ts';
import { showPersonal } from '../preview-personal.ts';
import {
  asksForRows,
  overviewOf,
  sayDatabaseFacts,
  schemaLines,
  showRows,
  withDatabaseOptions,
  type DatabaseOptions,
} from '../preview-database.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions, DatabaseOptions {
  readonly as: PreviewForm | 'personal';
  readonly group?: string;
  readonly search?: string;
  readonly from: number;
  readonly json?: true;
}

/** A person can scroll, and a program wants all that one answer can hold. */
const WHOLE_TREE = { limit: 1000, depth: 64 };

export function registerPreview({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('preview')
    .summary('Show what a file looks like')
    .description(
      'Show a file of a backup by its content, whatever its name says: text, property lists and keyed archives as trees, what pictures and recordings say about themselves, the tables and rows of databases, and other files as bytes. With --as personal, databases of Messages, Contacts, Calls, Voicemail, Notes, Calendar, Safari history, Photos and Health by what they mean: conversations, people, events.',
    )
    .argument(...BACKUP_ARGUMENT)
    .argument('<FILE>', 'DOMAIN/RELATIVEPATH, as listed by "backup-lab ls"')
    .addOption(
      new Option('--as <FORM>', 'How to show the file').choices(['auto', 'text', 'hex', 'tree', 'plist', 'personal']).default('auto'),
    )
    .addOption(
      new Option('--from <PLACE>', 'Where text or bytes begin, or how many entries to skip with --as personal')
        .argParser(placeOf)
        .default(0),
    )
    .addOption(new Option('--group <KEY>', 'With --as personal: only this conversation, folder, calendar or month (2026-01)'))
    .addOption(new Option('--search <TEXT>', 'With --as personal: only what this text is found in').argParser(searchOf));
  withDatabaseOptions(withJsonOption(withProgressOption(withPasswordOptions(command))));
  withExamples(command, [
    ['Show a property list as a tree', 'backup-lab preview backups/UDID HomeDomain/Library/Preferences/com.apple.Preferences.plist'],
    ['Show the bytes of a file from a place', 'backup-lab preview backups/UDID HomeDomain/Library/SMS/sms.db --as hex --from 4096'],
    ['List the conversations in Messages', 'backup-lab preview backups/UDID HomeDomain/Library/SMS/sms.db --as personal'],
    ['Find the messages that contain a word', 'backup-lab preview backups/UDID HomeDomain/Library/SMS/sms.db --as personal --search ferry'],
    [
      'Show the newest messages',
      "backup-lab preview backups/UDID HomeDomain/Library/SMS/sms.db --sql 'SELECT * FROM message ORDER BY date DESC'",
    ],
    [
      'Write a table of a database to a file',
      'backup-lab preview backups/UDID HomeDomain/Library/SMS/sms.db --table message --csv --output messages.csv',
    ],
  ]);
  withExitCodes(command, {
    good: true,
    usage: 'The backup does not contain the file, or the command line is wrong',
    damaged: 'The file does not match its digest, size or padding, or the backup is unreadable. A damaged file is shown all the same',
    password: true,
  });
  command.action((folder: string, name: string, options: Options) => run(() => preview(folder, name, options, terminal), options));
}

function placeOf(text: string): number {
  const place = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(place)) throw new InvalidArgumentError('It must be a whole number.');
  return place;
}

/** As long as one search can be. */
const LONGEST_SEARCH_CHARS = 200;

function searchOf(text: string): string {
  if (text === '' || text.length > LONGEST_SEARCH_CHARS) {
    throw new InvalidArgumentError(`It must have 1 to ${LONGEST_SEARCH_CHARS.toString()} characters.`);
  }
  return text;
}

async function preview(
  folder: string,
  name: string,
  { as, from, group, search, ...options }: Options,
  terminal: Terminal,
): Promise<number> {
  const slash = name.indexOf('/');
  if (slash <= 0) throw new UsageError(`FILE is DOMAIN/RELATIVEPATH, for example HomeDomain/Library/SMS/sms.db, not "${name}".`);
  const wantsRows = asksForRows(options);
  if (wantsRows && as === 'personal') throw new UsageError('--as personal shows no tables. Leave out --table and --sql.');
  if (group !== undefined && as !== 'personal') throw new UsageError('--group needs --as personal.');
  if (search !== undefined && as !== 'personal') throw new UsageError('--search needs --as personal.');
  const { BackupError, previewFile } = await import('../../backup/index.ts');
  await using reading = await openForReading(folder, 'content', options, terminal);
  const { backup, keys } = reading;
  const file = await backup.get(name.slice(0, slash), name.slice(slash + 1), terminal.signal);
  if (file === undefined) throw new BackupError('no-such-file', `no file ${name}`, { data: { path: name } });
  if (wantsRows || as === 'personal') {
    const opened = { backup, file, keys };
    if (as === 'personal') await showPersonal(opened, { ...options, from, group, search }, terminal);
    else await showRows(opened, options, terminal);
    const { trust } = await previewFile(backup, file, { keys, as: 'hex', length: 16, signal: terminal.signal });
    if (trust.state !== 'damaged') return EXIT.good;
    say(terminal, previewTrustWords(trust, englishLocale) ?? 'The content is damaged.');
    return EXIT.damaged;
  }
  const shown = await previewFile(backup, file, { keys, as, from, tree: WHOLE_TREE, pictures: 'none', signal: terminal.signal });
  const database = shown.content.kind === 'sqlite' ? await schemaOrReason({ backup, file, keys }, terminal) : undefined;
  if (options.json) {
    const document = { backup: { path: backup.summary.path }, ...previewDocument(shown), ...(database && { database }) };
    await printDocument(terminal, 'preview', document);
  } else await print(terminal, previewText(shown) + (database === undefined ? '' : schemaLines(database)));
  sayFacts(shown, terminal);
  if (database !== undefined) sayDatabaseFacts(database, terminal);
  return shown.trust.state === 'damaged' ? EXIT.damaged : EXIT.good;
}

/** A database that SQLite cannot read is shown by its header, and the reason is said. */
async function schemaOrReason(opened: Parameters<typeof overviewOf>[0], terminal: Terminal): Promise<DatabaseOverview | undefined> {
  try {
    return await overviewOf(opened, terminal);
  } catch (error) {
    if (!isCodedError(error, 'database-unreadable') && !isCodedError(error, 'preview-limit')) throw error;
    const { message } = wordsFor('terminal', error.code, error.data);
    say(terminal, message);
    return undefined;
  }
}

/** Bytes as hexadecimal digits. */
function previewDocument(shown: Preview): object {
  const { content } = shown;
  return content.kind === 'hex' ? { ...shown, content: { ...content, data: Buffer.from(content.data).toString('hex') } } : shown;
}

function sayFacts(shown: Preview, terminal: Terminal): void {
  say(terminal, `${previewTypeWords(shown, englishLocale)}, ${counted(shown.bytes, 'byte')}.`);
  const sentences = [
    previewTrustWords(shown.trust, englishLocale),
    previewProblemWords(shown, 'terminal', englishLocale),
    previewPictureWords(shown, englishLocale),
    previewTextWords(shown, englishLocale),
    ...shown.limits.map((limit) => previewLimitWords(limit, englishLocale)),
    nextWords(shown),
  ];
  for (const sentence of sentences) if (sentence !== undefined) say(terminal, sentence);
}

/** Where a long file continues. */
function nextWords({ content, bytes }: Preview): string | undefined {
  const to = content.kind === 'text' ? content.to : content.kind === 'hex' ? content.from + content.data.length : bytes;
  return to < bytes ? `To see what follows, add --from ${to.toString()}.` : undefined;
}
