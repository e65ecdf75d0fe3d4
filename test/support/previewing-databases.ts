/** Databases in backups that are made for a test, opened for a preview. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  openBackup,
  openDatabasePreview,
  unlockBackup,
  type Backup,
  type BackupFile,
  type BackupKeys,
  type DatabasePreview,
} from '../../src/backup/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { temporaryFolder } from './backup-copy.ts';
import { writeEncryptedSample } from './encrypted-sample.ts';
import { withParents, writeSampleBackup, type SampleRow } from './sample-backup.ts';

const DOMAIN = 'AppDomain-com.example.app';
export const DATABASE_PATH = 'Library/app.sqlite';
const PASSWORD = 'test';

/** A database, and what an app that is running leaves next to it. */
export interface DatabaseFiles {
  readonly database: Uint8Array;
  readonly log?: Uint8Array;
}

/** @param later what is only in the write-ahead log */
export function makeDatabase(build: (database: DatabaseSync) => void, later?: (database: DatabaseSync) => void): DatabaseFiles {
  using folder = temporaryFolder();
  const path = join(folder.path, 'app.sqlite');
  const database = new DatabaseSync(path);
  try {
    if (later !== undefined) database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
    build(database);
    if (later === undefined) {
      database.close();
      return { database: readFileSync(path) };
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    later(database);
    return { database: readFileSync(path), log: readFileSync(`${path}-wal`) };
  } finally {
    if (database.isOpen) database.close();
  }
}

export interface PreviewedDatabase {
  readonly preview: DatabasePreview;
  readonly backup: Backup;
  readonly file: BackupFile;
  readonly keys: BackupKeys | undefined;
  /** Of the backup. */
  readonly path: string;
  /** The places of what is stored. */
  readonly database: string;
  readonly log: string;
}

export async function withDatabase(
  files: DatabaseFiles,
  use: (previewed: PreviewedDatabase) => Promise<void>,
  form: 'plain' | 'encrypted' = 'plain',
): Promise<void> {
  const rows: SampleRow[] = [{ domain: DOMAIN, relativePath: DATABASE_PATH, content: files.database }];
  if (files.log !== undefined) rows.push({ domain: DOMAIN, relativePath: `${DATABASE_PATH}-wal`, content: files.log });
  using folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  if (form === 'plain') writeSampleBackup(path, withParents(rows));
  else {
    const random = (count: number) => randomBytes(count);
    await writeEncryptedSample(path, () => rows, { password: PASSWORD, catalogue: 'db', modern: true, random });
  }
  await using keys = form === 'plain' ? undefined : await unlockBackup(path, PASSWORD);
  await using backup = await openBackup(path, { keys });
  const file = (await backup.get(DOMAIN, DATABASE_PATH)) ?? assert.fail('no database');
  await using preview = await openDatabasePreview(backup, file, { keys });
  const placeOf = (name: string) => {
    const fileID = fileIdOf(DOMAIN, name);
    return join(path, fileID.slice(0, 2), fileID);
  };
  await use({ preview, backup, file, keys, path, database: placeOf(DATABASE_PATH), log: placeOf(`${DATABASE_PATH}-wal`) });
}

/** The values of a cell as one text, for comparing: `i:5`, `t:name`, `b:2 bytes`, `r:1.5`, `n`. */
export function shown(cell: Awaited<ReturnType<DatabasePreview['rows']>>['rows'][number]['cells'][number] | undefined): string {
  if (cell === undefined) return 'missing';
  if (cell.type === 'null') return 'n';
  return cell.type === 'blob' ? `b:${cell.bytes}` : `${cell.type.charAt(0)}:${cell.value}`;
}
