/**
 * Messages of usbmuxd, both roles.
 *
 * | offset | size  | field                                                        |
 * |--------|-------|--------------------------------------------------------------|
 * | 0      | u32le | length of the whole message, these 16 bytes included         |
 * | 4      | u32le | version: 0 binary bodies (very old clients), 1 plist bodies  |
 * | 8      | u32le | message type; 8 for every plist message                      |
 * | 12     | u32le | tag: chosen by the client, repeated in its answer; 0 in events |
 * | 16     |       | body: XML property list (version 1)                          |
 *
 * Source: libusbmuxd usbmuxd-proto.h and libusbmuxd.c.
 */
import { FormatError, parsePlist, writeXmlPlist, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';

const HEADER_BYTES = 16;
/** The longest real message is a list of devices or a pair record: some tens of KiB. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const MAX_MESSAGE_MEMORY = 24 * 1024 * 1024;

/** `message` in the header of a usbmuxd packet. */
export const MUX_MESSAGE = { result: 1, connect: 2, listen: 3, deviceAdd: 4, deviceRemove: 5, devicePaired: 6, plist: 8 } as const;
/** `version` in the header of a usbmuxd packet: which of the two protocols it uses. */
export const MUX_VERSION = { binary: 0, plist: 1 } as const;
/** `Number` of a Result. Other values are errno numbers. */
export const MUX_RESULT = { ok: 0, badCommand: 1, badDevice: 2, connectionRefused: 3, badVersion: 6 } as const;

/** The 16 bytes before every message of usbmuxd. */
export interface MuxHeader {
  /** Bytes of the body that follows. */
  readonly bodyLength: number;
  /** See `MUX_VERSION`. */
  readonly version: number;
  /** See `MUX_MESSAGE`. */
  readonly message: number;
  /** Chosen by who asks; its answer bears the same. */
  readonly tag: number;
}

/** One message of usbmuxd. */
export interface MuxFrame {
  /** See `MUX_VERSION`. */
  readonly version: number;
  /** See `MUX_MESSAGE`. */
  readonly message: number;
  /** Chosen by who asks; its answer bears the same. */
  readonly tag: number;
  /** The body of a plist message; absent for the binary protocol, whose bodies are not needed. */
  readonly payload?: PlistDict;
}

/** One plist message in one piece, because libusbmuxd reads the header with a single recv. */
export function encodeMuxMessage(payload: PlistDict, tag: number): Uint8Array {
  return encode(MUX_VERSION.plist, MUX_MESSAGE.plist, tag, writeXmlPlist(payload));
}

/** A RESULT of the binary protocol. With `badVersion` it makes a client switch to plists. */
export function encodeBinaryMuxResult(result: number, tag: number): Uint8Array {
  const body = new Uint8Array(4);
  new DataView(body.buffer).setUint32(0, result, true);
  return encode(MUX_VERSION.binary, MUX_MESSAGE.result, tag, body);
}

/** Decodes a header. Throws `frame-too-long` or `protocol-violation` for an impossible length. */
export function decodeMuxHeader(bytes: Uint8Array): MuxHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const length = view.getUint32(0, true);
  if (length < HEADER_BYTES) throw new DeviceProtocolError('protocol-violation', `a usbmuxd message cannot have ${length} bytes`);
  if (length > MAX_MESSAGE_BYTES) {
    throw new DeviceProtocolError('frame-too-long', `a usbmuxd message of ${length} bytes was announced`, {
      data: { length, maxLength: MAX_MESSAGE_BYTES },
    });
  }
  return {
    bodyLength: length - HEADER_BYTES,
    version: view.getUint32(4, true),
    message: view.getUint32(8, true),
    tag: view.getUint32(12, true),
  };
}

/** Decodes a header and its body. Throws `protocol-violation` if a plist message does not contain a dictionary. */
export function decodeMuxFrame(header: MuxHeader, body: Uint8Array): MuxFrame {
  const { version, message, tag } = header;
  if (version !== MUX_VERSION.plist) return { version, message, tag };
  try {
    const payload = parsePlist(body, { maxMemory: MAX_MESSAGE_MEMORY });
    if (payload instanceof Map) return { version, message, tag, payload };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new DeviceProtocolError('protocol-violation', 'a usbmuxd message does not contain a readable property list', { cause });
  }
  throw new DeviceProtocolError('protocol-violation', 'a usbmuxd message does not contain a dictionary');
}

/**
 * Reads one message and not a byte more, because after Connect the stream belongs to the device. A broken message destroys the connection.
 * Throws `link-lost`, `frame-too-long`, `protocol-violation`, `cancelled`.
 */
export async function readMuxFrame(connection: Connection, signal?: AbortSignal): Promise<MuxFrame> {
  try {
    const header = decodeMuxHeader(await connection.readExactly(HEADER_BYTES, signal));
    return decodeMuxFrame(header, await connection.readExactly(header.bodyLength, signal));
  } catch (error) {
    if (error instanceof DeviceProtocolError && error.code !== 'link-lost') connection.destroy();
    throw error;
  }
}

/** Swaps the two bytes of a port, as `PortNumber` has them on the wire. */
export function swapPort(port: number): number {
  return ((port & 0xff) << 8) | ((port >> 8) & 0xff);
}

function encode(version: number, message: number, tag: number, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length, true);
  view.setUint32(4, version, true);
  view.setUint32(8, message, true);
  view.setUint32(12, tag, true);
  frame.set(body, HEADER_BYTES);
  return frame;
}
