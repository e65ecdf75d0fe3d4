/** A private folder for backups of simulated phones, which goes when it is disposed of, or with the process. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** A program that holds a file open, such as a virus scanner, lets go of it soon. */
const REMOVING = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };

/** A test runner may end the process without waiting for anybody. */
const present = new Set<string>();

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'ibl-harness-'));
  if (present.size === 0) process.on('exit', removeAll);
  present.add(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, REMOVING);
      present.delete(path);
      if (present.size === 0) process.off('exit', removeAll);
    },
  };
}

function removeAll(): void {
  for (const path of present) rmSync(path, { recursive: true, force: true });
}
