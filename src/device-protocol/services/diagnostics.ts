/** Client of com.apple.mobile.diagnostics_relay for the one thing a backup needs: whether the device has a passcode. */
import { boolAt, dictAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import { SMALL_FRAME_BYTES } from '../lockdown/plist-frame.ts';
import { ask } from './plist-service.ts';

/** The service that answers questions about hardware and settings. */
export const DIAGNOSTICS_SERVICE = 'com.apple.mobile.diagnostics_relay';

/**
 * Whether a passcode is set. Undefined if the device does not report it (iOS 17.4 and later do not). Ends the conversation. Throws `link-lost`,
 * `device-silent`.
 */
export async function readPasswordConfigured(connection: Connection, signal?: AbortSignal): Promise<boolean | undefined> {
  const question = { Request: 'MobileGestalt', MobileGestaltKeys: ['PasswordConfigured'] };
  const gestalt = gestaltIn(await asked(connection, question, signal));
  await asked(connection, { Request: 'Goodbye' }, signal);
  return gestalt && boolAt(gestalt, 'PasswordConfigured');
}

function asked(connection: Connection, question: Record<string, PlistValue>, signal: AbortSignal | undefined): Promise<PlistDict> {
  const limit = { connection, question: 'diagnostics_relay', limitMs: ANSWER_LIMIT_MS, signal };
  return answerWithin(limit, (limited) => ask(connection, question, 'xml', { signal: limited, maxLength: SMALL_FRAME_BYTES }));
}

function gestaltIn(answer: PlistDict): PlistDict | undefined {
  const diagnostics = dictAt(answer, 'Diagnostics');
  return diagnostics && dictAt(diagnostics, 'MobileGestalt');
}
