/** Contacts: people and companies with their numbers, addresses and dates. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { gathered, inOrder, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalFact, PersonalFactName, PersonalPerson, ReadEntry } from '../personal-entry.ts';
import { defined, numberOf, shownText, textColumn, textOf, timeOf } from '../row-values.ts';

/** ABMultiValue.property */
const PROPERTIES: Readonly<Record<number, PersonalFactName>> = { 3: 'phone', 4: 'email', 5: 'postal-address', 22: 'web-address' };
const PHONE_OR_EMAIL = '(3, 4)';
/** Addresses for the names of people in other databases. */
const MOST_ADDRESSES = 100_000;
const LONGEST_SORTED_CHARS = 100;
/** What every phone has as labels is written like this: `_$!<Mobile>!$_`. */
const USUAL_LABEL = /^_\$!<(.*)>!\$_$/;
const NAMES = ['Prefix', 'First', 'Middle', 'Last', 'Suffix'] as const;

export const CONTACTS: KindReader = {
  needs: [
    ['ABPerson', 'First', 'Last', 'Organization'],
    ['ABMultiValue', 'record_id', 'property', 'value'],
  ],
  open: (tools) => new OpenedContacts(tools),
};

class OpenedContacts implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  /** As people sort names: 2 before 10, and letters as in the reader's language, which SQLite does not know. */
  keys(): Iterable<bigint> {
    const last = textColumn(`coalesce(nullif(Last, ''), nullif(First, ''), Organization)`);
    const people: { readonly key: bigint; readonly last: string; readonly first: string }[] = [];
    for (const [key, name, first] of rowsOf(this.#tools, `SELECT ROWID, ${last}, ${textColumn('First')} FROM ABPerson ORDER BY ROWID`)) {
      if (typeof key !== 'number' && typeof key !== 'bigint') continue;
      people.push({ key: BigInt(key), last: sortName(name), first: sortName(first) });
    }
    const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
    people.sort((one, other) => compare(one.last, other.last) || compare(one.first, other.first));
    return people.map(({ key }) => key);
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const optional = (column: string) => textColumn(this.#tools.columns.optional('ABPerson', column, 'p'));
    const sql = `SELECT p.ROWID, ${textColumn('p.Organization')}, ${optional('JobTitle')}, ${optional('Nickname')}, ${optional('Note')},
      ${this.#tools.columns.optional('ABPerson', 'Birthday', 'p')}, ${NAMES.map(optional).join(', ')} FROM ABPerson p WHERE p.ROWID IN ${listOf(keys)}`;
    const values = this.#values(keys);
    return inOrder(
      keys,
      [...rowsOf(this.#tools, sql)].map((row) => contactOf(row, values.get(String(row[0])) ?? [])),
    );
  }

  /** Numbers and mail addresses of everybody with a name. */
  addresses(): PersonalPerson[] {
    const people: PersonalPerson[] = [];
    const names = NAMES.map((column) => textColumn(this.#tools.columns.optional('ABPerson', column, 'p'))).join(', ');
    const sql = `SELECT ${textColumn('v.value')}, ${textColumn('p.Organization')}, ${names} FROM ABMultiValue v JOIN ABPerson p ON p.ROWID = v.record_id
      WHERE v.property IN ${PHONE_OR_EMAIL} LIMIT ${MOST_ADDRESSES}`;
    for (const [value, organization, ...parts] of rowsOf(this.#tools, sql)) {
      const address = textOf(value);
      const name = nameOf(parts) ?? textOf(organization);
      if (address !== undefined && name !== undefined) people.push({ address, name });
    }
    return people;
  }

  #values(keys: readonly bigint[]): ReadonlyMap<string, readonly PersonalFact[]> {
    const { columns } = this.#tools;
    const hasLabels = columns.has('ABMultiValueLabel', 'value') && columns.has('ABMultiValue', 'label');
    const [label, join] = hasLabels ? [textColumn('l.value'), 'LEFT JOIN ABMultiValueLabel l ON l.ROWID = v.label'] : ['NULL', ''];
    const entries = columns.missing([['ABMultiValueEntry', 'parent_id', 'value']]).length === 0;
    const parts = entries ? `(SELECT group_concat(value, ', ') FROM ABMultiValueEntry e WHERE e.parent_id = v.rowid)` : 'NULL';
    const sql = `SELECT v.record_id, v.property, ${label}, ${textColumn('v.value')}, ${textColumn(parts)} FROM ABMultiValue v ${join}
      WHERE v.record_id IN ${listOf(keys)} ORDER BY v.property, v.rowid`;
    const facts = [...rowsOf(this.#tools, sql)].flatMap(([person, property, name, value, address]) => {
      const text = textOf(value) ?? textOf(address);
      if (text === undefined) return [];
      const fact = { name: PROPERTIES[numberOf(property) ?? 0] ?? ('other-address' as const), value: text };
      return [[String(person), { ...fact, ...defined({ label: labelOf(textOf(name)) }) }] as const];
    });
    return gathered(facts);
  }
}

function sortName(value: SqliteValue | undefined): string {
  return (textOf(value) ?? '').slice(0, LONGEST_SORTED_CHARS);
}

function labelOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (USUAL_LABEL.exec(name)?.[1] ?? name);
}

function nameOf(parts: readonly SqliteValue[]): string | undefined {
  const name = parts
    .flatMap((part) => textOf(part) ?? [])
    .join(' ')
    .trim();
  return name === '' ? undefined : name;
}

function contactOf(
  [key, organization, job, nickname, note, birthday, ...names]: readonly SqliteValue[],
  values: readonly PersonalFact[],
): ReadEntry {
  const name = nameOf(names);
  const company = textOf(organization);
  const about = textOf(note);
  const { text, traits } = about === undefined ? { text: undefined, traits: [] } : shownText(about);
  const facts: (PersonalFact | undefined)[] = [
    factOf('organization', name === undefined ? undefined : company),
    factOf('job-title', textOf(job)),
    factOf('nickname', textOf(nickname)),
    ...values,
    factOf('birthday', birthdayOf(birthday)),
  ];
  return {
    key: String(key),
    ...defined({ title: name ?? company, text }),
    people: [],
    traits,
    facts: facts.filter((fact) => fact !== undefined),
    files: [],
    pictures: [],
  };
}

function factOf(name: PersonalFactName, value: string | number | undefined): PersonalFact | undefined {
  return value === undefined ? undefined : { name, value };
}

/** Seconds since 2001, as a number or as a text of digits. */
function birthdayOf(value: SqliteValue | undefined): number | undefined {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? timeOf(Number(value)) : timeOf(value);
}
