/**
 * Packets of AFC, both roles. All numbers are little endian.
 *
 * | offset | size  | field                                                                  |
 * |--------|-------|------------------------------------------------------------------------|
 * | 0      | 8     | magic `CFA6LPAA`                                                       |
 * | 8      | u64le | entire length: header and everything after it                          |
 * | 16     | u64le | this length: header and fixed part; shorter than entire only for data  |
 * | 24     | u64le | packet number, counted by the client, repeated in the answer           |
 * | 32     | u64le | operation                                                              |
 * | 40     |       | fixed part, then data                                                  |
 *
 * Source: libimobiledevice afc.h and afc.c; vectors in device traffic of idevicebackup2.
 */
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';

const MAGIC = 'CFA6LPAA';
const HEADER_BYTES = 40;
/** Clients read and write in steps of at most some MiB. */
const MAX_PACKET_BYTES = 16 * 1024 * 1024;

/** The complete table of operations. requests.ts and responses.ts have the bodies of those that are used. */
export const AFC_OPERATION = {
  status: 0x01,
  data: 0x02,
  readDirectory: 0x03,
  readFile: 0x04,
  writeFile: 0x05,
  writePart: 0x06,
  truncate: 0x07,
  removePath: 0x08,
  makeDirectory: 0x09,
  fileInfo: 0x0a,
  deviceInfo: 0x0b,
  writeFileAtomically: 0x0c,
  fileOpen: 0x0d,
  fileOpened: 0x0e,
  fileRead: 0x0f,
  fileWrite: 0x10,
  fileSeek: 0x11,
  fileTell: 0x12,
  fileTold: 0x13,
  fileClose: 0x14,
  fileSetSize: 0x15,
  connectionInfo: 0x16,
  setConnectionOptions: 0x17,
  rename: 0x18,
  setFileSystemBlockSize: 0x19,
  setSocketBlockSize: 0x1a,
  fileLock: 0x1b,
  makeLink: 0x1c,
  fileHash: 0x1d,
  setModificationTime: 0x1e,
  fileHashRange: 0x1f,
  setImmutableHint: 0x20,
  sizeOfContents: 0x21,
  removeTree: 0x22,
  directoryOpen: 0x23,
  directoryOpened: 0x24,
  directoryRead: 0x25,
  directoryClose: 0x26,
} as const;

/** Status codes of AFC; `data.afcStatus` of an `afc-error` is one of them. */
export const AFC_STATUS = {
  ok: 0,
  unknown: 1,
  headerInvalid: 2,
  noResources: 3,
  readError: 4,
  writeError: 5,
  unknownPacket: 6,
  invalidArgument: 7,
  notFound: 8,
  isDirectory: 9,
  permissionDenied: 10,
  notConnected: 11,
  timeout: 12,
  tooMuchData: 13,
  endOfData: 14,
  notSupported: 15,
  exists: 16,
  busy: 17,
  noSpace: 18,
  wouldBlock: 19,
  ioError: 20,
  interrupted: 21,
  inProgress: 22,
  internal: 23,
  muxError: 30,
  noMemory: 31,
  notEnoughData: 32,
  directoryNotEmpty: 33,
} as const;

/** One packet of AFC, before its operation is decoded. */
export interface AfcPacket {
  /** Counts up; an answer bears that of its request. */
  readonly packetNumber: bigint;
  /** See `AFC_OPERATION`. */
  readonly operation: number;
  /** The arguments of the operation. */
  readonly fixed: Uint8Array;
  /** What follows them: content, names. */
  readonly data: Uint8Array;
}

const nothing = new Uint8Array(0);

/** One packet of AFC: header (magic, lengths, packet number, operation), the fixed part of the operation, its data. */
export function encodeAfcPacket(
  packetNumber: bigint,
  operation: number,
  fixed: Uint8Array = nothing,
  data: Uint8Array = nothing,
): Uint8Array {
  const packet = new Uint8Array(HEADER_BYTES + fixed.length + data.length);
  const view = new DataView(packet.buffer);
  for (let at = 0; at < MAGIC.length; at++) packet[at] = MAGIC.charCodeAt(at);
  view.setBigUint64(8, BigInt(packet.length), true);
  view.setBigUint64(16, BigInt(HEADER_BYTES + fixed.length), true);
  view.setBigUint64(24, packetNumber, true);
  view.setBigUint64(32, BigInt(operation), true);
  packet.set(fixed, HEADER_BYTES);
  packet.set(data, HEADER_BYTES + fixed.length);
  return packet;
}

/** Reads one packet. Throws `link-lost`, `protocol-violation`, `frame-too-long`; the last two destroy the connection. */
export async function readAfcPacket(connection: Connection, signal?: AbortSignal, maxLength = MAX_PACKET_BYTES): Promise<AfcPacket> {
  const header = await connection.readExactly(HEADER_BYTES, signal);
  const view = new DataView(header.buffer, header.byteOffset);
  const entire = view.getBigUint64(8, true);
  const fixedEnd = view.getBigUint64(16, true);
  if (Buffer.from(header.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC || fixedEnd < HEADER_BYTES || entire < fixedEnd) {
    connection.destroy();
    throw new DeviceProtocolError('protocol-violation', 'not an AFC packet');
  }
  if (entire > maxLength) {
    connection.destroy();
    throw new DeviceProtocolError('frame-too-long', `an AFC packet of ${entire} bytes was announced`, {
      data: { length: Number(entire), maxLength },
    });
  }
  const body = await connection.readExactly(Number(entire) - HEADER_BYTES, signal);
  const split = Number(fixedEnd) - HEADER_BYTES;
  return {
    packetNumber: view.getBigUint64(24, true),
    operation: Number(view.getBigUint64(32, true)),
    fixed: body.subarray(0, split),
    data: body.subarray(split),
  };
}
