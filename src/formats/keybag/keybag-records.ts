/** The records of a keybag: reads and writes tag, length and value. */
import { FormatError } from '../errors.ts';

/**
 * | bytes | meaning (Apple's SecKeybag sources; every published bag) |
 * |---|---|
 * | 4 | tag, ASCII letters |
 * | 4 | length of the value, big-endian |
 * | … | value; a number is 4 bytes, big-endian |
 */
export interface KeybagRecord {
  readonly tag: string;
  /** A view into the bag. */
  readonly value: Uint8Array;
}

const HEAD_BYTES = 8;

/** @throws FormatError `keybag-malformed` when a record reaches past the end; `data.offset` says where it begins */
export function* readKeybagRecords(bag: Uint8Array): Generator<KeybagRecord> {
  const bytes = Buffer.from(bag.buffer, bag.byteOffset, bag.length);
  for (let at = 0; at < bytes.length;) {
    if (at + HEAD_BYTES > bytes.length) throw malformedKeybag('a record is cut off', { offset: at });
    const tag = bytes.toString('latin1', at, at + 4);
    const end = at + HEAD_BYTES + bytes.readUInt32BE(at + 4);
    if (end > bytes.length) throw malformedKeybag('a record is longer than the keybag', { offset: at });
    yield { tag, value: bag.subarray(at + HEAD_BYTES, end) };
    at = end;
  }
}

/** The number that a record holds. @throws FormatError `keybag-malformed` when the value is not 4 bytes long */
export function numberOf({ tag, value }: KeybagRecord): number {
  if (value.length !== 4) throw malformedKeybag(`${tag} is not a number`, { tag });
  return new DataView(value.buffer, value.byteOffset).getUint32(0);
}

export function keybagRecord(tag: string, value: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(tag, 'latin1');
  head.writeUInt32BE(value.length, 4);
  return Buffer.concat([head, value]);
}

export function keybagNumber(tag: string, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return keybagRecord(tag, bytes);
}

export function malformedKeybag(what: string, data: Record<string, unknown> = {}): FormatError {
  return new FormatError('keybag-malformed', `keybag: ${what}`, { data });
}
