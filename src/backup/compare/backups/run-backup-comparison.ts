/** A comparison of two backups from beginning to end. It blocks now and then, and belongs into a worker. */
import { nextTurn, throwIfAborted } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { makePrivateFolder } from '../../read/private-folder.ts';
import { loadSqlite } from '../../read/sqlite/load-sqlite.ts';
import { StoredBackup } from '../../read/stored-backup.ts';
import type { BackupComparisonJob, BackupComparisonRun, ComparisonNews } from './backup-comparison-job.ts';
import type { ComparedBackupFacts, Side } from './backup-difference.ts';
import { FileComparer, type ReadableSide } from './compare-files.ts';
import { ComparisonTally } from './comparison-tally.ts';
import { pairRows } from './pair-rows.ts';
import { sumByApp } from './sum-by-app.ts';

interface ComparisonContext {
  readonly beforeKeys: ClassKeys | undefined;
  readonly afterKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly tell: (news: ComparisonNews) => void;
}

const BUFFER_BYTES = 256 * 1024;
/** Files and bytes between two looks at the clock and at a cancel. */
const TURN_FILES = 500;
const TURN_BYTES = 16 * 1024 * 1024;

/** @throws BackupError as `openBackup`; CancelledError */
export async function runBackupComparison(
  { before, after, readAll, mostFiles }: Pick<BackupComparisonJob, 'before' | 'after' | 'readAll' | 'mostFiles'>,
  { beforeKeys, afterKeys, signal, tell }: ComparisonContext,
): Promise<BackupComparisonRun['result']> {
  tell({ kind: 'progress', progress: { phase: 'reading-catalogue', done: 0, unit: 'files' } });
  await using old = await StoredBackup.open(before, beforeKeys, signal);
  await using now = await StoredBackup.open(after, afterKeys, signal);
  await using folder = await makePrivateFolder();
  const sqlite = await loadSqlite();
  const buffer = new Uint8Array(BUFFER_BYTES);
  let [bytes, bytesSinceTurn, files] = [0, 0, 0];
  const countBytes = (count: number) => {
    bytes += count;
    bytesSinceTurn += count;
  };
  const readable = (name: Side, backup: StoredBackup): ReadableSide => ({
    name,
    backup,
    tools: { classKeys: backup.classKeys, sqlite, privateFolder: folder.path, buffer, countBytes },
  });
  const comparer = new FileComparer(readable('before', old), readable('after', now), readAll);
  const tally = new ComparisonTally(mostFiles);
  const total = Math.max(old.rows.rangeOf(undefined).last, now.rows.rangeOf(undefined).last);
  for (const pair of pairRows(old.rows, now.rows)) {
    tally.add((pair.after ?? pair.before)?.domain ?? '', comparer.compare(pair));
    if (++files % TURN_FILES !== 0 && bytesSinceTurn < TURN_BYTES) continue;
    bytesSinceTurn = 0;
    tellFiles(tally, tell);
    const progress = { phase: 'comparing-files', done: files, ...(files <= total ? { total } : {}), unit: 'files', bytes } as const;
    tell({ kind: 'progress', progress });
    await nextTurn();
    throwIfAborted(signal);
  }
  tellFiles(tally, tell);
  const [factsBefore, factsAfter] = [factsOf(old), factsOf(now)];
  const result = tally.result();
  const { counts } = result;
  const differences = counts.added + counts.removed + counts.changed + counts.metadata + counts['not-compared'];
  const isEqual = differences + factsBefore.unusableRows + factsAfter.unusableRows === 0;
  // The newer names count: an app may have got another one.
  const apps = sumByApp(result.domains, new Map([...old.appNames(), ...now.appNames()]));
  return { before: factsBefore, after: factsAfter, isEqual, apps, ...result };
}

function tellFiles(tally: ComparisonTally, tell: ComparisonContext['tell']): void {
  const files = tally.takeFiles();
  if (files.length > 0) tell({ kind: 'files', files });
}

function factsOf({ summary, rows, isEncrypted, classKeys }: StoredBackup): ComparedBackupFacts {
  const { path, udid, productVersion, encrypted, date, throughJournal, isFinished } = summary;
  return {
    path,
    udid: udid ?? null,
    productVersion: productVersion ?? null,
    encrypted: encrypted ?? null,
    date: date?.toISOString() ?? null,
    throughJournal,
    isFinished,
    isLocked: isEncrypted && classKeys === undefined,
    unusableRows: rows.unusableCount,
  };
}
