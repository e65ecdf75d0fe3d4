/** com.apple.afc of a simulated device: files below /var/mobile/Media, one packet at a time. Also serves what house_arrest opens. */
import {
  AFC_OPEN_MODE,
  AFC_STATUS,
  decodeAfcRequest,
  encodeAfcResponse,
  joinAfcStrings,
  readAfcPacket,
  type AfcPacket,
  type AfcRequest,
  type AfcResponse,
} from '../../../device-protocol/index.ts';
import { assertNever } from '../../../base/index.ts';
import { dict, type PlistDict } from '../../../formats/index.ts';
import type { PhoneCall } from '../../phone/phone-call.ts';
import type { SimulatedDevice } from '../../phone/simulated-device.ts';
import { AfcFailure } from './afc-failure.ts';
import { deviceInfo, fileInfo } from './afc-info.ts';
import type { MediaTree } from './media-tree.ts';
import { OpenFiles } from './open-files.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const READ_WRITE = AFC_OPEN_MODE.readWrite;
const ok: AfcResponse = { kind: 'status', status: AFC_STATUS.ok };

export async function serveAfc(call: PhoneCall): Promise<void> {
  await serveFiles(call, call.device.media);
}

/** AFC over any tree of files. */
export async function serveFiles(call: PhoneCall, tree: MediaTree): Promise<void> {
  const { connection, signal } = call;
  const files = new OpenFiles(tree, call.state);
  try {
    while (!(await connection.atEnd(signal))) {
      const packet = await readAfcPacket(connection, signal);
      const response = await answerPacket(call, tree, files, packet);
      await connection.write(encodeAfcResponse(response, packet.packetNumber));
      call.link.meter.messages++;
    }
  } finally {
    files.closeAll();
  }
}

async function answerPacket(call: PhoneCall, tree: MediaTree, files: OpenFiles, packet: AfcPacket): Promise<AfcResponse> {
  const request = decodeAfcRequest(packet);
  if (request === undefined) {
    call.violation(`afc: operation 0x${packet.operation.toString(16)} is not supported`);
    return { kind: 'status', status: AFC_STATUS.unknownPacket };
  }
  const effect = await call.device.faults.meet(`afc.${request.operation}`, pathOf(files, request), call.link);
  const faulty: AfcResponse | undefined = effect?.kind === 'afc-status' ? { kind: 'status', status: effect.status } : undefined;
  const response = faulty ?? answerRequest(call.device, tree, files, request);
  traceRequest(call, request, response);
  return response;
}

/** The path of the request, or of the file behind its handle. */
function pathOf(files: OpenFiles, request: AfcRequest): string {
  if ('path' in request) return request.path;
  return 'handle' in request ? (files.pathOf(request.handle) ?? '') : '';
}

function answerRequest(device: SimulatedDevice, tree: MediaTree, files: OpenFiles, request: AfcRequest): AfcResponse {
  try {
    return perform(device, tree, files, request);
  } catch (error) {
    if (error instanceof AfcFailure) return { kind: 'status', status: error.status };
    throw error;
  }
}

function perform(device: SimulatedDevice, media: MediaTree, files: OpenFiles, request: AfcRequest): AfcResponse {
  switch (request.operation) {
    case 'readDirectory':
      return strings(media.list(request.path));
    case 'fileInfo':
      return strings(fileInfo(media.node(request.path)));
    case 'deviceInfo':
      return strings(deviceInfo(device));
    case 'makeDirectory':
      media.makeDirectories(request.path);
      return ok;
    case 'removePath':
      media.remove(request.path);
      return ok;
    case 'removeTree':
      media.removeTree(request.path);
      return ok;
    case 'rename':
      media.rename(request.from, request.to);
      return ok;
    case 'setModificationTime':
      media.setModified(request.path, Number(request.nanoseconds / NANOSECONDS_PER_MILLISECOND));
      return ok;
    case 'makeLink':
      // Links lead out of the tree on a real phone as well; no host that backs up makes one.
      throw new AfcFailure('notSupported');
    case 'truncate': {
      const handle = files.open(request.path, READ_WRITE);
      files.setSize(handle, request.size);
      files.close(handle);
      return ok;
    }
    case 'fileOpen':
      return { kind: 'opened', handle: files.open(request.path, request.mode) };
    case 'fileRead':
      return { kind: 'data', data: files.read(request.handle, request.length) };
    case 'fileWrite':
      files.write(request.handle, request.data);
      return ok;
    case 'fileSeek':
      files.seek(request.handle, request.whence, request.offset);
      return ok;
    case 'fileTell':
      return { kind: 'told', position: files.tell(request.handle) };
    case 'fileSetSize':
      files.setSize(request.handle, request.size);
      return ok;
    case 'fileLock':
      files.lock(request.handle, request.lock);
      return ok;
    case 'fileClose':
      files.close(request.handle);
      return ok;
    default:
      return assertNever(request);
  }
}

/** Each string with a NUL behind it. */
function strings(list: readonly string[]): AfcResponse {
  return { kind: 'data', data: joinAfcStrings(...list) };
}

/** Contents of files stay out of traces. */
function traceRequest({ trace }: PhoneCall, request: AfcRequest, response: AfcResponse): void {
  const asked: PlistDict = new Map(Object.entries(request).map(([name, value]: [string, AfcField]) => [name, traced(value)]));
  trace('host', asked);
  trace('device', dict(response.kind === 'status' ? { status: BigInt(response.status) } : { answer: response.kind }));
}

type AfcField = string | number | bigint | Uint8Array;

function traced(value: AfcField): string | bigint {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'number' ? BigInt(value) : value;
}
