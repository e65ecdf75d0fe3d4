/** Reads Manifest.mbdb record by record. */
import { FormatError } from '../errors.ts';
import { MbdbCursor, cutOff } from './mbdb-cursor.ts';
import type { MbdbRecord } from './mbdb-record.ts';

/** "mbdb" and version 5.0. */
export const MBDB_HEADER: Uint8Array = Uint8Array.of(0x6d, 0x62, 0x64, 0x62, 5, 0);
const FLAGS_BYTES = 4;

/**
 * | bytes | meaning (big-endian; known in the field for years, and two independent readers take what is written so) |
 * |---|---|
 * | 6 | header, once; then records to the end of the file |
 * | texts | domain, path, target: 16-bit length and UTF-8; FFFF is none, without bytes |
 * | data | digest (20 bytes), encryption key (44 bytes): same form |
 * | 2, 8 | mode, inode |
 * | 4, 4 | user and group, signed |
 * | 4, 4, 4 | last modified, last status change, birth |
 * | 8, 1 | size, protection class |
 * | 1 | number of extended attributes, then name (text) and value (data) of each |
 * | 4 | BSD flags: only in a variant that a later serializer of the device knows; never seen, so it is recognised and not relied on |
 *
 * The variant is taken when what follows the first record is no record, but four bytes later there is one. Byte values are views.
 * A file that is cut off between two records cannot be told from a shorter one.
 * @throws FormatError `mbdb-malformed`, `data` = {offset: where the record begins, records: how many were read before}
 */
export function* readMbdb(bytes: Uint8Array, from?: number): Generator<MbdbRecord> {
  if (from === undefined && !startsWith(bytes, MBDB_HEADER)) throw malformedMbdb('no header', 0, 0);
  const cursor = new MbdbCursor(bytes, from ?? MBDB_HEADER.length);
  let hasFlags = false;
  for (let records = 0; cursor.at < bytes.length; records++) {
    const offset = cursor.at;
    try {
      const record = cursor.record();
      if (records === 0) hasFlags = looksFlagged(bytes, cursor.at);
      yield hasFlags ? { ...record, flags: cursor.unsigned32() } : record;
    } catch (error) {
      if (error !== cutOff) throw error;
      throw malformedMbdb('a record extends past the end', offset, records);
    }
  }
}

/** Whether the bytes after the first record make sense only when its flags come first. */
function looksFlagged(bytes: Uint8Array, at: number): boolean {
  return !isPlausible(bytes, at) && isPlausible(bytes, at + FLAGS_BYTES);
}

function isPlausible(bytes: Uint8Array, at: number): boolean {
  try {
    return new MbdbCursor(bytes, at).isRecord();
  } catch (error) {
    if (error !== cutOff) throw error;
    return false;
  }
}

export function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function malformedMbdb(what: string, offset: number, records: number): FormatError {
  return new FormatError('mbdb-malformed', `Manifest.mbdb: ${what}, at ${offset} after ${records} records`, { data: { offset, records } });
}
