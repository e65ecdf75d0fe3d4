/** Copies a backup under another name beside it, whole or not at all: what a phone asks for that keeps the backup of another as its own. */
import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { systemErrorCode } from '../../base/index.ts';
import type { Steps } from '../../device-protocol/index.ts';
import { regularFile, statusOf, type BackupFolder } from '../read/backup-folder.ts';
import { copyFileInSteps } from '../folder/tree-steps.ts';

/** Throws system errors: EEXIST when something of that name stands there already. What is left undone is taken away. */
export function* copyBackup(folder: BackupFolder, name: string): Steps {
  const directory = dirname(folder.path);
  const target = join(directory, name);
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw exists(target);
  const growing = join(directory, `.${name}.copy-${randomUUID()}`);
  try {
    yield* copyInto(folder, '', growing);
    renameSync(growing, target);
  } catch (error) {
    throw systemErrorCode(error) === 'ENOTEMPTY' ? exists(target) : error;
  } finally {
    rmSync(growing, { recursive: true, force: true });
  }
}

function* copyInto(folder: BackupFolder, inside: string, target: string): Steps {
  mkdirSync(target);
  for (const name of folder.list(inside)) {
    const path = inside === '' ? name : `${inside}/${name}`;
    const file = regularFile(folder, path);
    if (file !== undefined) yield* copyFileInSteps(file.path, join(target, name));
    else if (folder.list(path).length > 0 || statusOf(folder.locate(path))?.isDirectory()) {
      yield* copyInto(folder, path, join(target, name));
    }
    yield;
  }
}

function exists(path: string): Error {
  return Object.assign(new Error(`EEXIST: '${path}' exists`), { code: 'EEXIST', syscall: 'mkdir', path });
}
