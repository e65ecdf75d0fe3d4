/** com.apple.syslog_relay of a simulated device: the lines of its log as they come, each followed by "\n\0". The host sends nothing. */
import type { PhoneCall } from '../phone/phone-call.ts';
import { formatLine } from '../phone/syslog.ts';
import { streamLog } from './log-stream.ts';

const LINE_END = '\n\0';

export async function serveSyslogRelay(call: PhoneCall): Promise<void> {
  await streamLog(call, 'syslog_relay', (entry) => new TextEncoder().encode(`${formatLine(entry)}${LINE_END}`));
}
