/** A mobilebackup2 session on the host's side: greets the device, asks for a backup, and serves until the device is done. */
import { isCodedError } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { answerCommand } from './answer-command.ts';
import type { BackupHost } from './backup-host.ts';
import {
  PROTOCOL_VERSIONS,
  decodeBackupResponse,
  encodeBackupRequest,
  type BackupRequest,
  type BackupResponse,
} from './backup-messages.ts';
import { DeviceLinkChannel } from './device-link-channel.ts';
import type { DeviceMessage } from './device-link.ts';
import type { HostMessage } from './host-message.ts';
import { receiveFiles, type ReceiveWatcher } from './receive-files.ts';
import { sendFiles } from './send-files.ts';

/** The service for backups and restores. */
export const BACKUP_SERVICE = 'com.apple.mobilebackup2';
/** The newest DeviceLink this host knows; what it answers decides which commands the device uses. */
const DEVICE_LINK_VERSION = 400;

/** Is notified of what happens while a request is served. */
export interface ServeWatcher extends ReceiveWatcher {
  /** Every message of the device, before it is answered. */
  onMessage?(message: DeviceMessage): void;
  /** A message has been answered, with what. */
  onAnswered?(message: DeviceMessage, code: number): void;
}

/** A session with the backup service, for one operation. Whoever opens it closes it. */
export class BackupSession implements AsyncDisposable {
  readonly #channel: DeviceLinkChannel;
  readonly deviceLinkVersion: number;
  readonly protocolVersion: number;

  private constructor(channel: DeviceLinkChannel, deviceLinkVersion: number, protocolVersion: number) {
    this.#channel = channel;
    this.deviceLinkVersion = deviceLinkVersion;
    this.protocolVersion = protocolVersion;
  }

  /**
   * Takes the connection over, also when it fails. `wordMs`: how long to wait for each word of the greeting, which a device that is free says
   * at once. Throws 'device-link-version', 'no-common-version', 'service-silent', 'link-lost', 'protocol-violation'.
   */
  static async open(connection: Connection, signal?: AbortSignal, wordMs?: number): Promise<BackupSession> {
    const channel = new DeviceLinkChannel(connection);
    let deviceLinkVersion: number | undefined;
    try {
      const hear = () => greetingMessage(channel, wordMs, signal);
      deviceLinkVersion = await agreeOnVersion(channel, hear);
      await deviceReady(hear);
      return new BackupSession(channel, deviceLinkVersion, await sayHello(channel, hear));
    } catch (error) {
      // Without an agreed version a goodbye would be the wrong answer to the device's offer.
      if (deviceLinkVersion === undefined) await connection.close();
      else await channel.disconnect();
      throw error;
    }
  }

