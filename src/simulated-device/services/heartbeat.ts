/** com.apple.mobile.heartbeat of a simulated device: asks its host every few seconds whether it is still there. */
import { encodeHeartbeat, readHeartbeat, writePlistFrame } from '../../device-protocol/index.ts';
import type { DeviceCall } from '../device-port.ts';

/** Assumed: clients in the field are asked about that often. */
const INTERVAL_SECONDS = 10;

export async function serveHeartbeat(call: DeviceCall): Promise<void> {
  const { connection, device, signal, hostId } = call;
  for (;;) {
    const marco = encodeHeartbeat({ command: 'Marco', intervalSeconds: BigInt(INTERVAL_SECONDS) });
    call.trace('device', marco);
    await writePlistFrame(connection, marco, 'xml');
    const answered = call.state.expect('answer', 'Polo did not come');
    if (await connection.atEnd(signal)) return;
    const answer = await readHeartbeat(connection, signal);
    if (answer.command !== 'Polo') {
      call.violation(`heartbeat: ${answer.command === 'other' ? JSON.stringify(answer.name) : answer.command} where Polo belongs`);
      return;
    }
    answered();
    call.trace('host', encodeHeartbeat(answer));
    if (hostId !== undefined) device.networkSessions.heard(hostId);
    if (await endsWithin(call, INTERVAL_SECONDS * 1000)) return;
  }
}

/** True when the host leaves before so much time has passed. */
async function endsWithin({ connection, device, signal }: DeviceCall, milliseconds: number): Promise<boolean> {
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  const left = connection.closed.then(() => true);
  const passed = device.clock.sleep(milliseconds, either).then(() => false);
  try {
    return await Promise.race([left, passed]);
  } finally {
    settled.abort();
    await passed.catch(() => undefined);
  }
}
