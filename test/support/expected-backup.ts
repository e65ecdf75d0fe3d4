/** Compares a backup, row by row and byte by byte, with what another program says that it put in (`expected.json`). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Backup, BackupFile } from '../../src/backup/index.ts';
import { decodeExtendedAttributes, type MBFile } from '../../src/formats/index.ts';

/** Bytes are hexadecimal digits; null stands for what a row does not have. */
export interface ExpectedRow {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly mode: number;
  readonly inode: number;
  readonly userID: number;
  readonly groupID: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly birth: number;
  readonly size: number;
  readonly protectionClass: number;
  readonly bsdFlags: number;
  readonly target: string | null;
  readonly digest: string | null;
  readonly xattrs: Readonly<Record<string, string>> | null;
  readonly plainSize: number | null;
  readonly plainSha256: string | null;
  readonly storedSize: number | null;
  readonly storedSha1: string | null;
}

const KIND_OF_FLAGS: Readonly<Record<number, BackupFile['kind']>> = { 1: 'file', 2: 'directory', 4: 'symlink' };

/** Every row is there with every field, no other row is; every content has its bytes. */
export async function compareBackup(backup: Backup, expected: readonly ExpectedRow[]): Promise<void> {
  const { rows } = await backup.list({ limit: 10_000 });
  assert.deepEqual(new Set(rows.map(({ fileID }) => fileID as string)), new Set(expected.map(({ fileID }) => fileID)));
  assert.equal(rows.length, expected.length);
  for (const row of expected) {
    const details = (await backup.details(row.fileID)) ?? assert.fail(row.fileID);
    compareFile(details.file, row);
    compareRecord(details.record ?? assert.fail(`${row.relativePath} has no record`), row, backup.summary.era);
    assert.equal(details.payload?.size ?? null, row.storedSize, row.relativePath);
    if (details.payload === undefined) continue;
    assert.equal(digest('sha1', readFileSync(details.payload.path)), row.storedSha1, row.relativePath);
    const content = await bytesOf(backup, details.file);
    assert.deepEqual([content.length, digest('sha256', content)], [row.plainSize, row.plainSha256], row.relativePath);
  }
}

export async function bytesOf(backup: Backup, file: BackupFile): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

function compareFile(file: BackupFile, row: ExpectedRow): void {
  assert.deepEqual(
    { ...file },
    {
      fileID: row.fileID,
      domain: row.domain,
      relativePath: row.relativePath,
      kind: KIND_OF_FLAGS[row.flags],
      size: row.size,
      mode: row.mode,
      modified: new Date(row.mtime * 1000).toISOString(),
      protectionClass: row.protectionClass,
      ...(row.target === null ? {} : { target: row.target }),
    },
  );
}

function compareRecord(record: MBFile, row: ExpectedRow, era: string): void {
  const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : Buffer.from(bytes).toString('hex'));
  const attributes = record.extendedAttributes && decodeExtendedAttributes(record.extendedAttributes);
  assert.deepEqual(
    {
      relativePath: record.relativePath,
      mode: record.mode,
      inode: record.inode,
      userID: record.userId,
      groupID: record.groupId,
      mtime: record.lastModified,
      ctime: record.lastStatusChange,
      birth: record.birth,
      size: record.size,
      protectionClass: record.protectionClass,
      bsdFlags: record.flags,
      target: record.target ?? null,
      digest: hex(record.digest),
      xattrs: attributes === undefined ? null : Object.fromEntries([...attributes].map(([name, value]) => [name, hex(value)])),
    },
    {
      relativePath: row.relativePath,
      mode: row.mode,
      inode: BigInt(row.inode),
      userID: row.userID,
      groupID: row.groupID,
      mtime: row.mtime,
      ctime: row.ctime,
      birth: row.birth,
      size: row.size,
      protectionClass: row.protectionClass,
      // Manifest.mbdb has no place for them.
      bsdFlags: era === 'mbdb' ? 0 : row.bsdFlags,
      target: row.target,
      digest: row.digest,
      xattrs: row.xattrs,
    },
  );
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
