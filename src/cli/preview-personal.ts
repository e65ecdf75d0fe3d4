/** The part of `backup-lab preview` that shows a database by its meaning: conversations, contacts, calls and so on. */
import type {
  Backup,
  BackupFile,
  BackupKeys,
  PersonalEntry,
  PersonalGroup,
  PersonalKind,
  PersonalPart,
  UnknownSchema,
} from '../backup/index.ts';
import {
  englishLocale,
  personalEntryRow,
  personalGroupRow,
  personalHead,
  personalSearchNote,
  type PersonalEntryRow,
} from '../view/index.ts';
import { UsageError } from './failure.ts';
import { overviewOf, schemaLines } from './preview-database.ts';
import { printable, printableLines } from './printable.ts';
import { print, printDocument, say, type Terminal } from './terminal.ts';

interface Opened {
  readonly backup: Backup;
  readonly file: BackupFile;
  readonly keys: BackupKeys | undefined;
}

interface PersonalOptions {
  readonly group: string | undefined;
  readonly search: string | undefined;
  /** The first entry, counted from 0. */
  readonly from: number;
  readonly limit: number;
  readonly json?: true;
}

/** One question gives no more. */
const WINDOW = 200;

/** @throws as `PersonalData`; UsageError for a file that means nothing here */
export async function showPersonal(opened: Opened, options: PersonalOptions, terminal: Terminal): Promise<void> {
  const { backup, file, keys } = opened;
  const { openPersonalData } = await import('../backup/index.ts');
  const { signal } = terminal;
  await using personal = openPersonalData(backup, { keys });
  const found = (await personal.kinds({ signal })).find((each) => each.state === 'present' && each.fileID === file.fileID);
  if (found === undefined) {
    throw new UsageError(
      '--as personal is for databases of Messages, Contacts, Calls, Voicemail, Notes, Calendar, Safari history, Photos and Health.',
    );
  }
  const { kind } = found;
  const facts = await personal.facts(kind, { signal });
  const head = personalHead(kind, file.fileID, facts, englishLocale);
  const { group, search } = options;
  // Of all messages, first the conversations.
  const listsGroups = kind === 'messages' && group === undefined && search === undefined;
  const answer = listsGroups
    ? await gathered(options, (window) => personal.groups(kind, { ...window, signal }))
    : await gathered(options, (window) => personal.entries(kind, { group, search, ...window, signal }));
  if (options.json) {
    await printDocument(terminal, 'personal', { backup: { path: backup.summary.path }, kind, facts, ...documentOf(listsGroups, answer) });
  } else if (answer.state !== 'known') await print(terminal, schemaLines(await overviewOf(opened, terminal)));
  else await print(terminal, answer.items.map((item) => ('entries' in item ? groupLine(kind, item) : entryLines(kind, item))).join(''));
  for (const sentence of [head.sentence, ...head.notes]) say(terminal, sentence);
  if (listsGroups && answer.state === 'known' && answer.total > 0) {
    say(terminal, 'To see the messages of a conversation, add --group and its number.');
  }
  if (answer.state !== 'known') return;
  if (search !== undefined) say(terminal, answer.total === 0 ? 'Nothing found.' : `Found: ${answer.total.toString()}.`);
  const note = personalSearchNote(answer, englishLocale);
  if (note !== undefined) say(terminal, note);
  const next = options.from + answer.items.length;
  if (next < answer.total) say(terminal, `To see what follows, add --from ${next.toString()}.`);
}

type Answer = UnknownSchema | PersonalPart<PersonalGroup | PersonalEntry>;

async function gathered(
  { from, limit }: PersonalOptions,
  ask: (window: { readonly position: number; readonly limit: number }) => Promise<Answer>,
): Promise<Answer> {
  const items: (PersonalGroup | PersonalEntry)[] = [];
  for (;;) {
    const part = await ask({ position: from + items.length, limit: Math.min(WINDOW, limit - items.length) });
    if (part.state !== 'known') return part;
    items.push(...part.items);
    if (part.items.length === 0 || items.length >= limit) return { ...part, items };
  }
}

function documentOf(listsGroups: boolean, answer: Answer): object {
  if (answer.state !== 'known') return {};
  const { total, unsearched, items } = answer;
  return { total, ...(unsearched === undefined ? {} : { unsearched }), [listsGroups ? 'groups' : 'entries']: items };
}

function groupLine(kind: PersonalKind, group: PersonalGroup): string {
  const { key, title, detail } = personalGroupRow(kind, group, englishLocale);
  return `${printable(key)}  ${printable(title)}  ${detail}\n`;
}

function entryLines(kind: PersonalKind, entry: PersonalEntry): string {
  const { title, time, traits, text, facts, files } = personalEntryRow(kind, entry, englishLocale);
  const lines = [
    [time, printable(title), ...(traits === '' ? [] : [`[${printable(traits)}]`])].filter((part) => part !== '').join('  '),
    ...(text === undefined ? [] : printableLines(text).split('\n')).map((line) => `    ${line}`),
    ...facts.map(({ label, value }) => `  ${printable(`${label}: ${value}`)}`),
    ...files.map((file) => `  ${fileLine(file)}`),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function fileLine({ name, fileID }: PersonalEntryRow['files'][number]): string {
  return fileID === undefined ? `File, not in this backup: ${printable(name)}` : `File: ${printable(name)} (${fileID})`;
}
