/**
 * org.iosbackuplab.staging of a simulated phone: what somebody who holds it would do, on request from another process. No real phone has it. A
 * request is a dictionary with `Request`; every answer has `ErrorCode` or what was asked for, except those with `Progress`, after which more comes.
 */
import { isCodedError } from '../../base/index.ts';
import { readPlistFrame, writePlistFrame } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { failureFacts } from '../cloud/cloud-failure.ts';
import { CLOUD_REQUESTS } from '../cloud/cloud-requests.ts';
import { SimulatorError } from '../errors.ts';
import type { PhoneCall } from '../phone/phone-call.ts';

const MAX_REQUEST_BYTES = 1024 * 1024;

export async function serveStaging(call: PhoneCall): Promise<void> {
  const { connection, device, link, signal } = call;
  while (!(await connection.atEnd(signal))) {
    const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
    call.trace('host', request);
    const effect = await device.faults.meet(`proxy.${nameOf(request)}`, 'staging', link);
    if (effect?.kind === 'skip') continue;
    const answer = await answerOf(call, request);
    if (answer === undefined) {
      call.violation(`staging: a request that this phone does not know: ${JSON.stringify(nameOf(request))}`);
      return;
    }
    await send(call, answer);
  }
}

async function answerOf(call: PhoneCall, request: PlistValue): Promise<PlistDict | undefined> {
  const name = nameOf(request);
  const handle = Object.hasOwn(CLOUD_REQUESTS, name) ? CLOUD_REQUESTS[name] : undefined;
  if (handle === undefined || !(request instanceof Map)) return undefined;
  try {
    return await handle({
      cloud: call.device.cloud,
      request,
      signal: call.signal,
      tell: (message) => {
        sendInBackground(call, message);
      },
    });
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    const { code, description } = failureFacts(error);
    return dict({ ErrorCode: BigInt(code), ErrorDescription: description });
  }
}

/** Messages leave in the order in which they are given to the connection; a host that has gone misses nothing. */
function sendInBackground(call: PhoneCall, message: PlistDict): void {
  send(call, message).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
    call.log.debug(`staging: the host disconnected: ${error.message}`);
  });
}

async function send({ connection, link, trace }: PhoneCall, message: PlistDict): Promise<void> {
  trace('device', message);
  await writePlistFrame(connection, message, 'binary');
  link.meter.messages++;
}

function nameOf(request: PlistValue): string {
  return (request instanceof Map ? stringAt(request, 'Request') : undefined) ?? '';
}
