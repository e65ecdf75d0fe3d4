/** A private folder for backups of simulated phones, which goes when it is disposed of. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** A program that holds a file open, such as a virus scanner, lets go of it soon. */
const REMOVING = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'ibl-harness-'));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, REMOVING);
    },
  };
}
