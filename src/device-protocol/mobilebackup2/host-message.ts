/** DeviceLink messages that the host sends, typed, both ways: encoded by the client, decoded by a simulated device. */
import { BinaryRecords, dict, intAt, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { EMPTY_PARAMETER, MessageArguments } from './message-shape.ts';

/** Status codes of DeviceLink. The error code of a chunk is the negated number. */
export const DeviceLinkStatus = {
  ok: 0,
  failed: -1,
  notImplemented: -2,
  notFound: -6,
  exists: -7,
  notADirectory: -8,
  isADirectory: -9,
  tooManyLinks: -10,
  inputOutput: -11,
  multiStatus: -13,
  disconnected: -14,
  noSpace: -15,
} as const;

/** A message of the host during a backup or restore. */
export type HostMessage =
  | { readonly kind: 'versions-ok'; readonly major: number }
  /** Any second item other than DLVersionsOk. One of them, DLErrorAcceptingDeviceLinkGreater, is not a refusal: its number counts. */
  | { readonly kind: 'version-refused'; readonly answer: string; readonly major?: number | undefined }
  | { readonly kind: 'process-message'; readonly payload: PlistDict }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly text?: string | undefined;
      readonly value?: PlistValue | undefined;
      /** The whole message as a binary property list, if its value is too long to be kept as values. */
      readonly encoded?: Uint8Array | undefined;
    }
  | { readonly kind: 'disconnect'; readonly reason?: string | undefined }
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * | message | items after the name |
 * |---|---|
 * | DLMessageVersionExchange | "DLVersionsOk", major int |
 * | DLMessageProcessMessage | {MessageName, …} |
 * | DLMessageStatusResponse | code int, text, value: always four items in all, filler for what is absent |
 * | DLMessageDisconnect | text |
 */
export function encodeHostMessage(message: HostMessage): PlistValue[] {
  switch (message.kind) {
    case 'versions-ok':
      return ['DLMessageVersionExchange', 'DLVersionsOk', BigInt(message.major)];
    case 'version-refused':
      return ['DLMessageVersionExchange', message.answer];
    case 'process-message':
      return ['DLMessageProcessMessage', message.payload];
    case 'status':
      return ['DLMessageStatusResponse', BigInt(message.code), message.text ?? EMPTY_PARAMETER, message.value ?? EMPTY_PARAMETER];
    case 'disconnect':
      return ['DLMessageDisconnect', message.reason ?? EMPTY_PARAMETER];
    case 'unknown':
      return [message.name];
  }
}

/** A listing of a directory as it is being written: a status response whose value has an entry for each name. */
export function beginListing(): BinaryRecords {
  const head = ['DLMessageStatusResponse', BigInt(DeviceLinkStatus.ok), EMPTY_PARAMETER];
  return new BinaryRecords(head, ['DLFileType', 'DLFileSize', 'DLFileModificationDate']);
}

/** Decodes a message of the host. A message without a type of its own is `unknown`. Throws `protocol-violation` if it is malformed. */
export function decodeHostMessage(message: PlistValue): HostMessage {
  const items = new MessageArguments(message);
  switch (items.name) {
    case 'DLMessageVersionExchange': {
      const answer = items.string(1);
      // A host that leaves the number out has negotiated version 0.
      if (answer === 'DLVersionsOk') return { kind: 'versions-ok', major: items.optionalNumber(2) ?? 0 };
      return { kind: 'version-refused', answer, major: items.optionalNumber(2) };
    }
    case 'DLMessageProcessMessage':
      return { kind: 'process-message', payload: items.dict(1) };
    case 'DLMessageStatusResponse':
      return decodeStatusResponse(message, items);
    case 'DLMessageDisconnect':
      return { kind: 'disconnect', reason: items.optionalString(1) };
    default:
      return { kind: 'unknown', name: items.name };
  }
}

/** Some hosts write −13 as the unsigned 64-bit number; the wrap turns it back. */
function decodeStatusResponse(message: PlistValue, items: MessageArguments): HostMessage {
  if (!Array.isArray(message) || message.length !== 4) {
    throw new DeviceProtocolError('protocol-violation', 'a status response must have exactly four items');
  }
  const code = Number(BigInt.asIntN(64, items.integer(1)));
  return { kind: 'status', code, text: items.optionalString(2), value: items.value(3) };
}

/** What happened to one path in a status −13. From this the device knows whether a file is missing or cannot be read. */
export interface PathFailure {
  readonly path: string;
  readonly code: number;
  readonly text: string;
}

/** The paths that a host could not process, in the form that the device reads in a status of -13. */
export function encodePathFailures(failures: readonly PathFailure[]): PlistDict {
  return new Map(failures.map(({ path, code, text }) => [path, dict({ DLFileErrorString: text, DLFileErrorCode: BigInt(code) })]));
}

/** Decodes path failures. Entries of another shape are left out. */
export function decodePathFailures(value: PlistValue | undefined): PathFailure[] {
  if (!(value instanceof Map)) return [];
  const failures: PathFailure[] = [];
  for (const [path, entry] of value) {
    if (!(entry instanceof Map)) continue;
    const code = intAt(entry, 'DLFileErrorCode');
    if (code === undefined) continue;
    failures.push({ path, code: Number(BigInt.asIntN(64, code)), text: stringAt(entry, 'DLFileErrorString') ?? '' });
  }
  return failures;
}
