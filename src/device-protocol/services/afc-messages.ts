/**
 * What AFC packets say: requests of the host and answers of the device, each to and from its packet.
 *
 * | request             | fixed part             | answer on success         |
 * |---------------------|------------------------|---------------------------|
 * | readDirectory       | path                   | data: names, NUL after each |
 * | fileInfo            | path                   | data: key, value, key, value … |
 * | deviceInfo          |                        | data: key, value …        |
 * | fileOpen            | u64 mode, path         | opened: u64 handle        |
 * | fileRead            | u64 handle, u64 length | data; nothing at the end  |
 * | fileWrite           | u64 handle; then data  | status                    |
 * | fileSeek            | u64 handle, u64 whence, s64 offset | status        |
 * | fileTell            | u64 handle             | told: u64 position        |
 * | fileLock            | u64 handle, u64 5/6/12 | status; 19 when taken     |
 * | fileSetSize         | u64 handle, u64 size   | status                    |
 * | truncate            | u64 size, path         | status                    |
 * | rename              | from, to               | status                    |
 * | makeLink            | u64 1 hard/2 symbolic, target, link | status       |
 * | setModificationTime | u64 ns since 1970, path | status                   |
 *
 * Source: libimobiledevice afc.c. Open modes are those of AFC_OPEN_MODE; locks are BSD's flock numbers plus "do not wait".
 */
import { AFC_OPERATION, AFC_STATUS, encodeAfcPacket, type AfcPacket } from './afc-codec.ts';
import { FieldReader, cStrings, joined, u64 } from './afc-fields.ts';

/** The ways to open a file: r, r+, w, w+, a and a+ of the C library. */
export const AFC_OPEN_MODE = { read: 1, readWrite: 2, write: 3, writeRead: 4, append: 5, appendRead: 6 } as const;
/** A way to open a file, see `AFC_OPEN_MODE`. */
export type AfcOpenMode = keyof typeof AFC_OPEN_MODE;
/** The ways to lock a file: BSD's numbers, as AFC sends them. */
export const AFC_LOCK = { shared: 5, exclusive: 6, unlock: 12 } as const;
/** A way to lock a file, see `AFC_LOCK`. */
export type AfcLock = keyof typeof AFC_LOCK;

type PathOperation = 'readDirectory' | 'fileInfo' | 'removePath' | 'removeTree' | 'makeDirectory';
type HandleOperation = 'fileTell' | 'fileClose';

/** A request that a host can send to AFC. Lengths, sizes, offsets and positions are bytes; times are nanoseconds since 1970. */
export type AfcRequest =
  | { readonly operation: PathOperation; readonly path: string }
  | { readonly operation: 'deviceInfo' }
  /** `mode` and `lock` are raw numbers: which of them a device knows is the device's business. */
  | { readonly operation: 'fileOpen'; readonly mode: number; readonly path: string }
  | { readonly operation: HandleOperation; readonly handle: bigint }
  | { readonly operation: 'fileRead'; readonly handle: bigint; readonly length: bigint }
  | { readonly operation: 'fileWrite'; readonly handle: bigint; readonly data: Uint8Array }
  | { readonly operation: 'fileSeek'; readonly handle: bigint; readonly whence: number; readonly offset: bigint }
  | { readonly operation: 'fileLock'; readonly handle: bigint; readonly lock: number }
  | { readonly operation: 'fileSetSize'; readonly handle: bigint; readonly size: bigint }
  | { readonly operation: 'truncate'; readonly size: bigint; readonly path: string }
  | { readonly operation: 'rename'; readonly from: string; readonly to: string }
  | { readonly operation: 'makeLink'; readonly linkType: number; readonly target: string; readonly link: string }
  | { readonly operation: 'setModificationTime'; readonly nanoseconds: bigint; readonly path: string };

/** An answer of AFC. `position` is in bytes from the beginning of the file. */
export type AfcResponse =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'opened'; readonly handle: bigint }
  | { readonly kind: 'told'; readonly position: bigint };

/** A request as a packet. Throws `unsafe-path` for a path that contains a NUL. */
export function encodeAfcRequest(request: AfcRequest, packetNumber: bigint): Uint8Array {
  const data = request.operation === 'fileWrite' ? request.data : undefined;
  return encodeAfcPacket(packetNumber, AFC_OPERATION[request.operation], fixedPart(request), data);
}

