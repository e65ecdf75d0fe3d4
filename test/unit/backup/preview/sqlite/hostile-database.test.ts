/** Databases and queries that mean harm: each ends in a sentence, within its limits, and the next question is answered. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../../../../src/base/index.ts';
import { makeDatabase, shown, withDatabase } from '../../../../support/previewing-databases.ts';

const PLAIN = makeDatabase((database) => {
  database.exec("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'one'), (2, 'two')");
});

function isLimit(limit: string): (error: unknown) => boolean {
  return (error) => isCodedError(error, 'preview-limit') && error.data.limit === limit;
}

function isInvalid(reason: string): (error: unknown) => boolean {
  return (error) => isCodedError(error, 'query-invalid') && error.data.reason === reason;
}

const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT';

/** Eighteen layers of pages, each of which leads sixty times to the next one: 60^17 rows from twenty pages. */
function layered(): Buffer {
  const { database } = makeDatabase((made) => {
    made.exec("PRAGMA page_size = 512; CREATE TABLE item (a); INSERT INTO item VALUES ('x')");
  });
  const layers = 17;
  const pages = [database.subarray(0, 512)];
  for (let layer = 0; layer < layers; layer++) {
    const page = Buffer.alloc(512);
    page.writeUInt8(5, 0);
    page.writeUInt16BE(60, 3);
    page.writeUInt16BE(512 - 60 * 5, 5);
    page.writeUInt32BE(3 + layer, 8);
    for (let cell = 0; cell < 60; cell++) {
      page.writeUInt16BE(512 - (cell + 1) * 5, 12 + cell * 2);
      page.writeUInt32BE(3 + layer, 512 - (cell + 1) * 5);
      page.writeUInt8(cell, 512 - (cell + 1) * 5 + 4);
    }
    pages.push(page);
  }
  const whole = Buffer.concat([...pages, database.subarray(512, 1024)]);
  whole.writeUInt32BE(whole.length / 512, 28);
  return whole;
}

