/** Client of com.apple.springboardservices: the icons of applications. */
import { dataAt } from '../../formats/index.ts';
import type { Connection } from '../transport/connection.ts';
import { ask } from './plist-service.ts';

export const SPRINGBOARD_SERVICE = 'com.apple.springboardservices';

/** The icon of an application as PNG; undefined when the device has none for it. One connection takes many questions. */
export async function readIcon(connection: Connection, bundleId: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  return dataAt(await ask(connection, { command: 'getIconPNGData', bundleId }, 'binary', signal), 'pngData');
}
