/** Voicemail: who left a message when, how long it is, and the recording. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalFact, ReadEntry } from '../personal-entry.ts';
import { defined, isSet, numberOf, textColumn, textOf } from '../row-values.ts';

const FOLDER = 'Library/Voicemail';
const MOST_MS = 8.64e15;

export const VOICEMAIL: KindReader = {
  needs: [['voicemail', 'ROWID', 'date', 'sender', 'duration', 'flags', 'trashed_date']],
  open: (tools) => new OpenedVoicemail(tools),
};

class OpenedVoicemail implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  keys(): Iterable<bigint> {
    return keysOf(this.#tools, 'SELECT ROWID FROM voicemail ORDER BY date DESC, ROWID DESC');
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const optional = (column: string) => textColumn(this.#tools.columns.optional('voicemail', column, 'v'));
    const sql = `SELECT v.ROWID, v.date, ${textColumn('v.sender')}, ${optional('callback_num')}, v.duration, v.flags, v.trashed_date, ${optional('receiver')}
      FROM voicemail v WHERE v.ROWID IN ${listOf(keys)}`;
    return inOrder(keys, [...rowsOf(this.#tools, sql)].map(voicemailOf));
  }
}

function voicemailOf([key, date, sender, callback, duration, flags, trashed, receiver]: readonly SqliteValue[]): ReadEntry {
  const name = `${String(key)}.amr`;
  const from = textOf(sender) ?? textOf(callback);
  const [seconds, bits, to] = [numberOf(duration), numberOf(flags), textOf(receiver)];
  const facts: PersonalFact[] = [];
  if (seconds !== undefined) facts.push({ name: 'duration', value: seconds });
  if (to !== undefined) facts.push({ name: 'receiver', value: to });
  // What each of them means is not known for sure, so the number stays as it is.
  if (bits !== undefined) facts.push({ name: 'flags', value: bits });
  return {
    key: String(key),
    ...defined({ time: unixTimeOf(date) }),
    people: from === undefined ? [] : [{ address: from }],
    traits: isSet(trashed) ? ['deleted'] : [],
    facts,
    files: [{ name, candidates: [{ domain: 'HomeDomain', relativePath: `${FOLDER}/${name}` }] }],
    pictures: [],
  };
}

/** Unlike every other date here, it counts from 1970. */
function unixTimeOf(value: SqliteValue | undefined): number | undefined {
  const seconds = numberOf(value);
  if (seconds === undefined || seconds === 0) return undefined;
  const milliseconds = Math.round(seconds * 1000);
  return Math.abs(milliseconds) <= MOST_MS ? milliseconds : undefined;
}
