/** Waits for an answer that is due at once. A device that does not give it in time is considered silent. */
import { isCodedError } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from './connection.ts';

/** For services that answer at once; a minute is for phones that are very busy. */
export const ANSWER_LIMIT_MS = 60_000;

interface AnswerLimit {
  readonly connection: Connection;
  /** What was asked, for the log. */
  readonly question: string;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Throws 'device-silent' and destroys the connection when the time is over; otherwise what `read` throws. */
export async function answerWithin<T>(
  { connection, question, limitMs, signal }: AnswerLimit,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort();
  }, limitMs);
  try {
    return await read(AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]));
  } catch (error) {
    if (!silence.signal.aborted || signal?.aborted === true || !isCodedError(error, 'cancelled')) throw error;
    connection.destroy();
    const seconds = Math.round(limitMs / 1000);
    throw new DeviceProtocolError('device-silent', `the device does not answer ${question}`, { data: { seconds } });
  } finally {
    clearTimeout(timer);
  }
}
