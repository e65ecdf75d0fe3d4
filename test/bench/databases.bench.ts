/** How soon the first rows of a database are there, how long a comparison takes, and what that costs in memory. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { compareDatabases, openBackup, openDatabasePreview, unlockBackup, type Backup, type BackupKeys } from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { useBuiltWorkers } from '../support/built-workers.ts';
import { writeEncryptedSample } from '../support/encrypted-sample.ts';
import { withParents, writeSampleBackup } from '../support/sample-backup.ts';
import { median } from './measure.ts';
import type { Benchmark, Row } from './report.ts';

const DOMAIN = 'AppDomain-com.example.bench';
const PATH = 'Library/bench.sqlite';
const ROUNDS = 5;
const GIANT_ROWS = 40_000;
const ENCRYPTED_ROWS = 4000;
const COMPARED_ROWS = 100_000;

const benchmark: Benchmark = {
  title: 'Databases: first rows and comparison',
  needs: { packages: [], diskMiB: 6000, minutes: 2 },
  rows: async function* () {
    await useBuiltWorkers();
    using folder = temporaryFolder();
    yield* await giantRows(folder.path);
    yield await encryptedRow(folder.path);
    yield await comparisonRow(folder.path);
  },
};

export default benchmark;

/** Each row has a picture of 100,000 bytes; the last one is only in the log. */
async function giantRows(folder: string): Promise<Row[]> {
  const made = join(folder, 'giant.sqlite');
  const database = makeGiant(made, GIANT_ROWS);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO photo VALUES (0, 'only in the log', NULL)");
  const path = join(folder, 'giant');
  writeSampleBackup(
    path,
    withParents([PATH, `${PATH}-wal`].map((relativePath) => ({ domain: DOMAIN, relativePath, content: Buffer.from('x') }))),
  );
  copyFileSync(`${made}-wal`, placeOf(path, `${PATH}-wal`));
  renameSync(made, placeOf(path, PATH));
  database.close();
  const before = process.memoryUsage.rss();
  const times = await firstRows(path, undefined);
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  rmSync(path, { recursive: true });
  return [
    firstRowsRow('first 100 rows of a database of 4 GB with a log', times),
    { what: 'memory after that', measured: `+${grown.toFixed(0)} MiB`, goal: '≤ 250 MiB', met: grown <= 250 },
  ];
}

async function encryptedRow(folder: string): Promise<Row> {
  const made = join(folder, 'encrypted.sqlite');
  makeGiant(made, ENCRYPTED_ROWS).close();
  const path = join(folder, 'encrypted');
  const content = readFileSync(made);
  const options = { password: 'bench', catalogue: 'db', modern: true, random: (count: number) => randomBytes(count) } as const;
  await writeEncryptedSample(path, () => [{ domain: DOMAIN, relativePath: PATH, content }], options);
  await using keys = await unlockBackup(path, 'bench');
  return firstRowsRow('first 100 rows of an encrypted database of 400 MB', await firstRows(path, keys));
}

async function comparisonRow(folder: string): Promise<Row> {
  const backups: Backup[] = [];
  for (const [name, change] of [
    ['before', ''],
    ['after', "UPDATE message SET text = 'other' WHERE id % 100 = 0; DELETE FROM message WHERE id % 1000 = 1"],
  ] as const) {
    const made = join(folder, `${name}.sqlite`);
    makeMessages(made, change);
    writeSampleBackup(join(folder, name), withParents([{ domain: DOMAIN, relativePath: PATH, content: readFileSync(made) }]));
    backups.push(await openBackup(join(folder, name)));
  }
  const [before, after] = await Promise.all(backups.map(async (backup) => ({ backup, file: await fileOf(backup) })));
  if (before === undefined || after === undefined) throw new Error('no backups');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const { tables } = await compareDatabases(before, after);
    times.push(performance.now() - start);
    if (tables[0]?.changed !== COMPARED_ROWS / 100) throw new Error(`wrong: ${JSON.stringify(tables)}`);
  }
  for (const backup of backups) await backup.close();
  return {
    what: 'two databases of 100,000 rows of ten columns compared',
    measured: shown(times),
    goal: '≤ 1,000 ms',
    met: median(times) <= 1000,
  };
}

async function firstRows(path: string, keys: BackupKeys | undefined): Promise<number[]> {
  await using backup = await openBackup(path, { keys });
  const file = await fileOf(backup);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await using database = await openDatabasePreview(backup, file, { keys });
    const { rows } = await database.rows({ table: 'photo', limit: 100 });
    times.push(performance.now() - start);
    if (rows.length !== 100) throw new Error('rows are missing');
  }
  return times;
}

function firstRowsRow(what: string, times: readonly number[]): Row {
  return { what, measured: shown(times), goal: '≤ 200 ms', met: median(times) <= 200 };
}

function shown(times: readonly number[]): string {
  return `${median(times).toFixed(0)} ms (${times.map((time) => time.toFixed(0)).join(', ')})`;
}

async function fileOf(backup: Backup) {
  const file = await backup.get(DOMAIN, PATH);
  if (file === undefined) throw new Error('no database');
  return file;
}

function placeOf(path: string, relativePath: string): string {
  const fileID = fileIdOf(DOMAIN, relativePath);
  return join(path, fileID.slice(0, 2), fileID);
}

function makeGiant(path: string, rows: number): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE photo (id INTEGER PRIMARY KEY, name TEXT, content BLOB);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${rows}) INSERT INTO photo SELECT x, 'photo ' || x, zeroblob(100000) FROM n`);
  return database;
}

function makeMessages(path: string, change: string): void {
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE message (id INTEGER PRIMARY KEY, guid TEXT UNIQUE, text TEXT, handle INT, date INT, a INT, b INT, c TEXT, d REAL, body BLOB);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${COMPARED_ROWS})
    INSERT INTO message SELECT x, 'guid-' || x, 'the text of message number ' || x, x % 50, 700000000000000000 + x, 1, NULL, 'iMessage', x * 0.5, zeroblob(60) FROM n; ${change}`);
  database.close();
}
