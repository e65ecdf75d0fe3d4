/** DeviceLink messages that the device sends, typed, both ways: decoded by the host, encoded by a simulated device. */
import { dict, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { shortText } from '../short-text.ts';
import { EMPTY_PARAMETER, MessageArguments } from './message-shape.ts';

/** What the commands that move files have in common; `progress` is the percentage (0–100) at the end of the step, ≤ 0 = unknown. */
interface Step {
  readonly options?: PlistDict | undefined;
  readonly progress?: number | undefined;
}

/** A message of the device during a backup or restore. `totalBytes`, `bytes` and sizes are bytes. */
export type DeviceMessage =
  | { readonly kind: 'version-exchange'; readonly major: number; readonly minor: number }
  | { readonly kind: 'device-ready' }
  | { readonly kind: 'process-message'; readonly payload: PlistDict }
  | ({ readonly kind: 'download-files'; readonly paths: readonly string[]; readonly totalBytes?: number | undefined } & Step)
  | ({ readonly kind: 'upload-files'; readonly totalBytes?: number | undefined } & Step)
  | ({ readonly kind: 'contents-of-directory'; readonly path: string } & Step)
  | ({ readonly kind: 'create-directory'; readonly path: string } & Step)
  | ({ readonly kind: 'move-items'; readonly moves: readonly (readonly [from: string, to: string])[] } & Step)
  | ({ readonly kind: 'remove-items'; readonly paths: readonly string[] } & Step)
  | ({ readonly kind: 'copy-item'; readonly from: string; readonly to: string; readonly totalBytes?: number | undefined } & Step)
  | { readonly kind: 'free-disk-space' }
  | { readonly kind: 'purge-disk-space'; readonly bytes: number; readonly urgency: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'disconnect'; readonly reason?: string | undefined }
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * Items after the name (real devices, DeviceLink ≥ 300):
 *
 * | message | items |
 * |---|---|
 * | DLMessageVersionExchange | major int, minor int |
 * | DLMessageDownloadFiles | [paths], options {}, progress real, total int |
 * | DLMessageUploadFiles | options {}, progress real, total int |
 * | DLContentsOfDirectory, DLMessageCreateDirectory | path, options {}, progress real |
 * | DLMessageMoveItems | {from: to}, options {}, progress real |
 * | DLMessageRemoveItems | [paths], options {}, progress real |
 * | DLMessageCopyItem | from, to, options {}, progress real, total int |
 * | DLMessagePurgeDiskSpace | bytes int, urgency int |
 *
 * Below DeviceLink 200 the spellings are DLMessageMoveFiles and DLMessageRemoveFiles.
 */
export function decodeDeviceMessage(message: PlistValue): DeviceMessage {
  const items = new MessageArguments(message);
  switch (items.name) {
    case 'DLMessageVersionExchange':
      return { kind: 'version-exchange', major: Number(items.integer(1)), minor: items.optionalNumber(2) ?? 0 };
    case 'DLMessageDeviceReady':
      return { kind: 'device-ready' };
    case 'DLMessageProcessMessage':
      return { kind: 'process-message', payload: items.dict(1) };
    case 'DLMessageDownloadFiles':
      return { kind: 'download-files', paths: items.strings(1), ...stepAt(items, 2), totalBytes: items.optionalNumber(4) };
    case 'DLMessageUploadFiles':
      return { kind: 'upload-files', ...stepAt(items, 1), totalBytes: items.optionalNumber(3) };
    case 'DLContentsOfDirectory':
      return { kind: 'contents-of-directory', path: items.string(1), ...stepAt(items, 2) };
    case 'DLMessageCreateDirectory':
      return { kind: 'create-directory', path: items.string(1), ...stepAt(items, 2) };
    case 'DLMessageMoveItems':
    case 'DLMessageMoveFiles':
      return { kind: 'move-items', moves: items.stringPairs(1), ...stepAt(items, 2) };
    case 'DLMessageRemoveItems':
    case 'DLMessageRemoveFiles':
      return { kind: 'remove-items', paths: items.strings(1), ...stepAt(items, 2) };
    case 'DLMessageCopyItem':
      return { kind: 'copy-item', from: items.string(1), to: items.string(2), ...stepAt(items, 3), totalBytes: items.optionalNumber(5) };
    case 'DLMessageGetFreeDiskSpace':
      return { kind: 'free-disk-space' };
    case 'DLMessagePurgeDiskSpace':
      return { kind: 'purge-disk-space', bytes: items.optionalNumber(1) ?? 0, urgency: items.optionalNumber(2) ?? 0 };
    case 'DLMessagePing':
      return { kind: 'ping' };
    case 'DLMessageDisconnect':
      return { kind: 'disconnect', reason: shortText(items.optionalString(1) ?? '') || undefined };
    default:
      return { kind: 'unknown', name: items.name };
  }
}

/** The name of each kind of message on the wire. */
export const DEVICE_MESSAGE_NAMES: Readonly<Record<Exclude<DeviceMessage['kind'], 'unknown'>, string>> = {
  'version-exchange': 'DLMessageVersionExchange',
  'device-ready': 'DLMessageDeviceReady',
  'process-message': 'DLMessageProcessMessage',
  'download-files': 'DLMessageDownloadFiles',
  'upload-files': 'DLMessageUploadFiles',
  'contents-of-directory': 'DLContentsOfDirectory',
  'create-directory': 'DLMessageCreateDirectory',
  'move-items': 'DLMessageMoveItems',
  'remove-items': 'DLMessageRemoveItems',
  'copy-item': 'DLMessageCopyItem',
  'free-disk-space': 'DLMessageGetFreeDiskSpace',
  'purge-disk-space': 'DLMessagePurgeDiskSpace',
  ping: 'DLMessagePing',
  disconnect: 'DLMessageDisconnect',
};

/** The array for the wire, with exactly the items that real devices send. */
export function encodeDeviceMessage(message: DeviceMessage): PlistValue[] {
  if (message.kind === 'unknown') return [message.name];
  const name = DEVICE_MESSAGE_NAMES[message.kind];
  switch (message.kind) {
    case 'version-exchange':
      return [name, BigInt(message.major), BigInt(message.minor)];
    case 'device-ready':
      return [name];
    case 'process-message':
      return [name, message.payload];
    case 'download-files':
      return [name, [...message.paths], ...stepItems(message), byteCount(message.totalBytes)];
    case 'upload-files':
      return [name, ...stepItems(message), byteCount(message.totalBytes)];
    case 'contents-of-directory':
      return [name, message.path, ...stepItems(message)];
    case 'create-directory':
      return [name, message.path, ...stepItems(message)];
    case 'move-items':
      return [name, new Map<string, PlistValue>(message.moves), ...stepItems(message)];
    case 'remove-items':
      return [name, [...message.paths], ...stepItems(message)];
    case 'copy-item':
      return [name, message.from, message.to, ...stepItems(message), byteCount(message.totalBytes)];
    case 'free-disk-space':
      return [name];
    case 'purge-disk-space':
      return [name, byteCount(message.bytes), BigInt(message.urgency)];
    case 'ping':
      return [name];
    case 'disconnect':
      return [name, message.reason ?? EMPTY_PARAMETER];
  }
}

function stepAt(items: MessageArguments, index: number): Step {
  return { options: items.optionalDict(index), progress: items.optionalNumber(index + 1) };
}

function stepItems(step: Step): PlistValue[] {
  return [step.options ?? dict({}), step.progress ?? 0];
}

function byteCount(bytes: number | undefined): bigint {
  return BigInt(Math.trunc(bytes ?? 0));
}
