/** Request and answer with a service that uses plist frames. */
import { dict, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { readPlistFrame, writePlistFrame, type PlistFormat, type ReadFrameOptions } from '../lockdown/plist-frame.ts';

export async function ask(
  connection: Connection,
  question: Record<string, PlistValue | undefined>,
  format: PlistFormat,
  options?: ReadFrameOptions,
): Promise<PlistDict> {
  await writePlistFrame(connection, dict(question), format);
  return readAnswer(connection, options);
}

/** The next frame, which must be a dictionary. Throws `protocol-violation`. */
export async function readAnswer(connection: Connection, options?: ReadFrameOptions): Promise<PlistDict> {
  const answer = await readPlistFrame(connection, options);
  if (answer instanceof Map) return answer;
  connection.destroy();
  throw new DeviceProtocolError('protocol-violation', 'a service did not answer with a dictionary');
}
