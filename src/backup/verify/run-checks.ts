/** Runs all checks over a backup folder. It blocks now and then, and belongs into a worker. */
import { BackupError } from '../errors.ts';
import { RankedRows } from '../read/catalogue/ranked-rows.ts';
import { openRankedRows } from '../read/catalogue/open-ranked-rows.ts';
import { inspectFolder, obstacleOf, type InspectedFolder } from '../read/summary.ts';
import type { Check } from './check.ts';
import { CHECKS } from './check-list.ts';
import type { ContentExaminer } from './content/content-messages.ts';
import { ContentPool } from './content/content-pool.ts';
import type { VerifyReport } from './report.ts';
import { Verification, type CheckOptions, type Obstacle } from './verification.ts';

/**
 * `path` is the backup folder itself; `examiner` looks into stored content, threads of its own unless given. Rejects with CancelledError only;
 * whatever is wrong with the backup is a finding.
 */
export async function runChecks(
  path: string,
  options: CheckOptions,
  checks: readonly Check[] = CHECKS,
  examiner?: ContentExaminer,
): Promise<VerifyReport> {
  const { signal, onProgress } = options;
  onProgress({ phase: 'reading-catalogue', done: 0, unit: 'files' });
  await using pool = new ContentPool(options.classKeys);
  if (examiner === undefined && (options.level !== 'quick' || options.classKeys !== undefined)) pool.warmUp();
  const inspected = await inspectFolder(path, options);
  const opened = await openCatalogue(inspected, options);
  await using catalogue = opened instanceof RankedRows ? opened : null;
  const close = () => void pool[Symbol.asyncDispose]();
  signal.addEventListener('abort', close, { once: true });
  try {
    const verification = new Verification({ ...options, inspected, catalogue: catalogue ?? undefined, contents: examiner ?? pool, checks });
    if (opened !== undefined && !(opened instanceof RankedRows)) verification.tellObstacle(opened);
    return await verification.run();
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** The store, with the rows before the damage if there is some; the error of one that looked readable and is not; undefined where the looks tell. */
async function openCatalogue(inspected: InspectedFolder, { classKeys, signal }: CheckOptions): Promise<RankedRows | Obstacle | undefined> {
  if (obstacleOf(inspected, classKeys !== undefined) !== undefined) return undefined;
  try {
    return await openRankedRows(inspected, classKeys, signal, { acceptDamage: true });
  } catch (error) {
    if (error instanceof BackupError) return error;
    throw error;
  }
}
