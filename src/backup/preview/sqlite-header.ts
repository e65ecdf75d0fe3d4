/** What the first 100 bytes of a SQLite database say. */
import type { Companion } from '../read/stored/content-job.ts';
import type { SqliteContent } from './preview.ts';

/**
 * | offset | bytes | meaning (SQLite's published file format) |
 * |---|---|---|
 * | 16 | 2 | page size; 1 stands for 65,536 |
 * | 28 | 4 | number of pages |
 * | 56 | 4 | encoding of text: 1 UTF-8, 2 UTF-16 little-endian, 3 UTF-16 big-endian |
 * | 60 | 4 | user version |
 */
export function sqliteContent(start: Uint8Array, companions: readonly Companion[]): SqliteContent {
  const header = new DataView(new Uint8Array(100).buffer);
  for (const [at, byte] of start.subarray(0, 100).entries()) header.setUint8(at, byte);
  const pageSize = header.getUint16(16);
  return {
    kind: 'sqlite',
    pageSize: pageSize === 1 ? 65_536 : pageSize,
    pages: header.getUint32(28),
    encoding: ENCODINGS[header.getUint32(56)] ?? 'unknown',
    userVersion: header.getInt32(60),
    companions: companions.map(({ suffix, bytes }) => ({ suffix, bytes })),
  };
}

const ENCODINGS: Readonly<Record<number, SqliteContent['encoding']>> = { 1: 'utf-8', 2: 'utf-16le', 3: 'utf-16be' };
