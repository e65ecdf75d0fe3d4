/** The bulk file stream of mobilebackup2, encoded, for anyone who sends files. */
import { Buffer } from 'node:buffer';

/**
 * The code of a chunk with file content. Between two plist messages, files are sent in frames:
 *
 * | frame | bytes |
 * |---|---|
 * | name | u32be length, UTF-8 path. Upload: device path, then backup path. Download: the path as requested |
 * | data chunk | u32be 1+n, 0x0C, n bytes |
 * | end of file | u32be 1, 0x00 |
 * | end in error | u32be 1+n, code, n bytes of UTF-8 text; code = minus the DeviceLink status |
 * | terminator | u32be 0, where the next name would stand |
 */
export const CHUNK_DATA = 0x0c;
/** The code of a chunk that completes a file. */
export const CHUNK_END = 0x00;
/** The only error code in an upload that other hosts survive. */
export const CHUNK_REMOTE_ERROR = 0x0b;
/** The code that a host sends for a requested file that does not exist. */
export const CHUNK_NOT_FOUND = 0x06;

/** The largest payload of a data chunk that real devices send, in bytes. */
export const DEVICE_CHUNK_BYTES = 262_144;
/** The largest payload that a host should send, in bytes. A device keeps a whole frame in memory, and large frames got its agent killed. */
export const HOST_CHUNK_BYTES = 32_768;

const LENGTH_BYTES = 4;

/** The chunk that ends a complete file. */
export const END_OF_FILE: Uint8Array = Uint8Array.of(0, 0, 0, 1, CHUNK_END);
/** The empty name that ends a stream of files. */
export const END_OF_FILES: Uint8Array = Uint8Array.of(0, 0, 0, 0);

/** A name in a stream of files: its length in bytes, big-endian, and UTF-8. */
export function encodeName(path: string): Uint8Array {
  const frame = Buffer.alloc(LENGTH_BYTES + Buffer.byteLength(path, 'utf8'));
  frame.writeUInt32BE(frame.length - LENGTH_BYTES, 0);
  frame.write(path, LENGTH_BYTES, 'utf8');
  return frame;
}

/** The five bytes before `dataBytes` bytes of file content, for a sender that does not want to copy the content. */
export function encodeDataHeader(dataBytes: number): Uint8Array {
  const header = Buffer.alloc(LENGTH_BYTES + 1);
  header.writeUInt32BE(dataBytes + 1, 0);
  header[LENGTH_BYTES] = CHUNK_DATA;
  return header;
}

/** One chunk of a file, including its header. A device does not accept more than `HOST_CHUNK_BYTES` at once. */
export function encodeData(data: Uint8Array): Uint8Array {
  return Buffer.concat([encodeDataHeader(data.length), data]);
}

/** Ends the current file with an error. `code` is minus a DeviceLink status: 1–255, but not 0x0C. */
export function encodeFileError(code: number, text: string): Uint8Array {
  const frame = Buffer.alloc(LENGTH_BYTES + 1 + Buffer.byteLength(text, 'utf8'));
  frame.writeUInt32BE(frame.length - LENGTH_BYTES, 0);
  frame[LENGTH_BYTES] = code;
  frame.write(text, LENGTH_BYTES + 1, 'utf8');
  return frame;
}
