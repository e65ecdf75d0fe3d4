/** EnableCloudBackup: sets the switch, on or off, if there is an account for it. */
import { MBCode, MobileBackupError, SessionEnded } from '../mobile-backup-error.ts';
import type { RequestHandler } from './agent-request.ts';

export const enableCloudBackup: RequestHandler<'EnableCloudBackup'> = ({ device: { cloud } }, { enabled }) => {
  if (cloud === undefined) throw new SessionEnded('this phone has no iCloud Backup');
  // Without an account even "off" is refused (log of 2020); the name 210 exists for it, no log shows it.
  if (cloud.account === 'none') throw new MobileBackupError(MBCode.internal, 'No account exists');
  if (cloud.account === 'not-provisioned') {
    throw new MobileBackupError(MBCode.internal, 'The primary account is not provisioned for cloud backup');
  }
  cloud.isOn = enabled;
  return Promise.resolve({ response: { errorCode: 0 } });
};
