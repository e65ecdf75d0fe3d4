/** com.apple.mobilebackup2 of a simulated device: hands the connection to the backup agent. */
import { runBackupAgent } from '../backup-agent/run-backup-agent.ts';
import type { DeviceCall } from '../phone/device-port.ts';

export async function serveMobileBackup({ connection, device, link, signal, state, trace }: DeviceCall): Promise<void> {
  await runBackupAgent(device, { connection, signal, trace, faultLink: link, state });
}
