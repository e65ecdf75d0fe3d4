/** Client of com.apple.springboardservices: app icons. */
import { dataAt } from '../../formats/index.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import { ask } from './plist-service.ts';

/** The service of the home screen, which provides the icons. */
export const SPRINGBOARD_SERVICE = 'com.apple.springboardservices';
/** The largest icon of an application has some hundred KiB. */
const MAX_ICON_BYTES = 2 * 1024 * 1024;

interface IconOptions {
  readonly signal?: AbortSignal | undefined;
  readonly answerMs?: number;
}

/**
 * The icon of an application as PNG. Undefined if the device has none. One connection can serve many requests. Throws `device-silent`,
 * `frame-too-long`.
 */
export async function readIcon(connection: Connection, bundleId: string, options: IconOptions = {}): Promise<Uint8Array | undefined> {
  const { signal, answerMs = ANSWER_LIMIT_MS } = options;
  const limit = { connection, question: 'springboardservices getIconPNGData', limitMs: answerMs, signal };
  const question = { command: 'getIconPNGData', bundleId };
  const answer = await answerWithin(limit, (limited) =>
    ask(connection, question, 'binary', { signal: limited, maxLength: MAX_ICON_BYTES }),
  );
  // A copy: the rest of the answer is let go.
  return dataAt(answer, 'pngData')?.slice();
}
