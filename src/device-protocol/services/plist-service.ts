/** Question and answer with a service that speaks in plist frames. */
import { dict, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { readPlistFrame, writePlistFrame, type PlistFormat } from '../transport/plist-frame.ts';

export async function ask(
  connection: Connection,
  question: Record<string, PlistValue | undefined>,
  format: PlistFormat,
  signal?: AbortSignal,
): Promise<PlistDict> {
  await writePlistFrame(connection, dict(question), format);
  return readAnswer(connection, signal);
}

/** The next frame, which must be a dictionary. Throws `protocol-violation`. */
export async function readAnswer(connection: Connection, signal?: AbortSignal): Promise<PlistDict> {
  const answer = await readPlistFrame(connection, { signal });
  if (answer instanceof Map) return answer;
  connection.destroy();
  throw new DeviceProtocolError('protocol-violation', 'a service answered with no dictionary');
}
