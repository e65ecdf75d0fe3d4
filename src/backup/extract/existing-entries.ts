/** What to do about something that already stands where an entry belongs: decided before anything is written there. */
import { randomBytes } from 'node:crypto';
import { lstatSync, opendirSync, renameSync, rmSync, type Stats } from 'node:fs';
import { extname } from 'node:path';
import { findPayload, type BackupFolder } from '../read/backup-folder.ts';
import { OWN_PREFIX } from './disk-name.ts';
import type { ConflictPolicy } from './report.ts';

export type Decision =
  | { readonly kind: 'write'; readonly name: string; readonly replaces: boolean }
  /** An earlier run brought it. */
  | { readonly kind: 'kept'; readonly name: string }
  | { readonly kind: 'skip' }
  | { readonly kind: 'conflict' };

interface Wanted {
  /** Path of the folder in front of `/NAME`. */
  readonly folder: string;
  readonly name: string;
  /** It may have a log, which must not meet one that stands there. */
  readonly mayHaveLog: boolean;
  /** Whether what stands there is what an earlier run from this backup wrote. */
  readonly isOurs: (status: Stats, path: string) => boolean;
}

export function decide(wanted: Wanted, policy: ConflictPolicy): Decision {
  const { folder, name } = wanted;
  const standing = stands(`${folder}/${name}`);
  if (standing !== undefined && wanted.isOurs(standing, `${folder}/${name}`)) return { kind: 'kept', name };
  const isFree = standing === undefined && !(wanted.mayHaveLog && hasLog(folder, name));
  if (isFree) return { kind: 'write', name, replaces: false };
  switch (policy) {
    case 'fail':
      return { kind: 'conflict' };
    case 'skip':
      return { kind: 'skip' };
    case 'overwrite':
      return standing?.isDirectory() ? { kind: 'conflict' } : { kind: 'write', name, replaces: true };
    case 'rename':
      return otherName(wanted);
  }
}

/** The first free one of "name (2).txt", "name (3).txt" …, or the one that an earlier run had taken. */
function otherName(wanted: Wanted): Decision {
  const { folder, name } = wanted;
  for (let number = 2; ; number++) {
    const other = numbered(name, number);
    const standing = stands(`${folder}/${other}`);
    if (standing === undefined && !(wanted.mayHaveLog && hasLog(folder, other))) return { kind: 'write', name: other, replaces: false };
    if (standing !== undefined && wanted.isOurs(standing, `${folder}/${other}`)) return { kind: 'kept', name: other };
  }
}

export function numbered(name: string, number: number): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} (${number})${extension}`;
}

function hasLog(folder: string, name: string): boolean {
  return LOGS.some((suffix) => stands(`${folder}/${name}${suffix}`) !== undefined);
}

const LOGS = ['-wal', '-shm'] as const;

/**
 * A database that replaces another must not find the log of that other beside it: SQLite would apply it. Logs that the backup does not
 * replace as well get another name. Returns the old and new names.
 */
export function setLogsAside(folder: string, database: string, isReplaced: (suffix: string) => boolean): [from: string, to: string][] {
  return LOGS.filter((suffix) => !isReplaced(suffix) && stands(`${folder}/${database}${suffix}`) !== undefined)
    .map((suffix) => database + suffix)
    .map((log) => {
      let number = 2;
      while (stands(`${folder}/${numbered(log, number)}`) !== undefined) number++;
      renameSync(`${folder}/${log}`, `${folder}/${numbered(log, number)}`);
      return [log, numbered(log, number)];
    });
}

/** Date and length as an earlier run would have left them; the last block of an encrypted file may be anything from full to padding alone. */
export function looksExtracted(
  status: Stats,
  expected: { readonly payloads: BackupFolder; readonly fileID: string; readonly modified: number; readonly isEncrypted: boolean },
): boolean {
  // Some file systems keep only every other second.
  if (!status.isFile() || Math.abs(status.mtimeMs / 1000 - expected.modified) >= 2) return false;
  const payload = findPayload(expected.payloads, expected.fileID);
  if (payload === undefined) return false;
  return status.size <= payload.size && (!expected.isEncrypted ? status.size === payload.size : status.size >= payload.size - 16);
}

/** Files that a run which was killed left unfinished in a folder. Those of a process that is alive are its own. */
export function removeUnfinished(folder: string, identity: string): void {
  const names = opendirSync(folder);
  const ours = `${OWN_PREFIX}${identity}-`;
  try {
    for (let entry = names.readSync(); entry !== null; entry = names.readSync()) {
      if (!entry.name.startsWith(ours) || !entry.name.endsWith('.part')) continue;
      const pid = Number.parseInt(entry.name.slice(ours.length), 10);
      if (!isAlive(pid)) rmSync(`${folder}/${entry.name}`, { force: true });
    }
  } finally {
    names.closeSync();
  }
}

/** The name of a run of this process; see removeUnfinished. */
export function runToken(identity: string): string {
  return `${identity}-${process.pid}-${randomBytes(3).toString('hex')}`;
}

function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function stands(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
