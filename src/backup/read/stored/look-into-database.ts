/** Asks SQLite about one stored database, for who reads it: outside of a verification, with a private folder for as long as it takes. */
import { ClassKeys, type ClassKeysData } from '../../../formats/index.ts';
import { makePrivateFolder } from '../private-folder.ts';
import { loadSqlite } from '../sqlite/load-sqlite.ts';
import type { ContentJob } from './content-job.ts';
import { databaseHealth, type DatabaseHealth } from './database-health.ts';
import { PayloadContent } from './payload-content.ts';

const BUFFER_BYTES = 256 * 1024;

/** Blocks while SQLite looks, and belongs into a worker. `keys` are wiped. @throws system errors of opening and reading */
export async function lookIntoDatabase(job: ContentJob, keys: ClassKeysData | undefined): Promise<DatabaseHealth | undefined> {
  const classKeys = keys && ClassKeys.from(keys);
  for (const [, key] of keys?.keys ?? []) key.fill(0);
  try {
    await using folder = await makePrivateFolder();
    const buffer = new Uint8Array(BUFFER_BYTES);
    const tools = { classKeys, sqlite: await loadSqlite(), privateFolder: folder.path, buffer, countBytes: () => undefined };
    return PayloadContent.look(job, tools, databaseHealth);
  } finally {
    classKeys?.wipe();
  }
}
