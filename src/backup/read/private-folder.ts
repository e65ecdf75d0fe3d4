/** A temporary folder that only this user can enter, for copies of what must not be touched; it goes with its owner. */
import { constants } from 'node:fs';
import { copyFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateFolder extends AsyncDisposable {
  readonly path: string;
  /** Copies `from` into the folder under `name`, readable and writable by this user only. Returns the new path. */
  copyIn(from: string, name: string): Promise<string>;
}

/** `mkdtemp` makes the folder with mode 0700, under a name nobody can guess. */
export async function makePrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'ios-backup-lab-'));
  return {
    path,
    async copyIn(from, name) {
      const to = join(path, name);
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await chmod(to, 0o600);
      return to;
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
