/** EnterRecovery: the device restarts into iBoot, where usbmuxd does not see it, until somebody restarts it. */
import type { LockdownReply } from './lockdown-reply.ts';
import { refusal } from './lockdown-reply.ts';
import type { LockdownSession } from './lockdown-session.ts';

/** Debian's tool asks without a session, which newer systems refuse. */
export function enterRecovery({ active, call }: LockdownSession): LockdownReply {
  const { connection, device } = call;
  if (active === undefined && device.behaviour.recoveryNeedsSession) return refusal('SessionInactive');
  return {
    kind: 'answer',
    values: {},
    afterwards: () => {
      device.power.obeyWhenLeft('enter-recovery', connection.closed, { waits: false });
    },
  };
}
