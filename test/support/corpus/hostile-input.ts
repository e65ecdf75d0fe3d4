/** Backups made to harm whoever opens them: names, links, special files, databases, keybags, property lists. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Verdict } from '../../../src/backup/index.ts';
import { fileOf } from './awkward-files.ts';
import { isDb, isEncrypted } from './damage-kind.ts';
import { PLIST_BOMBS } from './plist-bombs.ts';
import type { Specimen } from './specimen.ts';
import type { Era } from './written-backups.ts';

export interface HostileInput {
  readonly what: string;
  /** All eras unless said. */
  readonly eras?: (era: Era) => boolean;
  readonly harm: (specimen: Specimen) => void;
  /** Only judged, not opened and read as well. */
  readonly onlyJudged?: boolean;
  /** What unlocking answers, where the password is wanted. */
  readonly unlock?: string;
  readonly verdict?: Verdict | readonly Verdict[];
}

const MANIFEST = 'Manifest.plist';
const isPlainDb = ({ name }: Era) => name === 'db-plain';
const NOTHING_WRONG = ['good', 'good-with-known-gaps'] as const;

const HOSTILE_NAMES = [
  '../../outside',
  '..',
  '/etc/passwd',
  'a\u0000b',
  'C:\\Windows\\x',
  'con',
  'x'.repeat(4096),
  `${'d/'.repeat(2000)}deep`,
  '\u202Egpj.exe',
  'line\nbreak\r\u001b[2J',
  '.',
  'a//b',
  '\\\\server\\share',
];

const sql =
  (edit: (database: DatabaseSync, specimen: Specimen) => void) =>
  (specimen: Specimen): void => {
    specimen.editDatabase((database) => {
      edit(database, specimen);
    });
  };

/** Writes a number behind a tag of the keybag. */
const keybagNumber = (tag: string, value: number) => (specimen: Specimen) => {
  specimen.changeData(MANIFEST, 'BackupKeyBag', (bytes) => {
    const at = bytes.indexOf(tag);
    assert.ok(at >= 0, `the keybag has no ${tag}`);
    bytes.writeUInt32BE(value, at + 8);
    return bytes;
  });
};

const insertName = (database: DatabaseSync, specimen: Specimen, domain: string, relativePath: string, index: number) => {
  const { fileID } = fileOf(specimen, 'photo');
  const another = `${index.toString(16).padStart(2, '0')}${'f'.repeat(38)}`;
  database.prepare('INSERT INTO Files SELECT ?, ?, ?, flags, file FROM Files WHERE fileID = ?').run(another, domain, relativePath, fileID);
};

const fifo = (name: string) => (specimen: Specimen) => {
  const path = join(specimen.path, name);
  rmSync(path);
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
};

const linkTo = (name: string, target: string) => (specimen: Specimen) => {
  rmSync(join(specimen.path, name));
  symlinkSync(target, join(specimen.path, name));
};