describe('a query', () => {
  it('gives rows, columns of the same name, and says that there are more', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      const result = await preview.query('SELECT id, name AS id, 3 AS "1" FROM item -- all', { limit: 1 });
      assert.deepEqual(result.columns, ['id', 'id', '1']);
      assert.deepEqual(result.rows[0]?.map(shown), ['i:1', 't:one', 'i:3']);
      assert.equal(result.hasMore, true);
      assert.equal((await preview.query('VALUES (1), (2);', { limit: 2 })).hasMore, false);
    });
  });

  it('that never ends is ended, also in the middle of a step, and the next one is answered', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      await assert.rejects(preview.query(`${ENDLESS} count(*) FROM n`, { timeLimit: 200 }), isLimit('time'));
      const rows = await preview.query(`${ENDLESS} x FROM n`, { timeLimit: 10_000, limit: 3 });
      assert.deepEqual(rows.rows.flat().map(shown), ['i:1', 'i:2', 'i:3']);
      const cut = await preview.query(`${ENDLESS} length(printf('%.*c', 1000000 + x, 'x')) FROM n`, { timeLimit: 300, limit: 1_000_000 });
      assert.equal(cut.isCut, 'time');
      assert.equal((await preview.query('SELECT 1')).rows.length, 1);
    });
  });

  it('is canceled at once, also in the middle of a step', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      await preview.overview();
      const cancel = new AbortController();
      const running = preview.query(`${ENDLESS} count(*) FROM n`, { signal: cancel.signal });
      cancel.abort();
      await assert.rejects(running, (error) => isCodedError(error, 'cancelled'));
      assert.equal((await preview.query('SELECT 1')).rows.length, 1);
    });
  });

  it('that wants much memory, or a result without end, is cut', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      await assert.rejects(preview.query('SELECT length(hex(zeroblob(400000000)))'), isLimit('memory'));
      await assert.rejects(
        preview.query(`${ENDLESS} group_concat(hex(zeroblob(1000000))) FROM (SELECT * FROM n LIMIT 300)`),
        isLimit('memory'),
      );
      const wide = await preview.query(`${ENDLESS} printf('%.*c', 1000, 'x'), printf('%.*c', 1000, 'y') FROM n`, { limit: 1_000_000 });
      assert.equal(wide.isCut, 'size');
      assert.ok(wide.rows.length < 5000);
      const [long] = (await preview.query("SELECT printf('%.*c', 5000000, 'x'), zeroblob(5000000)")).rows;
      assert.ok(long?.[0]?.type === 'text' && long[0].isCut === true && long[0].bytes === 5_000_000 && long[0].value.length === 1024);
      assert.ok(long[1]?.type === 'blob' && long[1].bytes === 5_000_000 && long[1].digest === undefined);
    });
  });

  it('that is nested deeper than the stack of SQLite is a limit, and the next one is answered', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      const deep = Array.from({ length: 900 }, (_, place) => `octet_length(name) > ${place.toString()}`).join(' OR ');
      // What it overwrites may also make it run in circles.
      const isAnyLimit = (error: unknown) => isCodedError(error, 'preview-limit');
      await assert.rejects(preview.query(`SELECT coalesce(${deep}, 0) FROM item`, { timeLimit: 1000 }), isAnyLimit);
      assert.equal((await preview.query('SELECT 1')).rows.length, 1);
    });
  });

  it('does nothing but read', async () => {
    await withDatabase(PLAIN, async ({ preview, database }) => {
      for (const sql of [
        "ATTACH '/tmp/other.db' AS other",
        'PRAGMA writable_schema = ON',
        'DELETE FROM item',
        "VACUUM INTO '/tmp/ios-backup-lab-vacuum.db'",
        'CREATE TEMP TABLE t (a)',
        'BEGIN',
        '/* SELECT */ INSERT INTO item VALUES (3, 3)',
        'WITH x AS (SELECT 1) DELETE FROM item',
        'WITH x AS (SELECT 5) INSERT INTO item SELECT 5, 5 FROM x',
        'SELECT 1\0; DELETE FROM item',
      ]) {
        await assert.rejects(preview.query(sql), isInvalid('not-reading'), sql);
      }
      assert.deepEqual(readFileSync(database), Buffer.from(PLAIN.database));
      assert.equal(existsSync('/tmp/ios-backup-lab-vacuum.db'), false);
      assert.equal((await preview.rows({ table: 'item', limit: 9 })).rows.length, 2);
    });
  });

  it('reaches no other file and no code', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      for (const call of ["readfile('/etc/passwd')", "load_extension('x')", "writefile('/tmp/x', 'y')", "edit('x')"]) {
        await assert.rejects(preview.query(`SELECT ${call}`), isInvalid('mistake'), call);
      }
      await assert.rejects(preview.query('SELECT 1; SELECT 2'), isInvalid('several-statements'));
      await assert.rejects(preview.query(' -- nothing\n ;'), isInvalid('not-reading'));
      await assert.rejects(preview.query('  '), isInvalid('empty'));
      assert.equal((await preview.query("SELECT ';' ; ")).rows.length, 1);
    });
  });

  it('with a mistake says where it is', async () => {
    await withDatabase(PLAIN, async ({ preview }) => {
      for (const [sql, line, column] of [
        ['SELECT a\nFROM item WHERE FROM', 2, 17],
        ['SELECT *, FROM item', 1, 11],
        ['SELECT "id", missing FROM item', 1, 14],
        ['SELECT 1 FROM\n\n nowhere', 3, 2],
        ["SELECT 'open", 1, 8],
        ['SELECT (1', 1, 10],
        ['SELECT frobnicate(1)', 1, 8],
        ['SELECT 1 # 2', 1, 10],
        ['SELECT missing, missing', undefined, undefined],
      ] as const) {
        await assert.rejects(preview.query(sql), (error) => {
          assert.ok(isCodedError(error, 'query-invalid'), String(error));
          assert.deepEqual([error.data.line, error.data.column], [line, column], JSON.stringify(error.data));
          return true;
        });
      }
    });
  });
});