/** Decodes the request in a packet. Undefined for an operation that is not in the table above. Throws `protocol-violation` for a short body. */
export function decodeAfcRequest(packet: AfcPacket): AfcRequest | undefined {
  const fields = new FieldReader(packet.fixed);
  const operation = operationNames.get(packet.operation);
  switch (operation) {
    case 'readDirectory':
    case 'fileInfo':
    case 'removePath':
    case 'removeTree':
    case 'makeDirectory':
      return { operation, path: fields.string() };
    case 'deviceInfo':
      return { operation };
    case 'fileTell':
    case 'fileClose':
      return { operation, handle: fields.u64() };
    case 'fileOpen':
      return { operation, mode: Number(fields.u64()), path: fields.string() };
    case 'fileRead':
      return { operation, handle: fields.u64(), length: fields.u64() };
    case 'fileWrite':
      return { operation, handle: fields.u64(), data: packet.data };
    case 'fileSeek':
      return { operation, handle: fields.u64(), whence: Number(fields.u64()), offset: BigInt.asIntN(64, fields.u64()) };
    case 'fileLock':
      return { operation, handle: fields.u64(), lock: Number(fields.u64()) };
    case 'fileSetSize':
      return { operation, handle: fields.u64(), size: fields.u64() };
    case 'truncate':
      return { operation, size: fields.u64(), path: fields.string() };
    case 'rename':
      return { operation, from: fields.string(), to: fields.string() };
    case 'makeLink':
      return { operation, linkType: Number(fields.u64()), target: fields.string(), link: fields.string() };
    case 'setModificationTime':
      return { operation, nanoseconds: fields.u64(), path: fields.string() };
    default:
      return undefined;
  }
}

/** An answer as a packet. */
export function encodeAfcResponse(response: AfcResponse, packetNumber: bigint): Uint8Array {
  switch (response.kind) {
    case 'status':
      return encodeAfcPacket(packetNumber, AFC_OPERATION.status, u64(BigInt(response.status)));
    case 'data':
      return encodeAfcPacket(packetNumber, AFC_OPERATION.data, undefined, response.data);
    case 'opened':
      return encodeAfcPacket(packetNumber, AFC_OPERATION.fileOpened, u64(response.handle));
    case 'told':
      return encodeAfcPacket(packetNumber, AFC_OPERATION.fileTold, u64(response.position));
  }
}

/** Decodes an answer. An operation that no answer has becomes the status "unknown packet". */
export function decodeAfcResponse(packet: AfcPacket): AfcResponse {
  const fields = new FieldReader(packet.fixed);
  switch (packet.operation) {
    case AFC_OPERATION.status:
      return { kind: 'status', status: Number(fields.u64()) };
    case AFC_OPERATION.data:
      // Devices count the data as fixed part or not, as they like.
      return { kind: 'data', data: packet.data.length > 0 ? packet.data : packet.fixed };
    case AFC_OPERATION.fileOpened:
      return { kind: 'opened', handle: fields.u64() };
    case AFC_OPERATION.fileTold:
      return { kind: 'told', position: fields.u64() };
    default:
      return { kind: 'status', status: AFC_STATUS.unknownPacket };
  }
}

type OperationName = keyof typeof AFC_OPERATION;
const operationNames = new Map<number, OperationName>(
  Object.entries(AFC_OPERATION).map(([name, number]) => [number, name as OperationName]),
);

function fixedPart(request: AfcRequest): Uint8Array {
  switch (request.operation) {
    case 'readDirectory':
    case 'fileInfo':
    case 'removePath':
    case 'removeTree':
    case 'makeDirectory':
      return cStrings(request.path);
    case 'deviceInfo':
      return new Uint8Array(0);
    case 'fileTell':
    case 'fileClose':
    case 'fileWrite':
      return u64(request.handle);
    case 'fileOpen':
      return joined(u64(BigInt(request.mode)), cStrings(request.path));
    case 'fileRead':
      return joined(u64(request.handle), u64(request.length));
    case 'fileSeek':
      return joined(u64(request.handle), u64(BigInt(request.whence)), u64(request.offset));
    case 'fileLock':
      return joined(u64(request.handle), u64(BigInt(request.lock)));
    case 'fileSetSize':
      return joined(u64(request.handle), u64(request.size));
    case 'truncate':
      return joined(u64(request.size), cStrings(request.path));
    case 'rename':
      return cStrings(request.from, request.to);
    case 'makeLink':
      return joined(u64(BigInt(request.linkType)), cStrings(request.target, request.link));
    case 'setModificationTime':
      return joined(u64(request.nanoseconds), cStrings(request.path));
  }
}
