/** Runs all checks in this thread: as `verifyBackup` does in several, without their start for each of hundreds of backups. */
import type { OnProgress } from '../../../src/base/index.ts';
import type { BackupKeys, VerifyLevel, VerifyReport } from '../../../src/backup/index.ts';
import { makePrivateFolder } from '../../../src/backup/read/private-folder.ts';
import { CHECKS } from '../../../src/backup/verify/check-list.ts';
import type { ContentExaminer } from '../../../src/backup/verify/content/content-messages.ts';
import { contentTools, examine } from '../../../src/backup/verify/content/content-thread.ts';
import { runChecks } from '../../../src/backup/verify/run-checks.ts';
import { ClassKeys } from '../../../src/formats/index.ts';

interface Around {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress;
}

export async function judgedBackup(
  path: string,
  level: VerifyLevel,
  keys?: BackupKeys,
  asItIs = false,
  { signal = new AbortController().signal, onProgress = () => undefined }: Around = {},
): Promise<VerifyReport> {
  const classKeys = keys && ClassKeys.from(keys.classKeys.copy());
  await using folder = await makePrivateFolder();
  const data = { classKeys: keys?.classKeys.copy(), privateFolder: folder.path, bytesRead: new SharedArrayBuffer(8) };
  const tools = await contentTools(data);
  const examiner: ContentExaminer = { bytesRead: 0, examine: (jobs) => Promise.resolve(jobs.map((job) => examine(job, tools, CHECKS))) };
  try {
    return await runChecks(path, { level, asItIs, classKeys, signal, onProgress }, CHECKS, examiner);
  } finally {
    classKeys?.wipe();
    tools.classKeys?.wipe();
  }
}