describe('a hostile database', () => {
  it('with views that never end, and views of views, shows its tables', async () => {
    const files = makeDatabase((database) => {
      database.exec(`CREATE TABLE item (id INTEGER PRIMARY KEY); INSERT INTO item VALUES (1);
        CREATE VIEW endless AS ${ENDLESS} x FROM n WHERE x < 0;
        CREATE VIEW v0 AS SELECT 1 AS a`);
      for (let depth = 1; depth < 40; depth++) database.exec(`CREATE VIEW v${depth} AS SELECT a.a FROM v${depth - 1} a, v${depth - 1} b`);
    });
    await withDatabase(files, async ({ preview }) => {
      assert.ok((await preview.overview()).tables.some(({ name }) => name === 'v39'));
      await assert.rejects(preview.rows({ table: 'endless', limit: 1 }, { timeLimit: 200 }), isLimit('time'));
      await assert.rejects(preview.rows({ table: 'v39', limit: 1 }, { timeLimit: 200 }));
      assert.equal((await preview.rows({ table: 'item', limit: 1 })).rows.length, 1);
    });
  });

  it('with cells of hundreds of megabytes shows their length, and the rows around them', async () => {
    const files = makeDatabase((database) => {
      database.exec(
        "CREATE TABLE big (id INTEGER PRIMARY KEY, content BLOB, note TEXT); INSERT INTO big VALUES (1, zeroblob(210000000), 'after'), (2, x'00', 'small')",
      );
    });
    await withDatabase(files, async ({ preview }) => {
      const { rows } = await preview.rows({ table: 'big', limit: 5 });
      assert.deepEqual(rows[0]?.cells, [
        { type: 'integer', value: '1' },
        { type: 'blob', bytes: 210_000_000 },
        { type: 'text', value: 'after', bytes: 5 },
      ]);
      assert.equal(rows.length, 2);
      assert.equal((await preview.row('big', '1')).fields[1]?.cell.type, 'blob');
      await assert.rejects(preview.cell('big', '1', 'content', { from: 0, length: 10 }), isLimit('memory'));
      assert.equal((await preview.cell('big', '2', 'content', { from: 0, length: 10 })).bytes, 1);
    });
  });

  it('with computed columns as large as memory ends in a limit', async () => {
    const files = makeDatabase((database) => {
      database.exec(
        'CREATE TABLE bomb (id INTEGER PRIMARY KEY, huge AS (hex(zeroblob(400000000)))); INSERT INTO bomb VALUES (1); CREATE TABLE item (a)',
      );
    });
    await withDatabase(files, async ({ preview }) => {
      await assert.rejects(preview.rows({ table: 'bomb', limit: 1 }), isLimit('memory'));
      assert.deepEqual((await preview.rows({ table: 'item', limit: 1 })).rows, []);
    });
  });

  it('with modules, functions and collations of its app says what it needs', async () => {
    const files = makeDatabase((database) => {
      database.exec(
        "CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words VALUES ('one'); CREATE TABLE item (a COLLATE NOCASE); INSERT INTO item VALUES ('b'), ('A')",
      );
      database.enableDefensive(false);
      database.exec(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE words USING own_words(text)' WHERE name = 'words'; UPDATE sqlite_schema SET sql = 'CREATE TABLE item (a COLLATE APP)' WHERE name = 'item'",
      );
    });
    await withDatabase(files, async ({ preview }) => {
      assert.equal((await preview.overview()).tables.find(({ name }) => name === 'words')?.kind, 'virtual');
      await assert.rejects(
        preview.rows({ table: 'words', limit: 1 }),
        (error) =>
          isCodedError(error, 'database-unreadable') &&
          error.data.reason === 'unsupported' &&
          String(error.data.details).includes('own_words'),
      );
      const { rows } = await preview.rows({ table: 'item', limit: 5, order: { column: 'a' } });
      assert.deepEqual(
        rows.map(({ cells }) => shown(cells[0])),
        ['t:A', 't:b'],
      );
    });
  });

  const START = Buffer.from(PLAIN.database);
  const patched = (at: number, bytes: readonly number[]) => {
    const copy = Buffer.from(START);
    Buffer.from(bytes).copy(copy, at);
    return copy;
  };
  for (const [what, database] of Object.entries({
    'a page size of lies': patched(16, [0x40, 0x00]),
    'a page size that is none': patched(16, [0x12, 0x34]),
    'a schema of noise': patched(
      4096 - 200,
      Array.from({ length: 200 }, (_, index) => (index * 37) % 251),
    ),
    'an end in the middle of a page': START.subarray(0, 5000),
    'no page behind the first': START.subarray(0, 4096),
    'reserved space as large as its pages': patched(20, [0xff]),
    'only its first words': START.subarray(0, 20),
    'text in UTF-16': patched(56, [0, 0, 0, 2]),
    'another file format': patched(18, [9, 9]),
    'a root page beyond its end': patched(100, [5]),
  })) {
    it(`with ${what} ends in a sentence, whatever is asked`, async () => {
      await withDatabase({ database }, async ({ preview }) => {
        const answers = await Promise.allSettled([
          preview.overview(),
          preview.rows({ table: 'item', limit: 10 }),
          preview.count({ table: 'item' }),
          preview.query('SELECT * FROM item'),
        ]);
        for (const answer of answers) {
          if (answer.status === 'fulfilled') continue;
          assert.ok(
            ['database-unreadable', 'no-such-table', 'preview-limit'].some((code) => isCodedError(answer.reason, code)),
            String(answer.reason),
          );
        }
        if (what.startsWith('an end')) assert.equal((await preview.overview()).isCutOff, true);
        else if (what !== 'a page size of lies') {
          assert.ok(
            answers.some(({ status }) => status === 'rejected'),
            'something must be wrong',
          );
        }
      });
    });
  }

  it('whose pages lead to each other again and again ends with its time', async () => {
    await withDatabase({ database: layered() }, async ({ preview }) => {
      assert.equal((await preview.rows({ table: 'item', limit: 3 })).rows.length, 3);
      assert.ok((await preview.count({ table: 'item' }, { timeLimit: 1000 })).rows >= 100_000);
      await assert.rejects(
        preview.rows({ table: 'item', limit: 3, filters: [{ column: 'a', test: 'equals', value: 'nowhere' }] }, { timeLimit: 300 }),
        isLimit('time'),
      );
      await assert.rejects(preview.query('SELECT count(*) FROM item', { timeLimit: 300 }), isLimit('time'));
      assert.equal((await preview.query('SELECT 1')).rows.length, 1);
    });
  });

  it('that is none says so', async () => {
    await withDatabase({ database: Buffer.from('something else, and long enough') }, async ({ preview }) => {
      await assert.rejects(
        preview.overview(),
        (error) => isCodedError(error, 'database-unreadable') && error.data.reason === 'not-a-database',
      );
    });
  });

  it('with a log of lies is shown without what the log claims', async () => {
    const files = makeDatabase(
      (database) => database.exec("CREATE TABLE item (a); INSERT INTO item VALUES ('kept')"),
      (database) => database.exec("INSERT INTO item VALUES ('logged')"),
    );
    const log = Buffer.from(files.log ?? []);
    const broken = Buffer.from(log);
    broken.writeUInt8(broken.readUInt8(60) ^ 1, 60);
    for (const lie of [broken, log.subarray(0, 100), Buffer.alloc(4096, 7)]) {
      await withDatabase({ database: files.database, log: lie }, async ({ preview }) => {
        assert.equal((await preview.rows({ table: 'item', limit: 5 })).rows.length, 1);
        assert.equal((await preview.overview()).log, 'unused');
      });
    }
  });

  it('leaves nothing in the folder for temporary files', async () => {
    const own = () => readdirSync(tmpdir()).filter((name) => name.includes('sandboxed') || name.endsWith('.lock'));
    const before = own();
    await withDatabase(PLAIN, async ({ preview }) => {
      await preview.query('SELECT * FROM item ORDER BY name');
      assert.deepEqual(own(), before);
      assert.deepEqual(
        readdirSync(process.cwd()).filter((name) => name.startsWith('sandboxed')),
        [],
      );
    });
    assert.equal(existsSync(join(process.cwd(), 'sandboxed-1-1.db.lock')), false);
  });
});
