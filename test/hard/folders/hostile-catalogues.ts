/** Lists of files that are endless, hollow, looped or computed. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { counted, edit, fileID, insert, MEBIBYTE, record, schema, sql, UNREADABLE, type HostileFolder } from './hostile-folder.ts';

const ENDLESS = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
  SELECT i AS rowid, printf('%040x', i) AS fileID, 'HomeDomain' AS domain, printf('%d', i) AS relativePath, 1 AS flags, NULL AS file FROM n`;

/** Gives each of these tables rows whose overflow pages lead back to each other: a few kilobytes that claim to be gigabytes. */
function loopOverflow(backup: string): void {
  const path = join(backup, 'Manifest.db');
  edit(backup, (database) => {
    const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, 1, ?)');
    database.exec('BEGIN');
    for (let index = 0; index < 3000; index++) {
      const name = `looped/${String(index)}`;
      statement.run(fileID('HomeDomain', name), 'HomeDomain', name, Buffer.alloc(9000, 0x61));
    }
    database.exec('COMMIT');
  });
  // Every first overflow page leads to itself, and every record claims a megabyte less a little.
  const bytes = readFileSync(path);
  const page = bytes.readUInt16BE(16);
  for (let start = page; start < bytes.length; start += page) {
    if (bytes[start] !== 0 || bytes.subarray(start + 4, start + 8).toString('latin1') !== 'aaaa') continue;
    bytes.writeUInt32BE(start / page + 1, start);
  }
  // 9,000 bytes of blob: serial type 18012 as a varint of three bytes becomes one of a million.
  const from = varint(9000 * 2 + 12);
  const to = varint(1_000_000 * 2 + 12);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) bytes.set(to, at);
  writeFileSync(path, bytes);
}

function varint(value: number): Buffer {
  return Buffer.from([0x80 | (value >> 14), 0x80 | ((value >> 7) & 0x7f), value & 0x7f]);
}