export const HOSTILE_INPUT: readonly HostileInput[] = [
  {
    what: 'names that lead elsewhere',
    eras: isDb,
    harm: sql((database, specimen) => {
      HOSTILE_NAMES.forEach((name, index) => {
        insertName(database, specimen, 'HomeDomain', name, index);
        insertName(database, specimen, name, 'file', index + 100);
      });
    }),
    verdict: 'damaged',
  },
  {
    what: 'rows whose values are of other types',
    eras: isDb,
    harm: sql((database) => {
      database.exec(`INSERT INTO Files VALUES (17, 'HomeDomain', 'number', 1, NULL), (X'00FF', X'00FF', X'00FF', 1, X'00'),
        ('${'ab'.repeat(20)}', 3.5, 7, 'text', 'text'), ('${'ac'.repeat(20)}', 'HomeDomain', 'huge', 9223372036854775807, 5), (NULL, '', NULL, NULL, '')`);
    }),
  },
  {
    what: 'a list of files that never ends',
    eras: isPlainDb,
    harm: sql((database) => {
      database.exec(`ALTER TABLE Files RENAME TO Others; CREATE VIEW Files AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT printf('%040x', i) AS fileID, 'HomeDomain' AS domain, printf('%d', i) AS relativePath, 1 AS flags, NULL AS file FROM n`);
    }),
    verdict: 'unreadable',
  },
  {
    what: 'a list of files in which each record is a gigabyte out of nothing',
    eras: isPlainDb,
    harm: sql((database) => {
      database.exec(`ALTER TABLE Files RENAME TO Others;
        CREATE VIEW Files AS SELECT fileID, domain, relativePath, flags, zeroblob(999999999) AS file FROM Others`);
    }),
    verdict: 'unreadable',
  },
  {
    what: 'columns that are computed',
    eras: isPlainDb,
    harm: sql((database) => {
      database.exec(`ALTER TABLE Files RENAME TO Others; CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER,
        file BLOB GENERATED ALWAYS AS (zeroblob(999999999)) VIRTUAL); INSERT INTO Files SELECT fileID, domain, relativePath, flags FROM Others`);
    }),
    verdict: 'unreadable',
  },
  {
    what: 'a database without the table of files',
    eras: isDb,
    harm: sql((database) => {
      database.exec('DROP TABLE Files');
    }),
    verdict: 'unreadable',
  },
  {
    what: 'a table of files without its columns',
    eras: isDb,
    harm: sql((database) => {
      database.exec('DROP TABLE Files; CREATE TABLE Files (fileID TEXT)');
    }),
    verdict: 'unreadable',
  },
  {
    what: 'a domain of thirty thousand items in one folder',
    eras: isPlainDb,
    harm: sql((database) => {
      database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
        INSERT INTO Files SELECT printf('%040x', i), 'TonesDomain', printf('%d', i), 2, NULL FROM n`);
    }),
  },
  ...Object.entries(PLIST_BOMBS).map(([what, bomb]): HostileInput => ({
    what: `a record that is ${what}`,
    eras: isPlainDb,
    harm: (specimen) => {
      const { fileID } = fileOf(specimen, 'photo');
      specimen.editDatabase((database) => database.prepare('UPDATE Files SET file = ? WHERE fileID = ?').run(bomb, fileID));
    },
    verdict: 'damaged',
  })),
  ...Object.entries(PLIST_BOMBS).flatMap(([what, bomb]) =>
    ['Manifest.plist', 'Status.plist', 'Info.plist'].map((name): HostileInput => ({
      what: `a ${name} that is ${what}`,
      eras: isPlainDb,
      harm: ({ path }) => {
        writeFileSync(join(path, name), bomb);
      },
      verdict: 'damaged',
    })),
  ),
  ...Object.entries(PLIST_BOMBS).map(([what, bomb]): HostileInput => ({
    what: `a keychain that is ${what}`,
    eras: ({ name }) => name === 'db-encrypted',
    harm: (specimen) => {
      specimen.changePlain(fileOf(specimen, 'keychain'), () => bomb);
    },
    verdict: 'damaged',
  })),
  { what: 'a Manifest.plist that waits for ever', harm: fifo(MANIFEST), unlock: 'plist-unreadable' },
  { what: 'an Info.plist that waits for ever', harm: fifo('Info.plist'), verdict: 'damaged' },
  { what: 'a Manifest.db that waits for ever', eras: isDb, harm: fifo('Manifest.db'), verdict: 'unreadable' },
  { what: 'a Manifest.plist that never ends', harm: linkTo(MANIFEST, '/dev/zero'), unlock: 'plist-unreadable' },
  { what: 'a Manifest.db that never ends', eras: isDb, harm: linkTo('Manifest.db', '/dev/zero'), verdict: 'unreadable' },
  {
    what: 'content that waits for ever',
    harm: (specimen) => {
      const path = specimen.stored(fileOf(specimen, 'photo'));
      rmSync(path);
      assert.equal(spawnSync('mkfifo', [path]).status, 0);
    },
    verdict: 'damaged',
  },
  {
    what: 'a folder of content that is a link out of the backup',
    eras: isDb,
    harm: (specimen) => {
      const folder = join(specimen.path, fileOf(specimen, 'photo').fileID.slice(0, 2));
      const outside = join(specimen.path, '../outside');
      renameSync(folder, outside);
      symlinkSync(outside, folder);
    },
  },
  {
    what: 'a log beside the catalogue that is none',
    eras: ({ name }) => name === 'db-plain',
    harm: ({ path }) => {
      writeFileSync(join(path, 'Manifest.db-wal'), Buffer.alloc(100_000, 0x5a));
    },
    verdict: NOTHING_WRONG,
  },
  {
    what: 'folders where files should be',
    harm: ({ path, catalogueName }) => {
      for (const name of ['Info.plist', 'Status.plist', catalogueName]) {
        rmSync(join(path, name));
        mkdirSync(join(path, name));
      }
    },
    verdict: 'unreadable',
  },
  {
    what: 'both catalogues',
    harm: (specimen) => {
      const { path, catalogueName } = specimen;
      copyFileSync(join(path, catalogueName), join(path, catalogueName === 'Manifest.db' ? 'Manifest.mbdb' : 'Manifest.db'));
    },
  },
  { what: 'a hundred million rounds and one', eras: isEncrypted, harm: keybagNumber('ITER', 100_000_001), unlock: 'keybag-costly' },
  { what: 'two thousand million rounds', eras: isEncrypted, harm: keybagNumber('ITER', 0x7fffffff), unlock: 'keybag-costly' },
  { what: 'more rounds than anybody could count', eras: isEncrypted, harm: keybagNumber('ITER', 0xffffffff), unlock: 'keybag-malformed' },
  {
    what: 'more rounds than anybody could count in the first stage',
    eras: ({ catalogueEncrypted }) => catalogueEncrypted,
    harm: keybagNumber('DPIC', 0xffffffff),
    unlock: 'keybag-malformed',
  },
  { what: 'no rounds at all', eras: isEncrypted, harm: keybagNumber('ITER', 0), unlock: 'keybag-malformed' },
];
