/** A database of a backup, looked at: where it is, with its log, exactly, and without a trace. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabasePreview } from '../../../../../src/backup/index.ts';
import { isCodedError } from '../../../../../src/base/index.ts';
import { makeDatabase, shown, withDatabase } from '../../../../support/previewing-databases.ts';

const PEOPLE = `CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL, picture BLOB);
  CREATE TABLE message (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person, text TEXT, created INTEGER);
  CREATE INDEX message_person ON message (person_id, text);
  CREATE VIEW named AS SELECT name, text FROM message JOIN person ON person.id = person_id;
  CREATE TRIGGER silent AFTER INSERT ON message BEGIN SELECT 1; END;`;

function people(database: DatabaseSync): void {
  database.exec(`PRAGMA foreign_keys = OFF; ${PEOPLE}
    INSERT INTO person VALUES (1, 'Sample Contact 1', 1.5, x'ffd8ff00'), (2, 'Sample Contact 2', NULL, NULL), (7, 'Sample Contact 7', 9e999, x'');
    INSERT INTO message VALUES (1, 1, 'hello', 730000000), (2, 7, 'bye', 9223372036854775807), (3, 99, 'nobody', -1);`);
}

function many(count: number): (database: DatabaseSync) => void {
  return (database) => {
    database.exec(`CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, number INTEGER);
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${count})
      INSERT INTO item SELECT x * 3, 'item ' || x, (x * 7919) % 10007 FROM n`);
  };
}

describe('a database of a backup', () => {
  for (const form of ['plain', 'encrypted'] as const) {
    it(`shows rows that are only in its log, and leaves no trace (${form})`, async () => {
      const files = makeDatabase(people, (database) => {
        database.exec("INSERT INTO person VALUES (8, 'only in the log', 0, NULL); UPDATE message SET text = 'changed' WHERE id = 1");
      });
      await withDatabase(
        files,
        async ({ preview, database, log }) => {
          const before = [statSync(database), statSync(log), readdirSync(dirname(database)), readdirSync(dirname(log))];
          const overview = await preview.overview();
          assert.equal(overview.log, 'applied');
          const { rows } = await preview.rows({ table: 'person', limit: 10 });
          assert.deepEqual(
            rows.map(({ key, cells }) => `${key} ${shown(cells[1])}`),
            ['1 t:Sample Contact 1', '2 t:Sample Contact 2', '7 t:Sample Contact 7', '8 t:only in the log'],
          );
          const changed = await preview.rows({ table: 'message', limit: 1 });
          assert.equal(shown(changed.rows[0]?.cells[2]), 't:changed');
          const after = [statSync(database), statSync(log), readdirSync(dirname(database)), readdirSync(dirname(log))];
          const facts = (list: typeof before) =>
            list.map((each) => (Array.isArray(each) ? each : [each.size, each.mtimeMs, each.ctimeMs, each.nlink]));
          assert.deepEqual(facts(after), facts(before));
        },
        form,
      );
    });
  }

  it('without its log, shows what the database itself has', async () => {
    const { database } = makeDatabase(people, (later) => later.exec("INSERT INTO person VALUES (8, 'only in the log', 0, NULL)"));
    await withDatabase({ database }, async ({ preview }) => {
      assert.equal((await preview.overview()).log, 'none');
      assert.deepEqual(await preview.count({ table: 'person' }), { rows: 3, isAtLeast: false });
    });
  });

  it('says that the log is missing when the backup lists it without its content', async () => {
    const files = makeDatabase(people, (later) => {
      later.exec("INSERT INTO person VALUES (8, 'only in the log', 0, NULL)");
    });
    await withDatabase(files, async ({ backup, file, log }) => {
      rmSync(log);
      await using preview = await openDatabasePreview(backup, file);
      assert.equal((await preview.overview()).log, 'missing');
    });
  });

  it('has a schema with columns, keys, indexes, and where cells point to', async () => {
    await withDatabase(makeDatabase(people), async ({ preview }) => {
      const { tables, triggers } = await preview.overview();
      assert.deepEqual(
        tables.map(({ name, kind }) => `${kind} ${name}`),
        ['table message', 'view named', 'table person'],
      );
      assert.deepEqual(triggers, ['silent']);
      const message = tables.find(({ name }) => name === 'message');
      assert.deepEqual(message?.references, [{ columns: ['person_id'], table: 'person', targetColumns: ['id'], evidence: 'declared' }]);
      assert.deepEqual(message.indexes, [{ name: 'message_person', isUnique: false, columns: ['person_id', 'text'] }]);
      assert.deepEqual(tables.find(({ name }) => name === 'person')?.columns[1], {
        name: 'name',
        type: 'TEXT',
        isRequired: true,
        keyPlace: 0,
      });
    });
  });

  it('shows cells exactly: 64 bits, infinity, texts with NUL and bytes that are no text, BLOBs by what they are', async () => {
    const files = makeDatabase((database) => {
      people(database);
      database.exec(
        "CREATE TABLE odd (a, b, c, d); INSERT INTO odd VALUES (-9223372036854775808, CAST(x'61006200' AS TEXT), CAST(x'ff41' AS TEXT), '')",
      );
    });
    await withDatabase(files, async ({ preview }) => {
      const { rows } = await preview.rows({ table: 'person', limit: 10 });
      const [first, , third] = rows;
      const picture = first?.cells[3];
      assert.ok(picture?.type === 'blob' && picture.kind === 'jpeg' && picture.start === 'ffd8ff00');
      assert.equal(picture.digest?.length, 64);
      assert.ok(third !== undefined);
      assert.deepEqual(third.cells[2], { type: 'real', value: 'Infinity' });
      const empty = third.cells[3];
      assert.ok(empty?.type === 'blob' && empty.bytes === 0 && empty.kind === 'empty');
      const messages = await preview.rows({ table: 'message', limit: 10 });
      assert.deepEqual(messages.rows[1]?.cells[3], { type: 'integer', value: '9223372036854775807' });
      const odd = (await preview.rows({ table: 'odd', limit: 1 })).rows[0]?.cells;
      assert.deepEqual(odd, [
        { type: 'integer', value: '-9223372036854775808' },
        { type: 'text', value: 'a\0b\0', bytes: 4 },
        { type: 'text', value: '\ufffdA', bytes: 2, hasOtherBytes: true },
        { type: 'text', value: '', bytes: 0 },
      ]);
      const long = `SELECT printf('%.2000c', 'a') || 'b' UNION ALL SELECT printf('%.2000c', 'a') || 'c'`;
      const texts = (await preview.query(long)).rows.map(([cell]) => cell);
      const digests = texts.map((cell) => (cell?.type === 'text' && cell.isCut === true ? cell.digest : undefined));
      assert.ok(digests[0]?.length === 64 && digests[1]?.length === 64 && digests[0] !== digests[1]);
    });
  });

  it('gives windows at any place, and filters and orders by any column', async () => {
    await withDatabase(makeDatabase(many(5000)), async ({ preview }) => {
      const keys = async (request: Partial<Parameters<typeof preview.rows>[0]>) =>
        (await preview.rows({ table: 'item', limit: 3, ...request })).rows.map(({ key }) => Number(key));
      assert.deepEqual(await keys({}), [3, 6, 9]);
      assert.deepEqual(await keys({ position: 3 }), [12, 15, 18]);
      assert.deepEqual(await keys({ position: 4998 }), [14_997, 15_000]);
      assert.deepEqual(await keys({ position: 2 }), [9, 12, 15]);
      assert.deepEqual(await keys({ order: { column: 'id', descending: true } }), [15_000, 14_997, 14_994]);
      const byName = await preview.rows({ table: 'item', limit: 2, order: { column: 'NAME' }, position: 1 });
      assert.deepEqual(
        byName.rows.map(({ cells }) => shown(cells[1])),
        ['t:item 10', 't:item 100'],
      );
      assert.deepEqual(await keys({ filters: [{ column: 'name', test: 'equals', value: 'item 77' }] }), [231]);
      assert.deepEqual(
        await keys({ filters: [{ column: 'name', test: 'contains', value: 'M 499' }], position: 1 }),
        [14_970, 14_973, 14_976],
      );
      assert.deepEqual(await keys({ filters: [{ column: 'id', test: 'range', from: { integer: '14998' } }] }), [15_000]);
      assert.deepEqual(await keys({ filters: [{ column: 'number', test: 'null' }] }), []);
      assert.deepEqual(await preview.count({ table: 'item' }), { rows: 5000, isAtLeast: false });
      assert.deepEqual(await preview.count({ table: 'item', filters: [{ column: 'id', test: 'range', to: 30 }] }), {
        rows: 10,
        isAtLeast: false,
      });
    });
  });

  it('inspects a row, follows a reference, and offers dates as an assumption', async () => {
    await withDatabase(makeDatabase(people), async ({ preview }) => {
      const { fields } = await preview.row('message', '1');
      const created = fields.find(({ column }) => column === 'created');
      assert.deepEqual(created?.dates, [{ date: '2024-02-19T01:46:40.000Z', format: 'apple-seconds', evidence: 'assumed' }]);
      assert.deepEqual(await preview.follow('message', '2', 'person_id'), { table: 'person', key: '7' });
      assert.deepEqual(await preview.follow('message', '3', 'person_id'), { table: 'person' });
      assert.equal(await preview.follow('message', '3', 'text'), undefined);
      const part = await preview.cell('message', '1', 'text', { from: 1, length: 3 });
      assert.equal(Buffer.from(part.data).toString(), 'ell');
      assert.equal(part.bytes, 5);
    });
  });

  it('knows the references of a Core Data store, and names those that only names suggest', async () => {
    const files = makeDatabase((database) => {
      database.exec(`CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
        INSERT INTO Z_PRIMARYKEY VALUES (1, 'Asset', 0, 2), (2, 'GenericAlbum', 0, 1), (3, 'Album', 2, 1);
        CREATE TABLE ZASSET (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZMOMENT INTEGER); CREATE TABLE ZMOMENT (Z_PK INTEGER PRIMARY KEY);
        CREATE TABLE ZGENERICALBUM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER);
        CREATE TABLE Z_3ASSETS (Z_3ALBUMS INTEGER, Z_1ASSETS INTEGER, PRIMARY KEY (Z_3ALBUMS, Z_1ASSETS));
        INSERT INTO ZASSET VALUES (5, 1, 9); INSERT INTO ZGENERICALBUM VALUES (4, 3); INSERT INTO Z_3ASSETS VALUES (4, 5)`);
    });
    await withDatabase(files, async ({ preview }) => {
      const { tables } = await preview.overview();
      const of = (name: string) =>
        tables
          .find((table) => table.name === name)
          ?.references.map(({ columns, table, evidence }) => `${columns.join()} ${table} ${evidence}`);
      assert.deepEqual(of('Z_3ASSETS'), ['Z_3ALBUMS ZGENERICALBUM core-data', 'Z_1ASSETS ZASSET core-data']);
      assert.deepEqual(of('ZASSET'), ['Z_ENT Z_PRIMARYKEY core-data', 'ZMOMENT ZMOMENT name']);
      assert.deepEqual(await preview.follow('Z_3ASSETS', '1', 'Z_3ALBUMS'), { table: 'ZGENERICALBUM', key: '4' });
    });
  });

  it('reads views, tables without a rowid and the schema itself; names what is not there', async () => {
    const files = makeDatabase((database) => {
      people(database);
      database.exec(
        "CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO pairs VALUES ('y', '1'), ('x', '2')",
      );
    });
    await withDatabase(files, async ({ preview }) => {
      const view = await preview.rows({ table: 'named', limit: 1, order: { column: 'text' } });
      assert.deepEqual(view.columns, ['name', 'text']);
      assert.equal(shown(view.rows[0]?.cells[1]), 't:bye');
      const pairs = await preview.rows({ table: 'pairs', limit: 5, filters: [{ column: 'a', test: 'differs', value: 'q' }] });
      assert.deepEqual(
        pairs.rows.map(({ key, cells }) => [key, shown(cells[0])]),
        [
          [undefined, 't:x'],
          [undefined, 't:y'],
        ],
      );
      assert.ok((await preview.rows({ table: 'sqlite_schema', limit: 50 })).rows.length > 3);
      await assert.rejects(preview.rows({ table: 'nowhere', limit: 1 }), (error) => isCodedError(error, 'no-such-table'));
      await assert.rejects(preview.row('message', '77'), (error) => isCodedError(error, 'no-such-table'));
      await assert.rejects(preview.rows({ table: 'message', limit: 0 }), (error) => isCodedError(error, 'range-invalid'));
    });
  });

  it('notices that the file changed', async () => {
    await withDatabase(makeDatabase(people), async ({ preview, database }) => {
      await preview.overview();
      writeFileSync(database, makeDatabase(many(10)).database);
      await assert.rejects(preview.overview(), (error) => isCodedError(error, 'database-unreadable') && error.data.reason === 'changed');
    });
  });

  it('ends when the keys are locked', async () => {
    await withDatabase(
      makeDatabase(people),
      async ({ preview, keys }) => {
        await preview.overview();
        await keys?.lock();
        await assert.rejects(preview.overview(), (error) => isCodedError(error, 'cancelled'));
      },
      'encrypted',
    );
  });
});
