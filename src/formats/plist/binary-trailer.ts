/** The last 32 bytes of a binary property list, and the table of offsets that they describe. */
import { malformed } from './malformed.ts';

/**
 * | offset | bytes | meaning (Apple's CFBinaryPList.c, open source) |
 * |---|---|---|
 * | 0  | 6 | unused, version of the sort |
 * | 6  | 1 | bytes of an entry of the offset table |
 * | 7  | 1 | bytes of an object reference |
 * | 8  | 8 | number of objects |
 * | 16 | 8 | number of the top object |
 * | 24 | 8 | where the offset table starts; the objects end here |
 */
export interface BinaryTrailer {
  readonly offsetSize: number;
  readonly refSize: number;
  readonly objectCount: number;
  readonly topObject: number;
  readonly tableStart: number;
}

export const headerLength = 8;
export const trailerLength = 32;

/** Reads and checks the trailer: the offset table lies inside the file, the top object inside the table. */
export function readBinaryTrailer(bytes: Uint8Array): BinaryTrailer {
  const start = bytes.length - trailerLength;
  if (start < headerLength + 1) throw malformed('too short for a binary plist', bytes.length);
  const trailer: BinaryTrailer = {
    offsetSize: bytes[start + 6] ?? 0,
    refSize: bytes[start + 7] ?? 0,
    objectCount: readUnsigned(bytes, start + 8, 8),
    topObject: readUnsigned(bytes, start + 16, 8),
    tableStart: readUnsigned(bytes, start + 24, 8),
  };
  const { offsetSize, refSize, objectCount, topObject, tableStart } = trailer;
  const tableEnd = tableStart + objectCount * offsetSize;
  const sane =
    offsetSize >= 1 &&
    offsetSize <= 8 &&
    refSize >= 1 &&
    refSize <= 8 &&
    tableStart > headerLength &&
    tableEnd <= start &&
    topObject < objectCount;
  if (!sane) throw malformed('impossible trailer', start);
  return trailer;
}

/** Big-endian unsigned integer of 1–8 bytes. Beyond 2^53 it is rounded, which every range check still refuses. */
export function readUnsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}
