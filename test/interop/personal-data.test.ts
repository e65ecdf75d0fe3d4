/** What databases mean, next to the rows that Debian's sqlite3 gives for the queries of public readers, with what is only in the logs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonalData, PersonalEntry, PersonalKind } from '../../src/backup/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { personalRows, withPersonalData } from '../support/personal-backup.ts';

const EPOCH = 978_307_200;

/** For each kind: its database, and a query for lines that `lineOf` makes of our entries. */
const KINDS: readonly {
  readonly kind: PersonalKind;
  readonly database: string;
  readonly sql: string;
  readonly lineOf: (entry: PersonalEntry) => readonly unknown[];
}[] = [
  {
    kind: 'messages',
    database: 'HomeDomain/Library/SMS/sms.db',
    sql: `SELECT m.ROWID, m.is_from_me, (m.date / 1000000000 + ${EPOCH}) * 1000, coalesce(CASE m.is_from_me WHEN 0 THEN h.id END, '')
      FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id ORDER BY m.date, m.ROWID`,
    lineOf: ({ key, side, time, people }) => [key, side === 'owner' ? 1 : 0, time, people[0]?.address ?? ''],
  },
  {
    kind: 'calls',
    database: 'HomeDomain/Library/CallHistoryDB/CallHistory.storedata',
    sql: `SELECT Z_PK, CAST((ZDATE + ${EPOCH}) * 1000 AS INTEGER), CAST(ZDURATION AS INTEGER), ZADDRESS,
      CASE WHEN ZORIGINATED THEN 'outgoing' WHEN ZANSWERED THEN 'incoming' ELSE 'missed' END FROM ZCALLRECORD ORDER BY ZDATE DESC, Z_PK DESC`,
    lineOf: ({ key, time, facts, people, traits }) => [
      key,
      time,
      facts.find(({ name }) => name === 'duration')?.value,
      people[0]?.address,
      traits[0],
    ],
  },
  {
    kind: 'contacts',
    database: 'HomeDomain/Library/AddressBook/AddressBook.sqlitedb',
    sql: `SELECT p.ROWID, coalesce(First || ' ' || Last, Organization), coalesce((SELECT group_concat(value, ' ') FROM
      (SELECT value FROM ABMultiValue WHERE record_id = p.ROWID AND property IN (3, 4) ORDER BY property, rowid)), '') FROM ABPerson p ORDER BY p.ROWID`,
    lineOf: ({ key, title, facts }) => [
      key,
      title,
      facts.flatMap(({ name, value }) => (name === 'phone' || name === 'email' ? [value] : [])).join(' '),
    ],
  },
  {
    kind: 'calendar',
    database: 'HomeDomain/Library/Calendar/Calendar.sqlitedb',
    sql: `SELECT i.ROWID, summary, CAST((start_date + ${EPOCH}) * 1000 AS INTEGER), coalesce(l.title || ', ' || l.address, ''), c.title FROM CalendarItem i
      JOIN Calendar c ON c.ROWID = i.calendar_id LEFT JOIN Location l ON l.ROWID = i.location_id ORDER BY start_date DESC, i.ROWID DESC`,
    lineOf: ({ key, title, time, facts }) => {
      const valueOf = (wanted: string) => facts.find(({ name }) => name === wanted)?.value ?? '';
      return [key, title, time, valueOf('place'), valueOf('calendar')];
    },
  },
  {
    kind: 'safari',
    database: 'HomeDomain/Library/Safari/History.db',
    sql: `SELECT v.id, v.title, i.url FROM history_visits v JOIN history_items i ON i.id = v.history_item ORDER BY visit_time DESC, v.id DESC`,
    lineOf: ({ key, title, facts }) => [key, title, facts[0]?.value],
  },
  {
    kind: 'photos',
    database: 'CameraRollDomain/Media/PhotoData/Photos.sqlite',
    sql: `SELECT Z_PK, ZFILENAME, CAST((ZDATECREATED + ${EPOCH}) * 1000 AS INTEGER), ZWIDTH || 'x' || ZHEIGHT FROM ZASSET ORDER BY ZDATECREATED DESC, Z_PK DESC`,
    lineOf: ({ key, title, time, facts }) => [
      key,
      title,
      time,
      (facts.find(({ name }) => name === 'size')!.value as readonly number[]).join('x'),
    ],
  },
  {
    kind: 'notes',
    database: 'AppDomainGroup-group.com.apple.notes/NoteStore.sqlite',
    sql: `SELECT Z_PK, ZTITLE1, CAST((ZMODIFICATIONDATE1 + ${EPOCH}) * 1000 AS INTEGER), ZTITLE1 || char(10) || ZSNIPPET FROM ZICCLOUDSYNCINGOBJECT
      WHERE ZNOTEDATA IS NOT NULL ORDER BY ZMODIFICATIONDATE1 DESC, Z_PK DESC`,
    lineOf: ({ key, title, time, text }) => [key, title, time, text],
  },
];

async function all(personal: PersonalData, kind: PersonalKind): Promise<PersonalEntry[]> {
  const entries: PersonalEntry[] = [];
  for (;;) {
    const part = await personal.entries(kind, { position: entries.length, limit: 150 });
    if (part.state !== 'known') assert.fail(part.missing.join());
    entries.push(...part.items);
    if (entries.length >= part.total) return entries;
  }
}

describe('personal data, next to sqlite3', () => {
  const rows = personalRows('17.5');
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  const query = (database: string, sql: string): string[] => {
    const copy = join(folder.path, 'copy.db');
    for (const suffix of ['', '-wal']) {
      const row = rows.find(({ domain, relativePath }) => `${domain}/${relativePath}` === database + suffix);
      writeFileSync(copy + suffix, row?.content ?? Buffer.alloc(0));
    }
    writeFileSync(`${copy}-shm`, Buffer.alloc(0));
    const output = execFileSync('sqlite3', ['-list', '-separator', '|', '-newline', '\x1e', copy, sql]).toString();
    return output.split('\x1e').filter(Boolean);
  };

  for (const { kind, database, sql, lineOf } of KINDS) {
    it(`has the same ${kind}, in the same order`, async () => {
      const theirs = query(database, sql);
      assert.ok(theirs.length > 10);
      await withPersonalData(rows, async (personal) => {
        const ours = await all(personal, kind);
        const sorted = kind === 'contacts' ? [...ours].sort((a, b) => Number(a.key) - Number(b.key)) : ours;
        assert.deepEqual(
          sorted.map((entry) => lineOf(entry).join('|')),
          theirs,
        );
      });
    });
  }

  it('adds up the same steps and heart rates', async () => {
    const sum = (type: number, what: string) =>
      query(
        'HealthDomain/Health/healthdb_secure.sqlite',
        `SELECT ${what} FROM samples JOIN quantity_samples USING (data_id) WHERE data_type = ${type.toString()}`,
      )[0];
    await withPersonalData(rows, async (personal) => {
      const facts = (await all(personal, 'health')).flatMap((day) => day.facts);
      const steps = facts.flatMap(({ name, value }) => (name === 'steps' ? [Number(value)] : []));
      assert.equal(
        steps.reduce((a, b) => a + b, 0),
        Number(sum(7, 'CAST(sum(quantity) AS INTEGER)')),
      );
      const rates = facts.flatMap(({ name, value }) => (name === 'heart-rate' ? [value].flat().map(Number) : []));
      assert.equal(Math.round(Math.max(...rates)), Number(sum(5, 'CAST(round(max(quantity) * 60) AS INTEGER)')));
    });
  });
});
