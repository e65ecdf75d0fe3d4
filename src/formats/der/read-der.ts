/** Reads DER value by value, never beyond the bytes that exist. The layout is described in `write-der.ts`. */

export interface DerValue {
  /** One byte: class, form and number. */
  readonly tag: number;
  /** A view into the input. */
  readonly content: Uint8Array;
  /** Where the next value begins. */
  readonly end: number;
}

/** Length bytes after the first one. */
const MAX_LENGTH_BYTES = 4;

/** The value that begins at `at`; undefined where there is none: cut off, of indefinite length, or with a tag of several bytes. */
export function readDerValue(bytes: Uint8Array, at: number): DerValue | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || lengthBytes > MAX_LENGTH_BYTES) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const start = at + 2 + lengthBytes;
  const end = start + length;
  return end <= bytes.length ? { tag, content: bytes.subarray(start, end), end } : undefined;
}

/** All values that stand side by side in `content`; undefined when they do not fill it exactly. */
export function readDerValues(content: Uint8Array): DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < content.length;) {
    const value = readDerValue(content, at);
    if (value === undefined) return undefined;
    values.push(value);
    at = value.end;
  }
  return values;
}
