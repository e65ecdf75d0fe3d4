/** Temporary folders that only this user can enter, for copies of what must not be touched or seen; they go with their owner, and after a crash with the next start. */
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { openStored, storedBytes } from './stored-bytes.ts';
import { isAbandoned, isOwnFolder, ownerMark, parseOwner, type FolderOwner } from './private-folder-owner.ts';

export interface PrivateFolder extends AsyncDisposable {
  readonly path: string;
  /** Makes an empty file, readable and writable by this user only, for a program that gives new files the modes it likes. Returns its path. */
  makeFile(name: string): string;
  /** Copies `from` into the folder under `name`, readable and writable by this user only. Returns the new path. */
  copyIn(from: string, name: string): Promise<string>;
}

const PREFIX = 'ios-backup-lab-';

/** `mkdtemp` makes the folder with mode 0700, under a name nobody can guess. The name carries process and thread. */
export async function makePrivateFolder(): Promise<PrivateFolder> {
  guardPrivateFolders();
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${ownerMark(threadId)}-`));
  return {
    path,
    makeFile(name) {
      const to = join(path, name);
      closeSync(openSync(to, 'wx', 0o600));
      return to;
    },
    async copyIn(from, name) {
      const to = join(path, name);
      await using source = await openStored(from);
      await using target = await open(to, 'wx', 0o600);
      for await (const chunk of storedBytes(source, from, { reuse: true })) await target.appendFile(chunk);
      return to;
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

let isGuarding = false;

/**
 * Once in each thread: removes what dead processes left, and sees to it that nothing of ours outlives this process. A program that gives work
 * to threads calls it in its main thread, too, for a thread that is ended with its process cleans nothing up.
 */
export function guardPrivateFolders(): void {
  if (isGuarding) return;
  isGuarding = true;
  process.once('exit', () => {
    removePrivateFolders(isMainThread ? undefined : threadId);
  });
  sweepPrivateFolders();
}

/** Removes at once what a thread of this process has not; what all of them have not when none is named. For a thread that has ended. */
export function removePrivateFolders(ofThread: number | undefined): void {
  for (const { path, owner } of privateFolders()) {
    if (owner.pid === process.pid && (ofThread === undefined || owner.thread === ofThread)) remove(path);
  }
}

/** Removes the folders of this user whose process has died. Those of other users, of other machines on a shared disk and of the living stay. */
export function sweepPrivateFolders(): void {
  for (const { path, owner } of privateFolders()) {
    if (isAbandoned(owner)) remove(path);
  }
}

function privateFolders(): { readonly path: string; readonly owner: FolderOwner }[] {
  const folders = [];
  for (const name of namesInTemporaryFolder()) {
    const owner = name.startsWith(PREFIX) ? parseOwner(name.slice(PREFIX.length)) : undefined;
    const path = join(tmpdir(), name);
    if (owner !== undefined && isOwnFolder(path)) folders.push({ path, owner });
  }
  return folders;
}

function namesInTemporaryFolder(): string[] {
  try {
    return readdirSync(tmpdir());
  } catch {
    return [];
  }
}

/** Two processes may sweep at once; what the other one has removed is removed. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Gone already, or held open by a system that does not allow it: the next start tries again.
  }
}
