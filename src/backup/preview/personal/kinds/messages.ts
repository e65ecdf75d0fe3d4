/** Messages: conversations, who wrote what when, and what was sent along. Since iOS 16 many texts are only in their archived form. */
import { isCodedError } from '../../../../base/index.ts';
import { readAttributedText } from '../../../../formats/index.ts';
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { gathered, inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { NamedFile, PersonalGroup, PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { blobColumn, defined, isSet, numberOf, shownText, textColumn, textOf, timeOf } from '../row-values.ts';

/** Messages that are in no conversation: those of deleted ones, and of conversations that are gone. */
const NO_CHAT = 'none';
/** Marks the place of an attachment in a text. */
const OBJECT_REPLACEMENT = /\uFFFC/g;
const HOME = /^(?:~|\/(?:private\/)?var\/mobile)\//;
/** message.associated_message_type */
const REACTION = { first: 2000, last: 2999, lastRemoved: 3999 } as const;

export const MESSAGES: KindReader = {
  needs: [
    ['message', 'guid', 'text', 'handle_id', 'is_from_me', 'date'],
    ['handle', 'id'],
    ['chat', 'chat_identifier'],
    ['chat_message_join', 'chat_id', 'message_id'],
    ['chat_handle_join', 'chat_id', 'handle_id'],
  ],
  open: (tools) => new OpenedMessages(tools),
};

class OpenedMessages implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  /** The one with the newest message first. */
  groups(): PersonalGroup[] {
    const { columns } = this.#tools;
    const members = gathered(
      pairs(
        rowsOf(
          this.#tools,
          `SELECT j.chat_id, ${textColumn('h.id')} FROM chat_handle_join j JOIN handle h ON h.ROWID = j.handle_id ORDER BY j.rowid`,
        ),
      ),
    );
    const [date, join] = this.#dates();
    const sql = `SELECT c.ROWID, ${textColumn(columns.optional('chat', 'display_name', 'c'))}, ${textColumn('c.chat_identifier')},
      count(j.message_id), max(${date}) FROM chat c LEFT JOIN chat_message_join j ON j.chat_id = c.ROWID ${join} GROUP BY c.ROWID ORDER BY 5 DESC, 1 DESC`;
    const groups = [...rowsOf(this.#tools, sql)].map(([key, name, identifier, entries, last]): PersonalGroup => {
      const people = members.get(String(key)) ?? [];
      const address = textOf(identifier);
      const known = people.length === 0 && address !== undefined ? [address] : people;
      return {
        key: String(key),
        ...defined({ title: textOf(name), time: timeOf(last) }),
        people: known.map((each) => ({ address: each })),
        entries: numberOf(entries) ?? 0,
      };
    });
    const [[rest = 0] = []] = [...rowsOf(this.#tools, `SELECT count(*) FROM message m WHERE ${NOT_IN_CHAT}`)];
    return isSet(rest) ? [...groups, { key: NO_CHAT, people: [], entries: numberOf(rest) ?? 0 }] : groups;
  }

  /** Oldest first, as they are read. */
  keys(group: string | undefined): Iterable<bigint> {
    if (group === NO_CHAT) return keysOf(this.#tools, `SELECT m.ROWID FROM message m WHERE ${NOT_IN_CHAT} ORDER BY m.date, m.ROWID`);
    if (group === undefined) return keysOf(this.#tools, 'SELECT ROWID FROM message ORDER BY date, ROWID');
    const [date, join] = this.#dates();
    const sql = `SELECT j.message_id FROM chat_message_join j ${join} WHERE j.chat_id = ? ORDER BY ${date}, j.message_id`;
    return /^-?\d{1,18}$/.test(group) ? keysOf(this.#tools, sql, BigInt(group)) : [];
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const { columns } = this.#tools;
    const optional = (column: string) => columns.optional('message', column, 'm');
    const sql = `SELECT m.ROWID, ${textColumn('m.text')}, ${blobColumn(optional('attributedBody'))}, m.is_from_me, m.date,
      ${textColumn('h.id')}, ${textColumn(optional('service'))}, ${optional('date_edited')}, ${optional('associated_message_type')}, ${optional('item_type')}, ${optional('error')},
      ${textColumn(optional('group_title'))}, ${textColumn(optional('subject'))}
      FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id WHERE m.ROWID IN ${listOf(keys)}`;
    const files = this.#files(keys);
    return inOrder(
      keys,
      [...rowsOf(this.#tools, sql)].map((row) => entryOf(row, files.get(String(row[0])) ?? [])),
    );
  }

  /** The date of a message: beside its conversation since iOS 11, and before only in the message. */
  #dates(): readonly [column: string, join: string] {
    if (this.#tools.columns.has('chat_message_join', 'message_date')) return ['j.message_date', ''];
    return ['m.date', 'LEFT JOIN message m ON m.ROWID = j.message_id'];
  }

  #files(keys: readonly bigint[]): ReadonlyMap<string, readonly ReadEntry['files'][number][]> {
    const { columns } = this.#tools;
    if (
      columns.missing([
        ['message_attachment_join', 'message_id', 'attachment_id'],
        ['attachment', 'filename'],
      ]).length > 0
    ) {
      return new Map();
    }
    const sql = `SELECT j.message_id, ${textColumn('a.filename')}, ${textColumn(columns.optional('attachment', 'transfer_name', 'a'))}
      FROM message_attachment_join j JOIN attachment a ON a.ROWID = j.attachment_id WHERE j.message_id IN ${listOf(keys)} ORDER BY a.ROWID`;
    return gathered(
      [...rowsOf(this.#tools, sql)].map(([message, filename, transferName]) => {
        const path = textOf(filename)?.replace(HOME, '') ?? '';
        const name = textOf(transferName) ?? path.slice(path.lastIndexOf('/') + 1);
        return [String(message), { name, candidates: placesOf(path) }] as const;
      }),
    );
  }
}

const NOT_IN_CHAT = 'm.ROWID NOT IN (SELECT message_id FROM chat_message_join WHERE message_id IS NOT NULL)';

function placesOf(relativePath: string): NamedFile[] {
  return relativePath === '' ? [] : ['MediaDomain', 'HomeDomain'].map((domain) => ({ domain, relativePath }));
}

function* pairs(rows: Iterable<readonly SqliteValue[]>): Generator<readonly [string, string]> {
  for (const [key, value] of rows) {
    const text = textOf(value);
    if (text !== undefined) yield [String(key), text];
  }
}

function entryOf(row: readonly SqliteValue[], files: ReadEntry['files']): ReadEntry {
  const [key, text, body, fromMe, date, sender, service, edited, about, item, error, groupTitle, subject] = row;
  const said = messageText(text, body);
  const isOwn = isSet(fromMe);
  const from = textOf(sender);
  const title = textOf(subject) ?? (isSet(item) ? textOf(groupTitle) : undefined);
  const kind = textOf(service);
  return {
    key: String(key),
    ...defined({ title, text: said.text, time: timeOf(date) }),
    people: isOwn || from === undefined ? [] : [{ address: from }],
    side: isOwn ? 'owner' : 'other',
    traits: [
      ...said.traits,
      ...reactionOf(numberOf(about) ?? 0),
      ...(isSet(edited) ? (['edited'] as const) : []),
      ...(isSet(item) ? (['group-event'] as const) : []),
      ...(isSet(error) ? (['not-sent'] as const) : []),
    ],
    facts: kind === undefined ? [] : [{ name: 'service', value: kind }],
    files,
    pictures: [],
  };
}

function reactionOf(type: number): PersonalTrait[] {
  if (type < REACTION.first || type > REACTION.lastRemoved) return [];
  return [type <= REACTION.last ? 'reaction' : 'reaction-removed'];
}

/** The plain text, or else the one in the archive. */
function messageText(
  plain: SqliteValue | undefined,
  body: SqliteValue | undefined,
): { readonly text?: string; readonly traits: readonly PersonalTrait[] } {
  const text = textOf(plain);
  if (text !== undefined) return visible(text);
  if (body === 0) return { traits: ['text-unreadable'] };
  if (!(body instanceof Uint8Array) || body.length === 0) return { traits: [] };
  try {
    return visible(readAttributedText(body));
  } catch (error) {
    if (!isCodedError(error, 'archive-malformed')) throw error;
    return { traits: ['text-unreadable'] };
  }
}

function visible(whole: string): ReturnType<typeof messageText> {
  const { text, traits } = shownText(whole.replace(OBJECT_REPLACEMENT, ''));
  return text === '' ? { traits } : { text, traits };
}
