/** What hostile folders are made with: how one is described, and how rows, holes and logs get into it. */
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeMBFile, type MBFile } from '../../../src/formats/index.ts';
import type { FixtureName } from '../../support/backup-copy.ts';

export interface HostileFolder {
  readonly id: string;
  readonly what: string;
  readonly fixture?: FixtureName;
  readonly make: (backup: string) => void;
  /** Exit statuses that each command may have; `any` of them otherwise. */
  readonly ends: Partial<Record<ReadingCommand, readonly number[]>>;
  /** Salvage has every file of the fixture back all the same. */
  readonly isSalvaged?: boolean;
  /** Commands that may take as long as the disk is slow, and are stopped in their midst. */
  readonly endless?: readonly ReadingCommand[];
  readonly short?: boolean;
}

export const READING_COMMANDS = ['ls', 'ls-json', 'cat', 'verify', 'verify-full', 'keychain', 'extract', 'salvage'] as const;
export type ReadingCommand = (typeof READING_COMMANDS)[number];

export const TERABYTE = 2 ** 40;
export const MEBIBYTE = 2 ** 20;

export const UNREADABLE = { ls: [8], 'ls-json': [8], cat: [8], verify: [8], 'verify-full': [8], extract: [8], keychain: [8] } as const;

export function edit(backup: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(backup, 'Manifest.db'), { enableDoubleQuotedStringLiterals: true });
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF');
  work(database);
  database.close();
}

export const sql = (text: string) => (backup: string) => {
  edit(backup, (database) => {
    database.exec(text);
  });
};

/** Writes what SQLite itself would refuse to. */
export const schema = (change: (database: DatabaseSync) => void) => (backup: string) => {
  edit(backup, (database) => {
    database.enableDefensive(false);
    database.exec('PRAGMA writable_schema = ON');
    change(database);
  });
};

export function fileID(domain: string, relativePath: string): string {
  return createHash('sha1').update(`${domain}-${relativePath}`).digest('hex');
}

export function record(relativePath: string, changes: Partial<MBFile> = {}): Uint8Array {
  return encodeMBFile({
    relativePath,
    mode: 0o100644,
    inode: 1n,
    userId: 501,
    groupId: 501,
    lastModified: 0,
    lastStatusChange: 0,
    birth: 0,
    size: 0,
    protectionClass: 3,
    flags: 0,
    ...changes,
  });
}

export function insert(
  database: DatabaseSync,
  rows: Iterable<readonly [domain: string, relativePath: string, flags?: number | bigint]>,
): void {
  const statement = database.prepare('INSERT OR IGNORE INTO Files VALUES (?, ?, ?, ?, ?)');
  database.exec('BEGIN');
  for (const [domain, relativePath, flags = 2] of rows) {
    statement.run(fileID(domain, relativePath), domain, relativePath, flags, record(relativePath.slice(0, 100)));
  }
  database.exec('COMMIT');
}

export function* counted<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index++) yield make(index);
}

export function sparse(path: string, bytes: number): void {
  const file = openSync(path, 'a');
  ftruncateSync(file, bytes);
  closeSync(file);
}

/** A log whose every frame is a hole but for its header, so that it looks like a terabyte of changes. */
export function hugeLog(backup: string, salts: 'right' | 'zero'): void {
  const header = Buffer.alloc(32);
  header.writeUInt32BE(0x377f0682, 0);
  header.writeUInt32BE(3007000, 4);
  header.writeUInt32BE(4096, 8);
  if (salts === 'right') header.fill(0x5a, 16, 24);
  writeFileSync(join(backup, 'Manifest.db-wal'), header);
  sparse(join(backup, 'Manifest.db-wal'), TERABYTE);
}

export function payloadOf(backup: string): string {
  const database = new DatabaseSync(join(backup, 'Manifest.db'), { readOnly: true });
  const row = database.prepare("SELECT fileID FROM Files WHERE flags = 1 AND relativePath = 'Library/SMS/sms.db'").get();
  const other = row ?? database.prepare('SELECT fileID FROM Files WHERE flags = 1 LIMIT 1').get();
  database.close();
  const id = String(other?.fileID);
  return join(backup, id.slice(0, 2), id);
}
