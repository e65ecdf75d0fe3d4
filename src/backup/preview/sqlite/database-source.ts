/** A database of a backup as plain data that can go to a thread: where its bytes and those of its log are, and the keys for them. */
import { fileIdOf, type ClassKeys, type ClassKeysData } from '../../../formats/index.ts';
import { BackupError } from '../../errors.ts';
import type { Backup, BackupFile } from '../../read/backup.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import { withLog, type LoggedContent } from '../../read/sqlite/logged-content.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';
import { openRandom, type RandomContent } from '../../read/stored/random-content.ts';
import { storedContentOf } from '../preview-file.ts';

type Stored = Pick<ContentJob, 'path' | 'bytes' | 'size' | 'isEncrypted' | 'wrappedKey'>;

/** Where a database is stored, as plain data. */
export interface DatabaseSource {
  readonly database: Stored;
  readonly log?: Stored;
  /** The backup lists a log with content, but the content is not there. */
  readonly isLogMissing: boolean;
  /** A journal to roll back is stored next to it. It is not applied. */
  readonly hasJournal: boolean;
}

/** The keys that reading it takes; copies are wiped by whoever gets them. */
export interface UnlockedSource extends DatabaseSource {
  readonly keys?: ClassKeysData | undefined;
}

/** @throws as `previewFile` */
export async function databaseSourceOf(
  backup: Backup,
  file: BackupFile,
  keys: BackupKeys | undefined,
  signal: AbortSignal | undefined,
): Promise<DatabaseSource> {
  const job = await storedContentOf(backup, file, signal);
  const log = job.companions.find(({ suffix }) => suffix === '-wal');
  if ((job.isEncrypted || log?.isEncrypted === true) && (keys === undefined || keys.locked)) {
    const { domain, relativePath } = file;
    throw new BackupError('backup-encrypted', 'the content is encrypted', {
      data: { domain, relativePath, fileID: fileIdOf(domain, relativePath) },
    });
  }
  return {
    database: storedPart(job),
    ...(log === undefined ? {} : { log: storedPart(log) }),
    isLogMissing: log === undefined && (await isListed(backup, file, signal)),
    hasJournal: job.companions.some(({ suffix }) => suffix === '-journal'),
  };
}

async function isListed(backup: Backup, { domain, relativePath }: BackupFile, signal: AbortSignal | undefined): Promise<boolean> {
  const log = await backup.details(fileIdOf(domain, `${relativePath}-wal`), signal);
  return log !== undefined && log.file.size > 0 && log.payload === undefined;
}

/** The bytes of the database, its log applied. Nothing is copied. @throws as `openRandom`; DatabaseTooLarge */
export function openSource({ database, log }: DatabaseSource, classKeys: ClassKeys | undefined): LoggedContent {
  const opened: RandomContent[] = [];
  try {
    for (const stored of [database, ...(log === undefined ? [] : [log])]) opened.push(openRandom(stored, classKeys));
    const [content, logContent] = opened;
    if (content === undefined) throw new Error('no database');
    return withLog(content, logContent);
  } catch (error) {
    for (const content of opened) content.close();
    throw error;
  }
}

function storedPart({ path, bytes, size, isEncrypted, wrappedKey }: Stored): Stored {
  return { path, bytes, size, isEncrypted, ...(wrappedKey === undefined ? {} : { wrappedKey }) };
}
