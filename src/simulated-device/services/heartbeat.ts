/** com.apple.mobile.heartbeat of a simulated device: asks its host every few seconds whether it is still there. */
import { isCodedError } from '../../base/index.ts';
import { encodeHeartbeat, readHeartbeat, writePlistFrame } from '../../device-protocol/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';

/** Assumed: clients in the field are asked about that often. */
const INTERVAL_SECONDS = 10;

export async function serveHeartbeat(call: PhoneCall): Promise<void> {
  const { connection, device, signal, hostId } = call;
  for (;;) {
    const marco = encodeHeartbeat({ command: 'Marco', intervalSeconds: BigInt(INTERVAL_SECONDS) });
    call.trace('device', marco);
    await writePlistFrame(connection, marco, 'xml');
    const answered = call.state.expect('answer', 'Polo did not arrive');
    if (await connection.atEnd(signal)) return;
    const answer = await readHeartbeat(connection, signal);
    if (answer.command !== 'Polo') {
      call.violation(`heartbeat: ${answer.command === 'other' ? JSON.stringify(answer.name) : answer.command} instead of Polo`);
      return;
    }
    answered();
    call.trace('host', encodeHeartbeat(answer));
    if (hostId !== undefined) device.networkSessions.heard(hostId);
    if (!(await hasPassed(call, INTERVAL_SECONDS * 1000))) return;
  }
}

/** False when the host has left before. */
async function hasPassed({ device, signal }: PhoneCall, milliseconds: number): Promise<boolean> {
  try {
    await device.clock.sleep(milliseconds, signal);
    return true;
  } catch (error) {
    if (!isCodedError(error, 'cancelled')) throw error;
    return false;
  }
}
