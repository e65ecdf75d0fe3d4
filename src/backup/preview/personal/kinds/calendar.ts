/** The calendar: events with their places, guests and repetitions. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { gathered, inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalFact, PersonalGroup, PersonalPerson, PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { defined, isSet, numberOf, shownText, textColumn, textOf, timeOf } from '../row-values.ts';

const ENTITY_EVENT = 2;
const MAIL = /^mailto:/i;

export const CALENDAR: KindReader = {
  needs: [
    ['CalendarItem', 'summary', 'start_date', 'end_date', 'all_day', 'calendar_id', 'entity_type'],
    ['Calendar', 'title'],
  ],
  open: (tools) => new OpenedCalendar(tools),
};

class OpenedCalendar implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  groups(): PersonalGroup[] {
    const sql = `SELECT c.ROWID, ${textColumn('c.title')}, count(i.ROWID), max(i.start_date) FROM Calendar c
      LEFT JOIN CalendarItem i ON i.calendar_id = c.ROWID AND i.entity_type = ${ENTITY_EVENT} GROUP BY c.ROWID ORDER BY c.title COLLATE NOCASE, c.ROWID`;
    return [...rowsOf(this.#tools, sql)].map(([key, title, entries, last]) => ({
      key: String(key),
      ...defined({ title: textOf(title), time: timeOf(last) }),
      people: [],
      entries: numberOf(entries) ?? 0,
    }));
  }

  /** The last one first. */
  keys(group: string | undefined): Iterable<bigint> {
    const select = `SELECT ROWID FROM CalendarItem WHERE entity_type = ${ENTITY_EVENT}`;
    const order = 'ORDER BY start_date DESC, ROWID DESC';
    if (group === undefined) return keysOf(this.#tools, `${select} ${order}`);
    return /^-?\d{1,18}$/.test(group) ? keysOf(this.#tools, `${select} AND calendar_id = ? ${order}`, BigInt(group)) : [];
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const { columns } = this.#tools;
    const optional = (column: string) => columns.optional('CalendarItem', column, 'i');
    const hasPlaces = columns.has('Location', 'title') && columns.has('CalendarItem', 'location_id');
    const [place, join] = hasPlaces
      ? [
          `${textColumn('l.title')}, ${textColumn(columns.optional('Location', 'address', 'l'))}`,
          'LEFT JOIN Location l ON l.ROWID = i.location_id',
        ]
      : ['NULL, NULL', ''];
    const sql = `SELECT i.ROWID, ${textColumn('i.summary')}, i.start_date, i.end_date, i.all_day, ${textColumn('c.title')}, ${textColumn(optional('description'))},
      ${optional('has_recurrences')}, ${place} FROM CalendarItem i LEFT JOIN Calendar c ON c.ROWID = i.calendar_id ${join} WHERE i.ROWID IN ${listOf(keys)}`;
    const guests = this.#guests(keys);
    return inOrder(
      keys,
      [...rowsOf(this.#tools, sql)].map((row) => eventOf(row, guests.get(String(row[0])) ?? [])),
    );
  }

  #guests(keys: readonly bigint[]): ReadonlyMap<string, readonly PersonalPerson[]> {
    const { columns } = this.#tools;
    if (
      columns.missing([
        ['Participant', 'owner_id', 'email', 'identity_id'],
        ['Identity', 'display_name', 'address'],
      ]).length > 0
    ) {
      return new Map();
    }
    const sql = `SELECT p.owner_id, ${textColumn('p.email')}, ${textColumn('n.address')}, ${textColumn('n.display_name')} FROM Participant p
      LEFT JOIN Identity n ON n.ROWID = p.identity_id WHERE p.owner_id IN ${listOf(keys)} ORDER BY p.ROWID`;
    const people = [...rowsOf(this.#tools, sql)].flatMap(([event, email, identity, name]) => {
      const address = textOf(email) ?? textOf(identity)?.replace(MAIL, '');
      return address === undefined ? [] : [[String(event), { address, ...defined({ name: textOf(name) }) }] as const];
    });
    return gathered(people);
  }
}

function eventOf(
  [key, summary, start, end, allDay, calendar, description, repeats, place, address]: readonly SqliteValue[],
  people: readonly PersonalPerson[],
): ReadEntry {
  const about = textOf(description);
  const { text, traits: cut } = about === undefined ? { text: undefined, traits: [] } : shownText(about);
  const where = [textOf(place), textOf(address)].filter((part) => part !== undefined);
  const facts: PersonalFact[] = [];
  const ends = timeOf(end);
  const name = textOf(calendar);
  if (ends !== undefined) facts.push({ name: 'ends', value: ends });
  if (where.length > 0) facts.push({ name: 'place', value: where.join(', ') });
  if (name !== undefined) facts.push({ name: 'calendar', value: name });
  const traits: PersonalTrait[] = [...cut];
  if (isSet(allDay)) traits.push('all-day');
  if (isSet(repeats)) traits.push('repeats');
  return {
    key: String(key),
    ...defined({ title: textOf(summary), text, time: timeOf(start) }),
    people,
    traits,
    facts,
    files: [],
    pictures: [],
  };
}
