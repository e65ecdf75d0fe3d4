/** The passcode prompt before a backup: the phone asks its user, and the wire is silent meanwhile. */
import { parseVersion } from '../ios-versions.ts';
import type { AgentDevice } from './agent-device.ts';
import type { HostLink } from './host-link.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';

/** Throws 208 when the user does not enter it. A host that leaves takes the prompt away. */
export async function requirePasscode(device: AgentDevice, link: HostLink): Promise<void> {
  if (!device.isPasscodeSet || !asksForBackups(device.productVersion)) return;
  const gone = new AbortController();
  void link.connection.closed.then(() => {
    gone.abort();
  });
  const outcome = await device.askPasscode?.(AbortSignal.any([link.signal, gone.signal]));
  if (outcome === 'dismissed') throw new MobileBackupError(MBCode.deviceLocked, 'Device locked');
  if (outcome === 'timed-out') throw new MobileBackupError(MBCode.deviceLocked, 'Device locked - timeout waiting for passcode entry');
}

/** Since iOS 16.1, and in 15.7.1. */
function asksForBackups(productVersion: string): boolean {
  const { major, minor, patch } = parseVersion(productVersion);
  return major > 16 || (major === 16 && minor >= 1) || (major === 15 && minor === 7 && patch >= 1);
}
