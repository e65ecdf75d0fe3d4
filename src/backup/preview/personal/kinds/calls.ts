/** Calls: with whom, when, how long, and whether somebody answered. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { gathered, inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalPerson, PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { quoted } from '../../sqlite/names.ts';
import { defined, isSet, numberOf, textColumn, textOf, timeOf } from '../row-values.ts';

/** ZCALLRECORD.ZCALLTYPE; anything else is a phone call, or one of an app. */
const CALL_TYPES: Readonly<Record<number, PersonalTrait>> = { 8: 'facetime-video', 16: 'facetime-audio' };
const LONGEST_ADDRESS_BYTES = 1024;

export const CALLS: KindReader = {
  needs: [['ZCALLRECORD', 'Z_PK', 'ZDATE', 'ZDURATION', 'ZORIGINATED', 'ZANSWERED', 'ZADDRESS', 'ZCALLTYPE']],
  open: (tools) => new OpenedCalls(tools),
};

class OpenedCalls implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  keys(): Iterable<bigint> {
    return keysOf(this.#tools, 'SELECT Z_PK FROM ZCALLRECORD ORDER BY ZDATE DESC, Z_PK DESC');
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const optional = (column: string) => textColumn(this.#tools.columns.optional('ZCALLRECORD', column, 'c'));
    const address = `CASE WHEN octet_length(c.ZADDRESS) <= ${LONGEST_ADDRESS_BYTES} THEN c.ZADDRESS END`;
    const sql = `SELECT c.Z_PK, c.ZDATE, c.ZDURATION, c.ZORIGINATED, c.ZANSWERED, c.ZCALLTYPE, ${address}, ${optional('ZNAME')}, ${optional('ZSERVICE_PROVIDER')}
      FROM ZCALLRECORD c WHERE c.Z_PK IN ${listOf(keys)}`;
    const handles = this.#handles(keys);
    return inOrder(
      keys,
      [...rowsOf(this.#tools, sql)].map((row) => callOf(row, handles.get(String(row[0])) ?? [])),
    );
  }

  /** With several people, all of them; Core Data numbers the names, and the numbers change. */
  #handles(keys: readonly bigint[]): ReadonlyMap<string, readonly string[]> {
    const { columns } = this.#tools;
    const [table] = columns.matching(/^z_\d+remoteparticipanthandles$/);
    const [call, handle] = table === undefined ? [] : [columns.matchingColumn(table, /calls$/), columns.matchingColumn(table, /handles$/)];
    if (table === undefined || call === undefined || handle === undefined || !columns.has('ZHANDLE', 'ZVALUE')) return new Map();
    const sql = `SELECT j.${quoted(call)}, ${textColumn('h.ZVALUE')} FROM ${table} j JOIN ZHANDLE h ON h.Z_PK = j.${quoted(handle)}
      WHERE j.${quoted(call)} IN ${listOf(keys)}`;
    return gathered(
      [...rowsOf(this.#tools, sql)].flatMap(([key, value]) => (textOf(value) === undefined ? [] : [[String(key), String(value)] as const])),
    );
  }
}

function callOf(
  [key, date, duration, originated, answered, type, address, name, provider]: readonly SqliteValue[],
  handles: readonly string[],
): ReadEntry {
  const seconds = numberOf(duration);
  const service = textOf(provider);
  const kind = CALL_TYPES[numberOf(type) ?? 0];
  return {
    key: String(key),
    ...defined({ time: timeOf(date) }),
    people: peopleOf(addressOf(address), textOf(name), handles),
    traits: [directionOf(isSet(originated), isSet(answered)), ...(kind === undefined ? [] : [kind])],
    facts: [
      ...(seconds === undefined ? [] : [{ name: 'duration' as const, value: seconds }]),
      ...(service === undefined ? [] : [{ name: 'service' as const, value: service }]),
    ],
    files: [],
    pictures: [],
  };
}

function directionOf(isOutgoing: boolean, isAnswered: boolean): PersonalTrait {
  return isOutgoing ? 'outgoing' : isAnswered ? 'incoming' : 'missed';
}

/** Data up to iOS 12, then text. */
function addressOf(value: SqliteValue | undefined): string | undefined {
  return value instanceof Uint8Array ? textOf(Buffer.from(value).toString('utf8')) : textOf(value);
}

/** The name that the call history noted is that of the only person. */
function peopleOf(address: string | undefined, name: string | undefined, handles: readonly string[]): PersonalPerson[] {
  const all = [...new Set([...(address === undefined ? [] : [address]), ...handles])];
  const [only] = all;
  return all.length === 1 && only !== undefined ? [{ address: only, ...defined({ name }) }] : all.map((each) => ({ address: each }));
}
