/** Folders with holes of a terabyte, and with more entries than anybody could have. */
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeMbdb } from '../../../src/formats/index.ts';
import { edit, fileID, hugeLog, insert, MEBIBYTE, payloadOf, sparse, TERABYTE, UNREADABLE, type HostileFolder } from './hostile-folder.ts';

export const HOSTILE_DISKS: readonly HostileFolder[] = [
  {
    id: 'sparse-catalogue',
    what: 'a Manifest.db of a terabyte that is all hole behind its rows',
    make: (backup) => {
      sparse(join(backup, 'Manifest.db'), TERABYTE);
    },
    ends: { salvage: [0, 9] },
    isSalvaged: true,
    short: true,
  },
  {
    id: 'hollow-catalogue',
    what: 'a Manifest.db of a terabyte of nothing',
    make: (backup) => {
      truncateSync(join(backup, 'Manifest.db'), 0);
      sparse(join(backup, 'Manifest.db'), TERABYTE);
    },
    ends: { ...UNREADABLE, salvage: [8, 9] },
  },
  {
    id: 'sparse-encrypted-catalogue',
    what: 'an encrypted Manifest.db of a terabyte',
    fixture: 'encrypted-ios17',
    make: (backup) => {
      sparse(join(backup, 'Manifest.db'), TERABYTE);
    },
    ends: { ...UNREADABLE },
  },
  {
    id: 'sparse-log',
    what: 'a -wal of a terabyte that is all hole',
    make: (backup) => {
      hugeLog(backup, 'right');
    },
    ends: { ls: [0], verify: [0, 8, 9], extract: [0], salvage: [0, 9] },
    isSalvaged: true,
    short: true,
  },
  {
    id: 'sparse-log-zero-salts',
    what: 'a -wal of a terabyte whose holes bear the salts of its header',
    make: (backup) => {
      hugeLog(backup, 'zero');
    },
    ends: { ls: [0], verify: [0, 8, 9], extract: [0], salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'sparse-journal-and-shm',
    what: 'a -journal and a -shm of a terabyte each',
    make: (backup) => {
      for (const name of ['Manifest.db-journal', 'Manifest.db-shm']) {
        writeFileSync(join(backup, name), Buffer.from('d9d505f920a163d7ffffffff', 'hex'));
        sparse(join(backup, name), TERABYTE);
      }
    },
    ends: { ls: [0], verify: [0, 8, 9], extract: [0], salvage: [0, 9] },
    isSalvaged: true,
  },
  {
    id: 'sparse-mbdb',
    what: 'a Manifest.mbdb of a terabyte',
    fixture: 'encrypted-ios9-mbdb',
    make: (backup) => {
      sparse(join(backup, 'Manifest.mbdb'), TERABYTE);
    },
    ends: { ls: [8], verify: [8, 9] },
  },
  {
    id: 'mbdb-without-end',
    what: 'a Manifest.mbdb of 500 MB',
    fixture: 'encrypted-ios9-mbdb',
    make: (backup) => {
      const path = join(backup, 'Manifest.mbdb');
      const records = encodeMbdb(
        Array.from({ length: 10_000 }, (_, index) => ({
          ...{ domain: 'HomeDomain', path: `p${String(index)}`, mode: 0o040755, inode: 1n, userId: 501, groupId: 501 },
          ...{ lastModified: 0, lastStatusChange: 0, birth: 0, size: 0, protectionClass: 0, attributes: [] },
        })),
      ).subarray(6);
      while (statSync(path).size < 500 * MEBIBYTE) appendFileSync(path, records);
    },
    ends: {},
  },
  {
    id: 'sparse-payload',
    what: 'a payload of a terabyte that is all hole',
    make: (backup) => {
      sparse(payloadOf(backup), TERABYTE);
    },
    ends: { ls: [0] },
    endless: ['cat', 'verify', 'verify-full', 'extract', 'salvage'],
  },
  {
    id: 'sparse-database-with-log',
    what: 'a stored database of a terabyte with a log beside it',
    make: (backup) => {
      const path = payloadOf(backup);
      sparse(path, TERABYTE);
      edit(backup, (database) => {
        insert(database, [['HomeDomain', 'Library/SMS/sms.db-wal', 1]]);
      });
      const log = fileID('HomeDomain', 'Library/SMS/sms.db-wal');
      mkdirSync(join(backup, log.slice(0, 2)), { recursive: true });
      writeFileSync(join(backup, log.slice(0, 2), log), Buffer.alloc(4152, 1));
      rmSync(join(backup, 'Manifest.db'));
    },
    ends: {},
    endless: ['verify', 'verify-full', 'extract', 'salvage'],
  },
  {
    id: 'computing-database',
    what: 'a stored database of messages whose rows are computed, whose constraint is a gigabyte, and whose list of files never ends',
    make: (backup) => {
      const path = payloadOf(backup);
      const database = new DatabaseSync(path);
      database.enableDefensive(false);
      database.exec(`PRAGMA journal_mode = DELETE; CREATE TABLE big (x INTEGER); INSERT INTO big VALUES (1), (2);
        DROP TABLE IF EXISTS attachment; CREATE VIEW attachment AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT printf('~/Library/SMS/%d', i) AS filename FROM n;
        PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE big (x INTEGER CHECK (length(hex(zeroblob(400000000))) > 0),
          y INTEGER NOT NULL AS (length(hex(zeroblob(300000000 + x)))) VIRTUAL)' WHERE name = 'big'`);
      database.close();
      rmSync(join(backup, 'Manifest.db'));
    },
    ends: { salvage: [0, 8, 9] },
  },
  {
    id: 'payloads-without-end',
    what: 'three hundred thousand payloads that nobody names',
    make: (backup) => {
      for (let index = 0; index < 300_000; index++) {
        const id = createHash('sha1').update(String(index)).digest('hex');
        const folder = join(backup, id.slice(0, 2));
        if (index < 2000) mkdirSync(folder, { recursive: true });
        closeSync(openSync(join(folder, id), 'w'));
      }
    },
    ends: { ls: [0], salvage: [0, 9] },
  },
  {
    id: 'entries-without-end',
    what: 'three hundred thousand entries in one folder that are no payloads',
    make: (backup) => {
      mkdirSync(join(backup, 'aa'), { recursive: true });
      for (let index = 0; index < 300_000; index++) {
        closeSync(openSync(join(backup, 'aa', `${'entry'.repeat(40)}${String(index)}`), 'w'));
      }
    },
    ends: { ls: [0], salvage: [0, 9] },
  },
];
