/** DeviceLink on the host's side: one plist frame per message, and the raw bytes of bulk files in between. */
import { abortable } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { encodePlistFrame, frameAround, readPlistFrame } from '../lockdown/plist-frame.ts';
import type { BulkParser } from './bulk-parser.ts';
import { decodeDeviceMessage, type DeviceMessage } from './device-link.ts';
import { encodeHostMessage, type HostMessage } from './host-message.ts';

/** Phones name at most 128 files in a message; this is room for a hundred thousand. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export class DeviceLinkChannel {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The next message. Waits without a limit: between two messages a phone may be silent for twenty minutes. */
  async receive(signal?: AbortSignal): Promise<DeviceMessage> {
    return decodeDeviceMessage(await readPlistFrame(this.#connection, { maxLength: MAX_MESSAGE_BYTES, signal }));
  }

  async send(message: HostMessage, signal?: AbortSignal): Promise<void> {
    const encoded = message.kind === 'status' ? message.encoded : undefined;
    const frame = encoded === undefined ? encodePlistFrame(encodeHostMessage(message), 'binary') : frameAround(encoded);
    await abortable(this.#connection.write(frame), signal);
  }

  /** Bytes of a bulk stream. They are not copied, so they must not change afterwards. */
  async sendBulk(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    await abortable(this.#connection.write(bytes), signal);
  }

  /** Feeds the parser until the terminator; what follows it is the next message. Throws 'link-lost'. */
  async receiveBulk(parser: BulkParser, signal?: AbortSignal): Promise<void> {
    const isComplete = await this.#connection.pump((bytes) => parser.push(bytes), signal);
    if (!isComplete) throw new DeviceProtocolError('link-lost', 'the device ended the connection in the middle of a file');
  }

  /** Says goodbye and closes, so that the device gives up the work at once instead of running into a broken pipe. Never throws. */
  async disconnect(): Promise<void> {
    // Not waited for before closing: a device that has stopped reading would never let the goodbye out.
    const goodbye = this.send({ kind: 'disconnect' }).catch(() => undefined);
    await this.#connection.close();
    await goodbye;
  }
}
