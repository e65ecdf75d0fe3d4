/** Two versions of a database, compared row by row: by their keys, with their logs, and next to what SQLite itself finds. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { compareDatabases, type Cell, type DatabaseDifference } from '../../../../src/backup/index.ts';
import { isCodedError } from '../../../../src/base/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { makeDatabase, shown, withDatabase, type DatabaseFiles } from '../../../support/previewing-databases.ts';

async function compared(before: DatabaseFiles, after: DatabaseFiles, form: 'plain' | 'encrypted' = 'plain'): Promise<DatabaseDifference> {
  let difference: DatabaseDifference | undefined;
  await withDatabase(before, async (one) => {
    await withDatabase(
      after,
      async (other) => {
        difference = await compareDatabases(one, other);
      },
      form,
    );
  });
  return difference ?? assert.fail();
}

function lines({ tables }: DatabaseDifference): string[] {
  const values = (cells: readonly Cell[]) => cells.map(shown).join();
  return tables.flatMap(({ table, rows }) =>
    rows.map(({ kind, key, cells }) => {
      const changes = cells.map(({ column, before, after }) => `${column} ${before ? shown(before) : '-'} > ${after ? shown(after) : '-'}`);
      return `${table} ${kind} ${values(key)}: ${changes.join(', ')}`;
    }),
  );
}

const SCHEMA = `CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, content BLOB);
  CREATE TABLE setting (name TEXT, user INTEGER, value, PRIMARY KEY (user, name)) WITHOUT ROWID;
  CREATE TABLE keyed (name TEXT PRIMARY KEY, value); CREATE TABLE loose (a, b);`;

describe('two versions of a database', () => {
  it('differ in rows that were added, removed and changed, with old and new values, also where only the log has them', async () => {
    const rows = `INSERT INTO item VALUES (1, 'same', x'00'), (2, 'gone', NULL), (3, 'old', x'01');
      INSERT INTO setting VALUES ('color', 1, 'red'), ('size', 1, 5), ('color', 2, 'blue');
      INSERT INTO keyed VALUES ('b', 1), ('a', 2); INSERT INTO loose VALUES (1, 1), (1, 1);`;
    const before = makeDatabase((database) => database.exec(SCHEMA + rows));
    const after = makeDatabase(
      (database) => database.exec(SCHEMA + rows.replace("('b', 1), ('a', 2)", "('a', 2), ('b', 1)")),
      (database) =>
        database.exec(`DELETE FROM item WHERE id = 2; UPDATE item SET name = 'new', content = x'0102' WHERE id = 3; INSERT INTO item VALUES (-4, 'added', NULL);
          UPDATE setting SET value = '5' WHERE name = 'size'; DELETE FROM setting WHERE user = 2; INSERT INTO setting VALUES ('color', 3, NULL);
          INSERT INTO loose VALUES (1, 1.0)`),
    );
    for (const form of ['plain', 'encrypted'] as const) {
      const difference = await compared(before, after, form);
      assert.deepEqual(lines(difference), [
        'item added i:-4: id - > i:-4, name - > t:added, content - > n',
        'item removed i:2: id i:2 > -, name t:gone > -, content n > -',
        'item changed i:3: name t:old > t:new, content b:1 > b:2',
        'loose added i:3: a - > i:1, b - > r:1',
        'setting changed i:1,t:size: value i:5 > t:5',
        'setting removed i:2,t:color: name t:color > -, user i:2 > -, value t:blue > -',
        'setting added i:3,t:color: name - > t:color, user - > i:3, value - > n',
      ]);
      assert.deepEqual(
        difference.tables.map(({ keyedBy, keyColumns }) => [keyedBy, keyColumns.join()]),
        [
          ['rowid', 'id'],
          ['rowid', 'rowid'],
          ['primary-key', 'user,name'],
        ],
      );
      assert.equal(difference.equalTables, 1);
      assert.deepEqual(difference.schema, []);
      assert.equal(difference.isEqual, false);
    }
  });

  it('that are the same have no difference', async () => {
    const files = makeDatabase((database) => database.exec(`${SCHEMA} INSERT INTO item VALUES (1, 'x', NULL)`));
    const difference = await compared(files, files);
    assert.deepEqual(difference, { isEqual: true, doubts: [], schema: [], tables: [], equalTables: 4, rowsCompared: 1 });
  });

  it('are not said to be equal when rows may be missing', async () => {
    const before = makeDatabase(
      (database) => database.exec(SCHEMA),
      (database) => database.exec("INSERT INTO loose VALUES (1, 'only in the log')"),
    );
    const { isEqual, doubts, tables } = await compared(
      { ...before, log: Buffer.from(before.log ?? []).fill(1, 32, 64) },
      { database: before.database },
    );
    assert.deepEqual([isEqual, tables, doubts], [false, [], [{ side: 'before', kind: 'log-unused' }]]);
  });

  it('differ in their schema, however far behind the beginning', async () => {
    const columns = Array.from({ length: 500 }, (_, place) => `a_long_name_of_a_column_${place.toString()} TEXT`).join(', ');
    const made = (last: string) => makeDatabase((database) => database.exec(`CREATE TABLE wide (${columns}, ${last})`));
    const { schema, isEqual } = await compared(made('z INTEGER'), made('z INTEGER, more TEXT'));
    assert.deepEqual([schema.map(({ kind, name }) => [kind, name]), isEqual], [[['table', 'wide']], false]);
  });

  it('differ in their schema; rows are compared in the columns that both have', async () => {
    const before = makeDatabase((database) => {
      database.exec(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, old TEXT); INSERT INTO item VALUES (1, 'a', 'x'); CREATE TABLE gone (a); INSERT INTO gone VALUES (7)",
      );
    });
    const after = makeDatabase((database) => {
      database.exec(
        "CREATE TABLE item (id INTEGER PRIMARY KEY,   name TEXT, new TEXT); INSERT INTO item VALUES (1, 'a', 'y'); CREATE VIEW seen AS SELECT 1",
      );
    });
    const difference = await compared(before, after);
    assert.deepEqual(
      difference.schema.map(({ kind, name, before: old, after: now }) => [kind, name, old !== undefined, now !== undefined]),
      [
        ['table', 'gone', true, false],
        ['table', 'item', true, true],
        ['view', 'seen', false, true],
      ],
    );
    assert.deepEqual(lines(difference), ['gone removed i:1: a i:7 > -']);
  });

  it('of ten thousand rows differ as SQLite itself says, and the list of rows is bounded', async () => {
    const fill = (change: string) => (database: DatabaseSync) => {
      database.exec(`CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, number REAL, content BLOB);
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000)
        INSERT INTO item SELECT x, 'item ' || x, x * 1.5, CASE WHEN x % 3 = 0 THEN zeroblob(x % 50) END FROM n; ${change}`);
    };
    const before = makeDatabase(fill('DELETE FROM item WHERE id % 97 = 0'));
    const after = makeDatabase(
      fill(
        "DELETE FROM item WHERE id % 89 = 0; UPDATE item SET name = 'other' WHERE id % 13 = 0; UPDATE item SET content = x'01' WHERE id % 17 = 0",
      ),
    );
    const [table] = (await compared(before, after)).tables;
    using folder = temporaryFolder();
    const paths = ['before', 'after'].map((name) => join(folder.path, name));
    for (const [index, { database }] of [before, after].entries()) writeFileSync(paths[index] ?? '', database);
    const oracle = new DatabaseSync(paths[0] ?? '');
    oracle.exec(`ATTACH '${paths[1] ?? ''}' AS other`);
    const counted = oracle
      .prepare(
        `SELECT (SELECT count(*) FROM other.item WHERE id NOT IN (SELECT id FROM main.item)) AS added, (SELECT count(*) FROM main.item WHERE id NOT IN (SELECT id FROM other.item)) AS removed,
          (SELECT count(*) FROM main.item a JOIN other.item b USING (id) WHERE a.name IS NOT b.name OR a.number IS NOT b.number OR a.content IS NOT b.content) AS changed`,
      )
      .get();
    oracle.close();
    assert.deepEqual({ added: table?.added, removed: table?.removed, changed: table?.changed }, { ...counted });
    assert.equal(table?.rows.length, 100);
    assert.equal(table.hasMore, true);
  });

  it('with cells too long to compare say so, and a table that cannot be read does not end the others', async () => {
    const before = makeDatabase((database) => {
      database.exec(
        "CREATE TABLE big (id INTEGER PRIMARY KEY, content BLOB); INSERT INTO big VALUES (1, zeroblob(5000000)), (2, zeroblob(5000001)), (3, 'blob 5000000'); CREATE TABLE last (a); INSERT INTO last VALUES (1)",
      );
    });
    const after = makeDatabase((database) => {
      database.exec(
        "CREATE TABLE big (id INTEGER PRIMARY KEY, content BLOB); INSERT INTO big VALUES (1, zeroblob(5000000)), (2, zeroblob(5000002)), (3, 'blob 5000000'); CREATE TABLE last (a); INSERT INTO last VALUES (2)",
      );
    });
    const [big, last] = (await compared(before, after)).tables;
    assert.deepEqual([big?.changed, big?.cellsNotCompared, last?.changed], [1, 1, 1]);
    assert.deepEqual(big?.rows[0]?.cells, [
      { column: 'content', before: { type: 'blob', bytes: 5_000_001 }, after: { type: 'blob', bytes: 5_000_002 } },
    ]);
  });

  it('end when nobody wants the result any more, and when it is no database', async () => {
    const files = makeDatabase((database) => database.exec(SCHEMA));
    await withDatabase(files, async (one) => {
      await assert.rejects(compareDatabases(one, one, { signal: AbortSignal.abort() }), (error) => isCodedError(error, 'cancelled'));
      await withDatabase({ database: Buffer.from('no database at all') }, async (other) => {
        await assert.rejects(compareDatabases(one, other), (error) => isCodedError(error, 'database-unreadable'));
      });
    });
  });
});
