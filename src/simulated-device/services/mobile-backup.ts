/** com.apple.mobilebackup2 of a simulated device: hands the connection to the backup agent. */
import { runBackupAgent } from '../backup-agent/run-backup-agent.ts';
import type { PhoneCall } from '../phone/phone-call.ts';

export async function serveMobileBackup({ connection, device, link, signal, state, trace }: PhoneCall): Promise<void> {
  await runBackupAgent(device, { connection, signal, trace, faultLink: link, state });
}
