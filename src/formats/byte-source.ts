/** Bytes that can be read anywhere, of a length that need not fit into memory. */
export interface ByteSource {
  readonly length: number;
  /** Fewer bytes than asked for only at the end. What was read is not changed by later calls. */
  read(position: number, length: number): Uint8Array;
}

/** All of some bytes in memory. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

/** A part of a source, as a source. */
export function partOf(source: ByteSource, start: number, length: number): ByteSource {
  const whole = Math.max(0, Math.min(length, source.length - start));
  return { length: whole, read: (position, count) => source.read(start + position, Math.max(0, Math.min(count, whole - position))) };
}

/** Exactly `length` bytes as numbers; undefined where the source ends before. */
export function viewAt(source: ByteSource, position: number, length: number): DataView | undefined {
  if (position < 0 || position + length > source.length) return undefined;
  const bytes = source.read(position, length);
  return bytes.length < length ? undefined : new DataView(bytes.buffer, bytes.byteOffset, length);
}

/** Characters of one byte each. */
export function asciiAt(source: ByteSource, position: number, length: number): string {
  return Buffer.from(source.read(position, length)).toString('latin1');
}
