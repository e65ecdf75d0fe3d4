/** The shape of most services: a dictionary comes in, one or more dictionaries go back. */
import { readPlistFrame, writePlistFrame, type PlistFormat } from '../../device-protocol/index.ts';
import { stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { PhoneCall, PhoneService } from '../phone/phone-call.ts';

const MAX_REQUEST_BYTES = 1024 * 1024;

/** The answers in order; undefined for a request that the device does not know: the connection then ends. */
type Answerer = (call: PhoneCall, request: PlistDict) => readonly PlistValue[] | undefined;

export function plistService(name: string, format: PlistFormat, answer: Answerer): PhoneService {
  return async (call) => {
    const { connection, signal } = call;
    while (!(await connection.atEnd(signal))) {
      const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
      call.trace('host', request);
      const asked =
        request instanceof Map ? (stringAt(request, 'Command') ?? stringAt(request, 'Request') ?? stringAt(request, 'command')) : undefined;
      const effect = await call.device.faults.meet(`proxy.${asked ?? ''}`, name, call.link);
      if (effect?.kind === 'skip') continue;
      const answers = request instanceof Map ? answer(call, request) : undefined;
      if (answers === undefined) {
        call.violation(
          `${name}: a request that this device does not support${request instanceof Map ? `: ${[...request.keys()].join(', ')}` : ''}`,
        );
        return;
      }
      for (const message of answers) {
        call.trace('device', message);
        await writePlistFrame(connection, message, format);
        call.link.meter.messages++;
      }
    }
  };
}
