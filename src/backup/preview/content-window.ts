/** Pieces of content by place: as text, or as bytes. */
import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../../formats/index.ts';
import type { HexContent, TextContent, TextEncodingName } from './preview.ts';
import { decodeWide } from './recognize.ts';

const LINE_FEED = 0x0a;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const WINDOWS_1252 = new TextDecoder('windows-1252');

interface TextWindow {
  readonly from: number;
  readonly bytes: number;
  readonly encoding: TextEncodingName;
  /** The length of the byte order mark at the start of the content, which is not part of the text. */
  readonly markBytes: number;
}

/** The text from `from`, or from the first character that begins behind it. */
export function textWindow(content: ByteSource, { from, bytes, encoding, markBytes }: TextWindow): TextContent {
  const asked = Math.max(markBytes, Math.min(from, content.length));
  const piece = content.read(asked, bytes);
  const start = asked === markBytes ? 0 : firstCharacter(piece, asked, encoding);
  const isLast = asked + piece.length >= content.length;
  const end = isLast ? piece.length : lastCut(piece, start, encoding);
  const shown = piece.subarray(start, end);
  const { text, hasOtherBytes } = decode(shown, encoding);
  return { kind: 'text', encoding, text, from: asked + start, to: asked + end, hasOtherBytes };
}

/** The bytes from `from`, which becomes a multiple of 16. */
export function hexWindow(content: ByteSource, from: number, bytes: number, looksEncrypted: boolean): HexContent {
  const start = Math.min(from, content.length);
  const aligned = start - (start % 16);
  return { kind: 'hex', data: content.read(aligned, bytes), from: aligned, looksEncrypted };
}

/** Where the first whole character begins in a piece from anywhere. */
function firstCharacter(piece: Uint8Array, position: number, encoding: TextEncodingName): number {
  switch (encoding) {
    case 'utf-8': {
      let start = 0;
      while (start < Math.min(3, piece.length) && isContinuation(piece[start])) start++;
      // Four in a row cannot be the rest of one character, so they are shown as bytes.
      return isContinuation(piece[start]) ? 0 : start;
    }
    case 'utf-16le':
    case 'utf-16be': {
      const start = position % 2;
      return isSurrogate(piece, start, encoding, 0xdc) ? start + 2 : start;
    }
    case 'windows-1252':
      return 0;
  }
}

/** Behind the last line end in the second half, else behind the last whole character. */
function lastCut(piece: Uint8Array, start: number, encoding: TextEncodingName): number {
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const half = start + Math.floor((piece.length - start) / 2);
  for (let at = piece.length - 1; at >= half; at--) {
    if (piece[at] !== LINE_FEED) continue;
    if (!isWide) return at + 1;
    const unit = at - ((at - start) % 2);
    const isLineFeed =
      piece[encoding === 'utf-16le' ? unit : unit + 1] === LINE_FEED && piece[encoding === 'utf-16le' ? unit + 1 : unit] === 0;
    if (isLineFeed && unit + 2 <= piece.length) return unit + 2;
  }
  if (isWide) {
    const end = piece.length - ((piece.length - start) % 2);
    return end - 2 > start && isSurrogate(piece, end - 2, encoding, 0xd8) ? end - 2 : end;
  }
  return encoding === 'utf-8' ? lastCharacter(piece, start) : piece.length;
}

/** The end of the last whole character of UTF-8, if there is one. */
function lastCharacter(piece: Uint8Array, start: number): number {
  for (let back = 1; back <= 4 && piece.length - back > start; back++) {
    const byte = piece[piece.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? piece.length - back : piece.length;
  }
  return piece.length;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The unit at a place is one half of a pair; 0xd8 asks for a first half, 0xdc for a second. */
function isSurrogate(piece: Uint8Array, at: number, encoding: TextEncodingName, half: number): boolean {
  const high = piece[encoding === 'utf-16le' ? at + 1 : at];
  return high !== undefined && (high & 0xfc) === half;
}

function decode(bytes: Uint8Array, encoding: TextEncodingName): { text: string; hasOtherBytes: boolean } {
  switch (encoding) {
    case 'utf-8':
      return { text: UTF8.decode(bytes), hasOtherBytes: !isUtf8(bytes) };
    case 'utf-16le':
    case 'utf-16be': {
      const text = decodeWide(bytes, encoding);
      return { text: text.toWellFormed(), hasOtherBytes: bytes.length % 2 === 1 || !text.isWellFormed() };
    }
    case 'windows-1252':
      return { text: WINDOWS_1252.decode(bytes), hasOtherBytes: false };
  }
}
