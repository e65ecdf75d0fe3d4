/** EraseDevice: erases all content and settings. There is no answer: the link breaks when the phone restarts. */
import { MBCode, MobileBackupError, SessionEnded } from '../mobile-backup-error.ts';
import type { RequestHandler } from './agent-request.ts';

/** A phone with Find My on cannot be erased from a computer without its owner's password, and a locked one not at all (both assumed). */
export const eraseDevice: RequestHandler<'EraseDevice'> = ({ device }) => {
  const target = device.restoring;
  if (target === undefined) throw new SessionEnded('this phone cannot be erased');
  if (target.isLocked) throw new MobileBackupError(MBCode.deviceLocked, 'Device locked');
  if (target.isFindMyOn) throw new MobileBackupError(MBCode.findMyOn, 'Find My is on');
  target.erase();
  throw new SessionEnded('the phone erases itself');
};
