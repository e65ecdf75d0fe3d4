/** Recognises the write-ahead log of an SQLite database. */

/**
 * | offset | bytes | what (SQLite file format 4.1, big-endian) |
 * |---|---|---|
 * | 0 | 4 | 377f0682 or 377f0683; the last bit says how checksums are computed |
 * | 4 | 4 | version, 3007000 |
 * | 8 | 4 | page size |
 * | 12 | 12 | number of checkpoints, salts |
 * | 24 | 8 | checksum of the above |
 */
export const LOG_HEADER_BYTES = 32;

const VERSION = 3_007_000;

export function isLogHeader(start: Uint8Array): boolean {
  if (start.length < LOG_HEADER_BYTES) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return (view.getUint32(0) & 0xffff_fffe) === 0x377f_0682 && view.getUint32(4) === VERSION;
}
