/** The text of a note as Notes keeps it in its database: nested messages of protocol buffers, packed by gzip. */
import { gunzipSync, inflateSync } from 'node:zlib';
import { FormatError } from '../errors.ts';

/** Document → note → text; the other fields are runs and attachments, and are not read. Source: published readers of ZICNOTEDATA.ZDATA. */
const PATH = [2, 3, 2] as const;
const MOST_BYTES = 32 * 1024 * 1024;
const WIRE = { varint: 0, eight: 1, counted: 2, four: 5 } as const;

/** @throws FormatError 'archive-malformed' */
export function readNoteText(data: Uint8Array): string {
  let part: Uint8Array = unpacked(data);
  for (const field of PATH) part = fieldOf(part, field);
  return Buffer.from(part).toString('utf8');
}

function unpacked(data: Uint8Array): Uint8Array {
  const limit = { maxOutputLength: MOST_BYTES };
  try {
    return data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data, limit) : inflateSync(data, limit);
  } catch (cause) {
    throw new FormatError('archive-malformed', 'a note that does not unpack', { data: { reason: 'it does not unpack' }, cause });
  }
}

/** Of a message, the bytes of the first field of that number; empty if there is none, as protocol buffers mean it. */
function fieldOf(message: Uint8Array, wanted: number): Uint8Array {
  let place = 0;
  while (place < message.length) {
    const key = varint(message, place);
    const { length, start } = contentAt(message, key.next, key.value & 7);
    if (length > message.length - start) throw malformed();
    if (key.value >>> 3 === wanted && (key.value & 7) === WIRE.counted) return message.subarray(start, start + length);
    place = start + length;
  }
  return new Uint8Array();
}

function contentAt(message: Uint8Array, place: number, wire: number): { readonly start: number; readonly length: number } {
  switch (wire) {
    case WIRE.varint:
      return { start: varint(message, place).next, length: 0 };
    case WIRE.eight:
      return { start: place, length: 8 };
    case WIRE.four:
      return { start: place, length: 4 };
    case WIRE.counted: {
      const { value, next } = varint(message, place);
      return { start: next, length: value };
    }
    default:
      throw malformed();
  }
}

/** Up to ten bytes; of larger numbers than lengths are only that they are too large matters. */
function varint(message: Uint8Array, place: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = message[place + index];
    if (byte === undefined) throw malformed();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 128) return { value, next: place + index + 1 };
  }
  throw malformed();
}

function malformed(): FormatError {
  return new FormatError('archive-malformed', 'a note that is cut off', { data: { reason: 'it ends too early' } });
}