export const HOSTILE_CATALOGUES: readonly HostileFolder[] = [
  {
    id: 'endless-view',
    what: 'the list of files is a view without end',
    make: sql(`ALTER TABLE Files RENAME TO Others; CREATE VIEW Files AS ${ENDLESS}`),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
    short: true,
  },
  {
    id: 'doubling-views',
    what: 'the list of files is a view of views, each twice the one below',
    make: sql(
      `ALTER TABLE Files RENAME TO Others; CREATE VIEW v0 AS SELECT rowid AS rowid, * FROM Others;
      ${Array.from({ length: 40 }, (_, index) => `CREATE VIEW v${String(index + 1)} AS SELECT * FROM v${String(index)} UNION ALL SELECT * FROM v${String(index)};`).join('')}
      CREATE VIEW Files AS SELECT * FROM v40`,
    ),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'generated-column',
    what: 'the record of each row is a gigabyte that is computed',
    make: sql(`ALTER TABLE Files RENAME TO Others; CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER,
      file BLOB NOT NULL GENERATED ALWAYS AS (zeroblob(999999999)) VIRTUAL); INSERT INTO Files SELECT fileID, domain, relativePath, flags FROM Others`),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
    short: true,
  },
  {
    id: 'check-constraint',
    what: 'another table demands a gigabyte of each of its rows when it is checked',
    make: schema((database) => {
      database.exec(`CREATE TABLE Later (x TEXT, y TEXT); INSERT INTO Later SELECT fileID, domain FROM Files;
        UPDATE sqlite_schema SET sql = 'CREATE TABLE Later (x TEXT, y TEXT, CHECK (length(hex(zeroblob(400000000))) > 0))' WHERE name = 'Later'`);
    }),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'expression-index',
    what: 'an index over something that is computed, and one over a part of the rows',
    make: sql(
      `CREATE INDEX computed ON Files (length(hex(relativePath) || fileID)); CREATE INDEX part ON Files (domain) WHERE length(hex(relativePath)) > 3`,
    ),
    ends: { ls: [0, 8], verify: [0, 8, 9], salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'virtual-table',
    what: 'the list of files is a virtual table',
    make: sql(`ALTER TABLE Files RENAME TO Others; CREATE VIRTUAL TABLE Files USING fts5(fileID, domain, relativePath, flags, file);
      INSERT INTO Files SELECT fileID, domain, relativePath, flags, file FROM Others`),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'without-rowid',
    what: 'the list of files is a table without rowids',
    make: sql(`ALTER TABLE Files RENAME TO Others; CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB) WITHOUT ROWID;
      INSERT INTO Files SELECT * FROM Others`),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'triggers',
    what: 'triggers on the list of files and views that nobody asked for',
    make: sql(
      `CREATE VIEW Endless AS ${ENDLESS}; CREATE TRIGGER t AFTER INSERT ON Files BEGIN INSERT INTO Properties SELECT fileID, file FROM Endless; END`,
    ),
    ends: { ls: [0], verify: [0, 9], extract: [0], salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'schema-of-tables',
    what: 'a hundred thousand tables beside the list of files',
    make: schema((database) => {
      database.exec('BEGIN');
      const statement = database.prepare("INSERT INTO sqlite_schema VALUES ('table', ?, ?, 3, ?)");
      const columns = Array.from({ length: 40 }, (_, index) => `column${String(index)} TEXT`).join();
      for (let index = 0; index < 100_000; index++) {
        statement.run(`t${String(index)}`, `t${String(index)}`, `CREATE TABLE t${String(index)} (${columns})`);
      }
      database.exec('COMMIT');
    }),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'schema-text',
    what: 'a schema of a hundred megabytes of text',
    make: schema((database) => {
      const statement = database.prepare("INSERT INTO sqlite_schema VALUES ('table', ?, ?, 3, ?)");
      for (let index = 0; index < 10; index++) {
        const name = `big${String(index)}`;
        statement.run(name, name, `CREATE TABLE ${name} (x TEXT DEFAULT '${'y'.repeat(10_000_000)}')`);
      }
    }),
    ends: { ...UNREADABLE, salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'looped-overflow',
    what: 'three thousand records whose overflow pages lead to themselves',
    make: loopOverflow,
    ends: { salvage: [0, 8, 9] },
  },
  {
    id: 'megabyte-names',
    what: 'sixty names of a megabyte each',
    make: (backup) => {
      edit(backup, (database) => {
        insert(
          database,
          counted(60, (index) => ['HomeDomain', `${String(index)}${'n'.repeat(MEBIBYTE)}`]),
        );
      });
    },
    ends: { ls: [0], 'ls-json': [0] },
  },
  {
    id: 'megabyte-domains',
    what: 'sixty domains whose names are a megabyte each',
    make: (backup) => {
      edit(backup, (database) => {
        insert(
          database,
          counted(60, (index) => [`${String(index)}${'n'.repeat(MEBIBYTE)}`, 'x']),
        );
      });
    },
    ends: { ls: [0], 'ls-json': [0] },
  },
  {
    id: 'giant-name',
    what: 'a name of half a gigabyte',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec(
          `INSERT INTO Files VALUES ('${'ab'.repeat(20)}', 'HomeDomain', replace(hex(zeroblob(250000000)), '0', 'n'), 1, NULL)`,
        );
      });
    },
    ends: { ls: [0], 'ls-json': [0] },
  },
  {
    id: 'giant-record',
    what: 'a record of half a gigabyte',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec(`INSERT INTO Files VALUES ('${fileID('HomeDomain', 'x')}', 'HomeDomain', 'x', 1, zeroblob(500000000))`);
      });
    },
    ends: { ls: [0] },
  },
  {
    id: 'deep-names',
    what: 'twenty thousand paths of two thousand folders each',
    make: (backup) => {
      edit(backup, (database) => {
        insert(
          database,
          counted(20_000, (index) => ['HomeDomain', `${index.toString(36)}/${'d/'.repeat(2000)}`] as const),
        );
      });
    },
    ends: { ls: [0, 8] },
  },
  {
    id: 'folders-without-end',
    what: 'eighty megabytes of paths, each through two hundred folders of its own',
    make: (backup) => {
      edit(backup, (database) => {
        insert(
          database,
          counted(100_000, (index) => {
            const own = index.toString(36);
            return [
              'HomeDomain',
              `${own}/${Array.from({ length: 200 }, (_, level) => ((level * 7 + index) % 36).toString(36)).join('/')}`,
            ] as const;
          }),
        );
      });
    },
    ends: {},
  },
  {
    id: 'rows-without-end',
    what: 'eight million rows without a record',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec(`BEGIN; DROP TABLE Files; CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000000)
          INSERT INTO Files SELECT '', '', '', 1, NULL FROM n; COMMIT`);
      });
    },
    ends: { cat: [2], keychain: [2] },
  },
  {
    id: 'generations',
    what: 'a hundred thousand rows of one and the same name, each with another record',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec(
          `DROP TABLE Files; CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB); BEGIN`,
        );
        const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, 1, ?)');
        for (let index = 0; index < 100_000; index++) {
          statement.run(fileID('HomeDomain', 'twin'), 'HomeDomain', 'twin', record('twin', { size: index }));
        }
        database.exec('COMMIT');
      });
    },
    ends: { cat: [2], keychain: [2] },
  },
  {
    id: 'numbers-too-large',
    what: 'flags, sizes, dates and rowids beyond what a number can say',
    make: (backup) => {
      edit(backup, (database) => {
        insert(database, [
          ['HomeDomain', 'flags', 2n ** 62n],
          ['HomeDomain', 'negative', -(2n ** 63n)],
          ['HomeDomain', 'also', 2n ** 53n + 1n],
        ]);
        const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)');
        for (const [name, changes] of [
          ['size', { size: Number.MAX_SAFE_INTEGER }],
          ['date', { lastModified: 9e15, birth: -9e15, lastStatusChange: 8.64e12 }],
          ['owner', { userId: 4_294_967_295, inode: 2n ** 63n - 1n }],
        ] as const) {
          statement.run(fileID('HomeDomain', name), 'HomeDomain', name, 1, record(name, changes));
        }
      });
    },
    ends: { ls: [0], 'ls-json': [0], extract: [8] },
    short: true,
  },
  {
    id: 'rowids-too-large',
    what: 'rows whose rowids are beyond what a number can say',
    make: (backup) => {
      edit(backup, (database) => {
        const statement = database.prepare(
          'INSERT INTO Files (rowid, fileID, domain, relativePath, flags, file) VALUES (?, ?, ?, ?, 2, ?)',
        );
        for (const rowid of [2n ** 53n + 1n, 2n ** 62n, -5n]) {
          statement.run(rowid, fileID('HomeDomain', String(rowid)), 'HomeDomain', String(rowid), record(String(rowid)));
        }
      });
    },
    ends: {},
  },
  {
    id: 'giant-pages',
    what: 'pages of 65,536 bytes, all of them holes but for their headers',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec('PRAGMA page_size = 65536; VACUUM');
      });
      const path = join(backup, 'Manifest.db');
      const start = readFileSync(path).length;
      const file = openSync(path, 'r+');
      const leaf = Buffer.from([10, 0, 0, 0, 0, 0, 0, 0]);
      for (let page = 0; page < 10_000; page++) writeSync(file, leaf, 0, leaf.length, start + page * 65536);
      ftruncateSync(file, start + 10_000 * 65536);
      closeSync(file);
    },
    ends: { salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'index-entries-without-end',
    what: 'an index of a million names whose rows are lost',
    make: (backup) => {
      edit(backup, (database) => {
        database.exec(`CREATE TABLE Lost (fileID TEXT PRIMARY KEY, x); BEGIN;
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
          INSERT INTO Lost SELECT printf('%040x', i * 7919), i FROM n; COMMIT`);
      });
      const bytes = readFileSync(join(backup, 'Manifest.db'));
      bytes.fill(0xff, 24, 40);
      bytes.write('damaged!', 0);
      writeFileSync(join(backup, 'Manifest.db'), bytes);
    },
    ends: { salvage: [0, 8, 9] },
  },
];