  /**
   * Sends a request and does what the device asks until the response arrives, and returns the response, whatever its error code. There is no
   * time limit. Canceling closes the link politely. Throws 'cancelled', 'link-lost', 'unsafe-path', 'frame-too-long', 'protocol-violation', and
   * errors of `host` that are not system errors; the link is then closed.
   */
  async perform(request: BackupRequest, host: BackupHost, watcher: ServeWatcher = {}, signal?: AbortSignal): Promise<BackupResponse> {
    try {
      await this.#channel.send({ kind: 'process-message', payload: encodeBackupRequest(request) }, signal);
      for (;;) {
        const message = await this.#channel.receive(signal);
        watcher.onMessage?.(message);
        if (message.kind === 'process-message') {
          const response = decodeBackupResponse(message.payload);
          if (response !== undefined) return response;
          throw new DeviceProtocolError('protocol-violation', 'the device sent a process message that is not a response');
        }
        await this.#answer(message, host, watcher, signal);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Ends the link politely; an operation that runs is given up by the device. Never throws. */
  async close(): Promise<void> {
    await this.#channel.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #answer(
    message: Exclude<DeviceMessage, { kind: 'process-message' }>,
    host: BackupHost,
    watcher: ServeWatcher,
    signal?: AbortSignal,
  ): Promise<void> {
    switch (message.kind) {
      case 'ping':
        return;
      case 'disconnect':
        throw new DeviceProtocolError('link-lost', 'the device ended the session without a response', { data: { reason: message.reason } });
      case 'version-exchange':
      case 'device-ready':
        throw new DeviceProtocolError('protocol-violation', `the device sent ${message.kind} in the middle of a session`);
      case 'download-files':
        return this.#reply(message, await sendFiles(this.#channel, host, message.paths, signal), watcher, signal);
      case 'upload-files':
        return this.#reply(message, await receiveFiles(this.#channel, host, watcher, signal), watcher, signal);
      default:
        return this.#reply(message, await answerCommand(message, host, signal), watcher, signal);
    }
  }

  /** Cancellable too: a device that has stopped reading never lets a long listing out. */
  async #reply(message: DeviceMessage, answer: HostMessage, watcher: ServeWatcher, signal: AbortSignal | undefined): Promise<void> {
    await this.#channel.send(answer, signal);
    if (answer.kind === 'status') watcher.onAnswered?.(message, answer.code);
  }
}

/** Throws 'device-refused' with `data.deviceCode` and `data.description` unless the device reports success. */
export function throwUnlessOk(response: BackupResponse): void {
  if (response.errorCode === 0) return;
  throw new DeviceProtocolError('device-refused', `the device answered with error ${response.errorCode}`, {
    data: { deviceCode: response.errorCode, description: response.description ?? '' },
  });
}

async function greetingMessage(
  channel: DeviceLinkChannel,
  limitMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<DeviceMessage> {
  if (limitMs === undefined) return await channel.receive(signal);
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await channel.receive(signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!isCodedError(error, 'cancelled') || signal?.aborted === true) throw error;
    throw new DeviceProtocolError('service-silent', `the backup service was silent for ${limitMs} ms`, { data: { limitMs } });
  }
}

type Hear = () => Promise<DeviceMessage>;

/** From here on the device expects a goodbye. */
async function agreeOnVersion(channel: DeviceLinkChannel, hear: Hear): Promise<number> {
  const offer = await hear();
  if (offer.kind !== 'version-exchange') throw unexpected(offer, 'the version exchange');
  if (offer.major > DEVICE_LINK_VERSION) {
    throw new DeviceProtocolError('device-link-version', `the device speaks DeviceLink ${offer.major} instead of ${DEVICE_LINK_VERSION}`, {
      data: { deviceVersion: offer.major, knownVersion: DEVICE_LINK_VERSION },
    });
  }
  await channel.send({ kind: 'versions-ok', major: offer.major });
  return offer.major;
}

async function deviceReady(hear: Hear): Promise<void> {
  const ready = await hear();
  if (ready.kind !== 'device-ready') throw unexpected(ready, 'DLMessageDeviceReady');
}

async function sayHello(channel: DeviceLinkChannel, hear: Hear): Promise<number> {
  await channel.send({ kind: 'process-message', payload: encodeBackupRequest({ name: 'Hello', versions: PROTOCOL_VERSIONS }) });
  const message = await hear();
  const response = message.kind === 'process-message' ? decodeBackupResponse(message.payload) : undefined;
  if (response === undefined) throw unexpected(message, 'the answer to Hello');
  const version = response.protocolVersion;
  if (response.errorCode !== 0 || version === undefined || !PROTOCOL_VERSIONS.includes(version)) {
    throw new DeviceProtocolError('no-common-version', 'the device and this computer have no version of mobilebackup2 in common', {
      data: { deviceCode: response.errorCode, deviceVersion: version },
    });
  }
  return version;
}

function unexpected(message: DeviceMessage, wanted: string): DeviceProtocolError {
  return new DeviceProtocolError('protocol-violation', `the device sent ${message.kind} instead of ${wanted}`);
}
