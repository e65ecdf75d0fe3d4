/** The cells of a row as plain data: exact, of any type, and cut where they are long. */
import { createHash } from 'node:crypto';
import type { CellType, SandboxedStatement } from '../../read/sqlite/sandbox/sandboxed-database.ts';
import { contentTypeOf, SNIFF_BYTES } from '../../read/stored/content-type.ts';

/** A cell. Integers are texts of decimal digits, because JSON and JavaScript round what has more than 53 bits. */
export type Cell =
  | { readonly type: 'null' }
  | { readonly type: 'integer'; readonly value: string }
  /** `Infinity` and `-Infinity` are texts, because JSON has no numbers for them. */
  | { readonly type: 'real'; readonly value: number | 'Infinity' | '-Infinity' }
  | TextCell
  | BlobCell;

/** A text, or its beginning. */
export interface TextCell {
  readonly type: 'text';
  readonly value: string;
  /** Bytes of the whole text. */
  readonly bytes: number;
  /** `value` is only its beginning; it is empty if the text is too long to be fetched for a row. */
  readonly isCut?: true;
  /** SHA-256 of the whole text, if only its beginning is here. */
  readonly digest?: string;
  /** Some bytes are no UTF-8; each is shown as U+FFFD. */
  readonly hasOtherBytes?: true;
}

/** A BLOB by its length, what it is, and its digest. */
export interface BlobCell {
  readonly type: 'blob';
  readonly bytes: number;
  /** By its first bytes: `plist`, `keyed-archive`, `jpeg` …, `empty` or `unknown`. Absent if it is too long to be fetched for a row. */
  readonly kind?: string;
  /** The first bytes, in hexadecimal digits. */
  readonly start?: string;
  /** SHA-256 of all bytes; absent if only the beginning was looked at. */
  readonly digest?: string;
}

export interface CellLimits {
  /** Of a text that is handed out. */
  readonly textBytes: number;
  /** Of a BLOB, or a text that is cut, that is digested. */
  readonly digestBytes: number;
}

const START_BYTES = 32;
const FATAL = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true });

/** The value of a column of the current row. */
export function cellAt(row: SandboxedStatement, index: number, limits: CellLimits): Cell {
  const type = row.type(index);
  switch (type) {
    case 'null':
      return { type };
    case 'integer':
      return { type, value: row.integer(index).toString() };
    case 'real':
      return { type, value: realValue(row.real(index)) };
    case 'text':
      return textCell(row.bytes(index), limits);
    case 'blob':
      return blobCell(row.bytes(index), limits.digestBytes);
  }
}

/** A cell of `bytes` bytes that is not fetched. */
export function longCell(type: CellType, bytes: number): Cell {
  if (type === 'blob') return { type, bytes };
  return { type: 'text', value: '', bytes, isCut: true };
}

/** About how much it adds to a result. */
export function weightOf(cell: Cell): number {
  return cell.type === 'text' ? 40 + cell.value.length * 2 : 80;
}

function realValue(value: number): number | 'Infinity' | '-Infinity' {
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function textCell(all: Uint8Array, { textBytes: most, digestBytes }: CellLimits): TextCell {
  const bytes = all.length;
  const { text, hasOtherBytes } = decoded(bytes > most ? all.subarray(0, wholeCharacters(all, most)) : all);
  return {
    type: 'text',
    value: text,
    bytes,
    ...(bytes > most ? { isCut: true as const } : {}),
    ...(bytes > most && bytes <= digestBytes ? { digest: createHash('sha256').update(all).digest('hex') } : {}),
    ...(hasOtherBytes ? { hasOtherBytes: true as const } : {}),
  };
}

/** Text of UTF-8, and whether some of its bytes are none. */
export function decoded(bytes: Uint8Array): { readonly text: string; readonly hasOtherBytes: boolean } {
  // A copy: the memory of the sandbox can grow and move.
  const own = Uint8Array.from(bytes);
  try {
    return { text: FATAL.decode(own), hasOtherBytes: false };
  } catch {
    return { text: LENIENT.decode(own), hasOtherBytes: true };
  }
}

/** At most `most` bytes, so that no character is cut in two. */
function wholeCharacters(bytes: Uint8Array, most: number): number {
  let end = most;
  while (end > most - 3 && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

function blobCell(content: Uint8Array, digestBytes: number): BlobCell {
  const start = Buffer.from(content.subarray(0, SNIFF_BYTES));
  const digest = content.length > digestBytes ? {} : { digest: createHash('sha256').update(content).digest('hex') };
  const kind = contentTypeOf(start).type;
  return { type: 'blob', bytes: content.length, kind, start: start.toString('hex', 0, START_BYTES), ...digest };
}
