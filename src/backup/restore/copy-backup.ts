/** Copies a backup under another name beside it, whole or not at all: what a phone asks for that keeps the backup of another as its own. */
import { copyFileSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { systemErrorCode } from '../../base/index.ts';
import { regularFile, statusOf, type BackupFolder } from '../read/backup-folder.ts';

/** Throws system errors: EEXIST when something of that name stands there already. */
export function copyBackup(folder: BackupFolder, name: string): void {
  const directory = dirname(folder.path);
  const target = join(directory, name);
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw exists(target);
  const growing = join(directory, `.${name}.copy-${randomUUID()}`);
  try {
    copyInto(folder, '', growing);
    renameSync(growing, target);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw systemErrorCode(error) === 'ENOTEMPTY' ? exists(target) : error;
  }
}

function copyInto(folder: BackupFolder, inside: string, target: string): void {
  mkdirSync(target);
  for (const name of folder.list(inside)) {
    const path = inside === '' ? name : `${inside}/${name}`;
    const file = regularFile(folder, path);
    if (file !== undefined) copyFileSync(file.path, join(target, name));
    else if (folder.list(path).length > 0 || statusOf(folder.locate(path))?.isDirectory()) copyInto(folder, path, join(target, name));
  }
}

function exists(path: string): Error {
  return Object.assign(new Error(`EEXIST: '${path}' exists`), { code: 'EEXIST', syscall: 'mkdir', path });
}
