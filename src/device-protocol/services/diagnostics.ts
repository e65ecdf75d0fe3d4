/** Client of com.apple.mobile.diagnostics_relay, as far as a backup needs it: whether the device has a passcode. */
import { boolAt, dictAt, type PlistDict } from '../../formats/index.ts';
import type { Connection } from '../transport/connection.ts';
import { ask } from './plist-service.ts';

export const DIAGNOSTICS_SERVICE = 'com.apple.mobile.diagnostics_relay';

/** Whether a passcode is set; undefined when the device does not say (iOS 17.4 and later do not). Ends the conversation. */
export async function readPasswordConfigured(connection: Connection, signal?: AbortSignal): Promise<boolean | undefined> {
  const question = { Request: 'MobileGestalt', MobileGestaltKeys: ['PasswordConfigured'] };
  const gestalt = gestaltIn(await ask(connection, question, 'xml', signal));
  await ask(connection, { Request: 'Goodbye' }, 'xml', signal);
  return gestalt && boolAt(gestalt, 'PasswordConfigured');
}

function gestaltIn(answer: PlistDict): PlistDict | undefined {
  const diagnostics = dictAt(answer, 'Diagnostics');
  return diagnostics && dictAt(diagnostics, 'MobileGestalt');
}
