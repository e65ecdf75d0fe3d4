/** The passcode prompt before an operation: the phone asks its user, and the wire is silent in the meantime. */
import type { AgentDevice } from './agent-device.ts';
import type { HostLink } from './host-link.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';

/** Throws 208 when the user does not enter it. A host that leaves takes the prompt away. */
export async function requirePasscode(device: AgentDevice, link: HostLink, request: string): Promise<void> {
  const effect = await link.meet('mb2.passcode', request);
  if (effect?.kind === 'answer') throw effect.error;
  if (!device.isPasscodeSet) return;
  const gone = new AbortController();
  void link.connection.closed.then(() => {
    gone.abort();
  });
  const outcome = await device.askPasscode?.(AbortSignal.any([link.signal, gone.signal]));
  if (outcome === 'dismissed') throw new MobileBackupError(MBCode.deviceLocked, 'Device locked');
  if (outcome === 'timed-out') throw new MobileBackupError(MBCode.deviceLocked, 'Device locked - timeout waiting for passcode entry');
}
