/** com.apple.mobile.heartbeat: a device on Wi-Fi regularly asks whether its host is still there, and disconnects one that does not answer. */
import { isCodedError, nullLog, type Log } from '../../base/index.ts';
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { SMALL_FRAME_BYTES, readPlistFrame, writePlistFrame } from '../lockdown/plist-frame.ts';

/** The service that keeps a device on the network from dropping its host. */
export const HEARTBEAT_SERVICE = 'com.apple.mobile.heartbeat';

/** A message of the heartbeat, from either side. */
export type HeartbeatMessage =
  | { readonly command: 'Marco'; readonly intervalSeconds: bigint }
  | { readonly command: 'Polo' }
  /** A command that this code does not know. */
  | { readonly command: 'other'; readonly name: string | undefined };

/** A heartbeat message in wire format: the device sends `{Command: Marco, Interval}`, the host `{Command: Polo}`. */
export function encodeHeartbeat(message: Exclude<HeartbeatMessage, { command: 'other' }>): PlistDict {
  return dict({ Command: message.command, Interval: message.command === 'Marco' ? message.intervalSeconds : undefined });
}

/** Reads one heartbeat message. Throws `protocol-violation` if it is not a dictionary. */
export async function readHeartbeat(connection: Connection, signal?: AbortSignal): Promise<HeartbeatMessage> {
  const message = await readPlistFrame(connection, { maxLength: SMALL_FRAME_BYTES, signal });
  if (!(message instanceof Map)) throw new DeviceProtocolError('protocol-violation', 'a heartbeat that is not a dictionary');
  const name = stringAt(message, 'Command');
  const interval = message.get('Interval');
  if (name === 'Marco') return { command: name, intervalSeconds: typeof interval === 'bigint' ? interval : 0n };
  return name === 'Polo' ? { command: name } : { command: 'other', name };
}

/**
 * Answers the device's heartbeat until disposed, and takes over the connection. If the heartbeat ends, that says nothing about the other
 * connections: each of them reports itself when the device has dropped it.
 */
export function answerHeartbeat(connection: Connection, log: Log = nullLog): AsyncDisposable {
  const answering = answerUntilClosed(connection, log);
  return {
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await answering;
    },
  };
}

async function answerUntilClosed(connection: Connection, log: Log): Promise<void> {
  try {
    while (!(await connection.atEnd())) {
      const message = await readHeartbeat(connection);
      if (message.command === 'Marco') await writePlistFrame(connection, encodeHeartbeat({ command: 'Polo' }), 'xml');
      else log.debug(`heartbeat: the device sent ${message.command === 'other' ? String(message.name) : message.command}`);
    }
  } catch (error) {
    if (!isCodedError(error, 'link-lost')) log.warn(`the heartbeat ended: ${String(error)}`);
  }
}
