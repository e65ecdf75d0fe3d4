/** Ctrl+C at random moments of every command that reads a backup: an end in order, soon, and nothing left behind. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeEncryptedSample } from '../../support/encrypted-sample.ts';
import { FIXTURE_PASSWORD, FIXTURE_UDID, fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { interruptAtRandomMoments } from '../../support/interrupted-command.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';
import type { Attack, AttackScene } from '../attack.ts';

const PASSWORD = 'interrupted';
const FILE = 'Library/large.bin';

interface Reading {
  readonly id: string;
  readonly args: (backup: string, target: string) => readonly string[];
  readonly finishesWith: readonly number[];
  /** The backup that is read, and its password; the encrypted one with thousands of files unless said. */
  readonly backup?: (scene: AttackScene) => Promise<{ readonly path: string; readonly password: string | undefined }>;
  readonly what?: string;
  readonly short?: boolean;
}

const ENCRYPTED = ['--password-env', 'PASSWORD'];

const READINGS: readonly Reading[] = [
  { id: 'ls', args: (backup) => ['ls', backup, ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'cat', args: (backup) => ['cat', backup, `HomeDomain/${FILE}`, ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'verify', args: (backup) => ['verify', backup, ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'verify-full', args: (backup) => ['verify', backup, '--full', ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'verify-sample', args: (backup) => ['verify', backup, '--sample', '500', ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'extract', args: (backup, target) => ['extract', backup, target, ...ENCRYPTED], finishesWith: [0], short: true },
  { id: 'salvage', args: (backup, target) => ['salvage', backup, target, ...ENCRYPTED], finishesWith: [0, 9], short: true },
  { id: 'unlock', args: (backup) => ['unlock', backup, '--check', ...ENCRYPTED], finishesWith: [0], backup: fixture, short: true },
  { id: 'keychain', args: (backup) => ['keychain', backup, ...ENCRYPTED], finishesWith: [0], backup: fixture, short: true },
  {
    id: 'verify-in-sqlite',
    what: 'while SQLite is busy and cannot be broken off',
    args: (backup) => ['verify', backup, '--full'],
    finishesWith: [0],
    backup: slowDatabase,
    short: true,
  },
];

export const ATTACKS: readonly Attack[] = READINGS.map((reading): Attack => ({
  id: `interrupted-${reading.id}`,
  area: 'bounds of a folder',
  what: `Ctrl+C at random moments of ${reading.id}${reading.what === undefined ? '' : `, ${reading.what}`}`,
  holds: 'cancelled each time; nothing in the folder for temporary files, nothing half written',
  ...(reading.short === undefined ? {} : { short: reading.short }),
  run: (scene) => interrupt(reading, scene),
}));

async function interrupt({ args, finishesWith, backup = largeBackup }: Reading, scene: AttackScene): Promise<string> {
  const { folder, rounds } = scene;
  const { path, password } = await backup(scene);
  const temporary = join(folder, 'temporary');
  const target = join(folder, 'target');
  mkdirSync(temporary);
  const { cancelled, finished, slowestMs } = await interruptAtRandomMoments({
    args: () => args(path, target),
    env: { TMPDIR: temporary, PASSWORD: password ?? '' },
    finishesWith,
    moments: rounds(2, 10),
    afterwards: ({ args: [command], status }) => {
      assert.deepEqual(readdirSync(temporary), [], `${String(command)} left something in the folder for temporary files`);
      if (status === 10) assertNothingHalf(command, target, path);
      rmSync(target, { recursive: true, force: true });
    },
  });
  return `${String(cancelled)} cancelled, ${String(finished)} finished, at most ${(slowestMs / 1000).toFixed(2)} s after Ctrl+C (2 s are promised)`;
}

/** A salvage that did not come to its end leaves nothing; an extraction leaves whole files and what it goes on with. */
function assertNothingHalf(command: string | undefined, target: string, backup: string): void {
  if (command === 'salvage') assert.equal(existsSync(target), false, 'the target of a cancelled salvage is there');
  if (command !== 'extract' || !existsSync(target)) return;
  const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.deepEqual(
    files.filter(({ name }) => name.endsWith('.part')).map(({ name }) => name),
    [],
  );
  const whole = new Set(contents.map(({ content }) => createHash('sha1').update(content).digest('hex')));
  for (const { name, parentPath } of files.filter((entry) => !entry.name.startsWith('.backup-lab'))) {
    const digest = createHash('sha1')
      .update(readFileSync(join(parentPath, name)))
      .digest('hex');
    assert.ok(whole.has(digest), `${name} of ${backup} is half`);
  }
}

let contents: readonly (SampleRow & { readonly content: Uint8Array })[] = [];
let large: Promise<{ path: string; password: string }> | undefined;

/** Thousands of small files, and one that takes its time. One backup for all commands, which only read it: it takes longer to make than to read. */
function largeBackup({ rounds }: AttackScene): Promise<{ path: string; password: string }> {
  return (large ??= makeLargeBackup(rounds(1000, 3000), rounds(20_000_000, 60_000_000)));
}

async function makeLargeBackup(files: number, bytes: number): Promise<{ path: string; password: string }> {
  const folder = temporaryFolder();
  process.once('exit', () => {
    folder[Symbol.dispose]();
  });
  contents = [
    { domain: 'HomeDomain', relativePath: FILE, content: randomBytes(bytes) },
    ...Array.from({ length: files }, (_, index) => ({
      domain: 'AppDomain-com.example.many',
      relativePath: `Documents/${String(index % 40)}/file ${String(index)}`,
      content: Buffer.from(`content ${String(index)}`),
    })),
  ];
  const path = join(folder.path, SAMPLE_UDID);
  const random = (count: number) => new Uint8Array(randomBytes(count));
  await writeEncryptedSample(path, () => withParents(contents), { password: PASSWORD, catalogue: 'db', modern: true, random });
  return { path, password: PASSWORD };
}

function fixture({ folder }: AttackScene): Promise<{ path: string; password: string | undefined }> {
  const path = join(folder, FIXTURE_UDID['encrypted-ios17']);
  cpSync(fixturePath('encrypted-ios17'), path, { recursive: true });
  return Promise.resolve({ path, password: FIXTURE_PASSWORD['encrypted-ios17'] });
}

/** A stored database that keeps SQLite busy in one call. */
function slowDatabase({ folder }: AttackScene): Promise<{ path: string; password: undefined }> {
  const slow = join(folder, 'slow.db');
  const database = new DatabaseSync(slow);
  database.exec(`PRAGMA synchronous = OFF; CREATE TABLE t (x INTEGER NOT NULL, y INTEGER NOT NULL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) INSERT INTO t SELECT i % 7, i % 11 FROM n`);
  database.close();
  const path = join(folder, SAMPLE_UDID);
  const rows = [{ domain: 'HomeDomain', relativePath: 'Library/slow.db', content: readFileSync(slow) }];
  writeSampleBackup(path, withParents(rows));
  return Promise.resolve({ path, password: undefined });
}
