/** Judges a backup as this window can, with the keys that it has, for commands, tasks and other programs alike. Knows no VS Code. */
import { CheckMemory, verifyBackup, type RememberedVerdict, type Verdict, type VerifyReport } from '../../backup/index.ts';
import type { OnProgress } from '../../base/index.ts';
import { worseVerdict } from '../../view/index.ts';
import type { App } from '../app.ts';

export interface CheckOptions {
  readonly level: 'quick' | 'full';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface CheckedBackup {
  readonly report: VerifyReport;
  /** What counts from now on; undefined when the folder has changed meanwhile, or is that of an interrupted run. */
  readonly remembered: RememberedVerdict | undefined;
  /** That of the report, or a worse one that is known of the same folder, such as files that never came: what the row says. */
  readonly verdict: Verdict;
}

interface Window {
  readonly unlocked: Pick<App['unlocked'], 'use' | 'hold'>;
  readonly backups: Pick<App['backups'], 'recheck'>;
  readonly browsers: Pick<App['browsers'], 'changed'>;
}

/** Keeps the verdict as every check does. When it resolves, its row and its page know the result. Throws as `verifyBackup` does. */
export async function checkBackup(app: Window, path: string, { level, signal, onProgress }: CheckOptions): Promise<CheckedBackup> {
  const keys = app.unlocked.use(path);
  const held = app.unlocked.hold(path);
  try {
    const memory = await CheckMemory.begin(path, { signal });
    const report = await verifyBackup(path, {
      level,
      ...(keys === undefined ? {} : { keys }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const remembered = await memory.keepCheck(report);
    return { report, remembered, verdict: worseVerdict(report.verdict, remembered?.verdict) };
  } finally {
    held.dispose();
    await app.backups.recheck();
    app.browsers.changed(path);
  }
}
