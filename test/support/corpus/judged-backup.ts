/** Runs all checks in this thread: as `verifyBackup` does in several, without their start for each of hundreds of backups. */
import type { BackupKeys, VerifyLevel, VerifyReport } from '../../../src/backup/index.ts';
import { makePrivateFolder } from '../../../src/backup/read/private-folder.ts';
import { CHECKS } from '../../../src/backup/verify/check-list.ts';
import type { ContentExaminer } from '../../../src/backup/verify/content/content-messages.ts';
import { contentTools, examine } from '../../../src/backup/verify/content/content-thread.ts';
import { runChecks } from '../../../src/backup/verify/run-checks.ts';
import { ClassKeys } from '../../../src/formats/index.ts';

export async function judgedBackup(path: string, level: VerifyLevel, keys?: BackupKeys, asItIs = false): Promise<VerifyReport> {
  const classKeys = keys && ClassKeys.from(keys.classKeys.copy());
  await using folder = await makePrivateFolder();
  const data = { classKeys: keys?.classKeys.copy(), privateFolder: folder.path, bytesRead: new SharedArrayBuffer(8) };
  const tools = await contentTools(data);
  const examiner: ContentExaminer = { bytesRead: 0, examine: (jobs) => Promise.resolve(jobs.map((job) => examine(job, tools, CHECKS))) };
  try {
    const { signal } = new AbortController();
    return await runChecks(path, { level, asItIs, classKeys, signal, onProgress: () => undefined }, CHECKS, examiner);
  } finally {
    classKeys?.wipe();
    tools.classKeys?.wipe();
  }
}
