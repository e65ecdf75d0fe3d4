/**
 * The frame of lockdownd and of every plist service.
 *
 * | offset | size   | field                                                    |
 * |--------|--------|----------------------------------------------------------|
 * | 0      | u32be  | length of the property list                              |
 * | 4      | length | property list, binary or XML, told apart by first bytes  |
 *
 * Source: libimobiledevice property_list_service.c.
 */
import { parsePlist, writeBinaryPlist, writeXmlPlist, type PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';

const HEADER_BYTES = 4;
const SHOWN_BYTES = 16;
/** Far above what devices send (a page of installed apps with their metadata is a few MiB), far below what hurts. */
const DEFAULT_MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** For services that say a few words at a time. */
export const SMALL_FRAME_BYTES = 64 * 1024;
/** Values may take so many times the memory of their frame, but a few short ones are always read. */
const MEMORY_PER_FRAME_BYTE = 3;
const LEAST_MEMORY = 1024 * 1024;

/** The two formats of property lists that services use: XML for lockdownd and its services, binary for DeviceLink. */
export type PlistFormat = 'xml' | 'binary';

/** Limits for reading one frame. */
export interface ReadFrameOptions {
  /** Longest property list to accept, bytes. */
  readonly maxLength?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A property list preceded by its length: four bytes, big-endian. */
export function encodePlistFrame(value: PlistValue, format: PlistFormat): Uint8Array {
  return frameAround(format === 'xml' ? writeXmlPlist(value) : writeBinaryPlist(value));
}

/** A property list that is encoded already. */
export function frameAround(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, HEADER_BYTES);
  return frame;
}

/** Sends one frame, and resolves when the system has accepted it. Throws `link-lost`. */
export async function writePlistFrame(connection: Connection, value: PlistValue, format: PlistFormat): Promise<void> {
  await connection.write(encodePlistFrame(value, format));
}

/** Reads one frame. Throws `link-lost`, `frame-too-long`, `protocol-violation` (not a property list). The last two destroy the connection. */
export async function readPlistFrame(connection: Connection, options: ReadFrameOptions = {}): Promise<PlistValue> {
  const { maxLength = DEFAULT_MAX_FRAME_BYTES, signal } = options;
  const header = await connection.readExactly(HEADER_BYTES, signal);
  const length = new DataView(header.buffer, header.byteOffset).getUint32(0);
  if (length > maxLength) {
    connection.destroy();
    const data = { length, maxLength, bytes: hexOf(header) };
    throw new DeviceProtocolError('frame-too-long', `a frame of ${length} bytes was announced`, { data });
  }
  const body = await connection.readExactly(length, signal);
  try {
    return parsePlist(body, { maxMemory: Math.max(LEAST_MEMORY, MEMORY_PER_FRAME_BYTE * maxLength) });
  } catch (cause) {
    connection.destroy();
    const data = { length, bytes: hexOf(header, body) };
    throw new DeviceProtocolError('protocol-violation', 'a frame does not contain a readable property list', { data, cause });
  }
}

/** The first bytes, for whoever reads the log. */
function hexOf(...parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts.map((part) => part.subarray(0, SHOWN_BYTES)))
    .subarray(0, SHOWN_BYTES)
    .toString('hex');
}
