/** What this program keeps about backups outside of them: small files in the state folder of the account. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../base/index.ts';
import { ownStateFolder } from './locations.ts';

/** The folder of this account; see `ownStateFolder`. */
export function stateFolder(): string {
  return ownStateFolder(process.env, process.platform, homedir());
}

/** The file of one backup among those of its kind, whether it is there or not. */
export function stateFileOf(kind: 'history' | 'sizes', backupPath: string): string {
  const digest = createHash('sha256').update(realPathOf(backupPath)).digest('hex').slice(0, 32);
  return join(stateFolder(), kind, digest);
}

/** Past every link; of what is not there, the whole path. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** The backup has gone, and with it what was known of it. Never throws for the disk. */
export function forgetFile(file: string): void {
  tried(() => {
    rmSync(file, { force: true });
  });
}

/** False where the disk does not let it. */
export function makeFolderFor(file: string): boolean {
  return tried(() => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  });
}

/** Another content takes the place of the old one in one step, for this account alone. False where the disk does not let it. */
export function replaceFile(path: string, text: string): boolean {
  const next = `${path}.${randomUUID().slice(0, 8)}`;
  const isReplaced = tried(() => {
    writeFileSync(next, text, { flag: 'wx', mode: 0o600 });
    renameSync(next, path);
  });
  if (!isReplaced) rmSync(next, { force: true });
  return isReplaced;
}

function tried(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}
