/** Writes Manifest.mbdb. The layout is described in `read-mbdb.ts`. */
import { FormatError } from '../errors.ts';
import { NO_VALUE } from './mbdb-cursor.ts';
import type { MbdbRecord } from './mbdb-record.ts';
import { MBDB_HEADER } from './read-mbdb.ts';

/** Mode, inode, two owners, three times, size, protection class, number of attributes. */
const FIXED_BYTES = 40;
const MAX_ATTRIBUTES = 255;

/**
 * Writes Manifest.mbdb, with the records in the given order. Either all have `flags` or none has.
 * @throws FormatError `mbdb-malformed` for a name or value of 65,535 bytes or more, and for more than 255 attributes
 */
export function encodeMbdb(records: Iterable<MbdbRecord>): Uint8Array {
  const parts: Uint8Array[] = [MBDB_HEADER];
  for (const record of records) pushRecord(parts, record);
  return Buffer.concat(parts);
}

function pushRecord(parts: Uint8Array[], record: MbdbRecord): void {
  const { exactNames, target, attributes } = record;
  if (attributes.length > MAX_ATTRIBUTES) throw unwritable(`${attributes.length} attributes`);
  parts.push(...value(exactNames?.domain ?? Buffer.from(record.domain)));
  parts.push(...value(exactNames?.path ?? Buffer.from(record.path)));
  parts.push(...value(exactNames?.target ?? (target === undefined ? undefined : Buffer.from(target))));
  parts.push(...value(record.digest), ...value(record.encryptionKey), fixedPart(record));
  for (const attribute of attributes) parts.push(...value(Buffer.from(attribute.name)), ...value(attribute.value));
  if (record.flags !== undefined) parts.push(unsigned32(record.flags));
}

function fixedPart(record: MbdbRecord): Uint8Array {
  const bytes = Buffer.alloc(FIXED_BYTES);
  let at = bytes.writeUInt16BE(record.mode);
  at = bytes.writeBigUInt64BE(record.inode, at);
  at = bytes.writeInt32BE(record.userId, at);
  at = bytes.writeInt32BE(record.groupId, at);
  at = bytes.writeUInt32BE(record.lastModified, at);
  at = bytes.writeUInt32BE(record.lastStatusChange, at);
  at = bytes.writeUInt32BE(record.birth, at);
  at = bytes.writeBigUInt64BE(BigInt(record.size), at);
  at = bytes.writeUInt8(record.protectionClass, at);
  bytes.writeUInt8(record.attributes.length, at);
  return bytes;
}

function value(bytes: Uint8Array | undefined): Uint8Array[] {
  if (bytes === undefined) return [unsigned16(NO_VALUE)];
  if (bytes.length >= NO_VALUE) throw unwritable(`a value of ${bytes.length} bytes`);
  return [unsigned16(bytes.length), bytes];
}

function unsigned16(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 0xff);
}

function unsigned32(number: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function unwritable(what: string): FormatError {
  return new FormatError('mbdb-malformed', `Manifest.mbdb: cannot hold ${what}`);
}
