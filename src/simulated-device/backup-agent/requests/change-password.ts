/** ChangePassword: sets, changes or removes the backup password, in the order that a phone does it. */
import { carryOverPassword } from '../encryption/carry-over-password.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { requirePasscode } from '../passcode.ts';
import { makeRunContext } from '../run-context.ts';
import { Workspace } from '../workspace.ts';
import type { RequestHandler } from './agent-request.ts';

/**
 * Passcode; the old password, which must be the present one; the new setting, of which observers hear before the answer; then the host's
 * backup. A wrong old password and one that is missing are answered alike: 207.
 */
export const changePassword: RequestHandler<'ChangePassword'> = async (call, request) => {
  const { device, link, behaviour } = call;
  const { backupPassword } = device;
  if (behaviour.passcodeForPassword) await requirePasscode(device, link, request.name);
  // Hosts that ask for "no password" by an empty text mean none (assumed).
  const oldPassword = request.oldPassword === '' ? undefined : request.oldPassword;
  const newPassword = request.newPassword === '' ? undefined : request.newPassword;
  const isOld = oldPassword === undefined ? !backupPassword.isSet : backupPassword.matches(oldPassword);
  if (!isOld) {
    backupPassword.assert();
    throw new MobileBackupError(MBCode.invalidPassword, 'Invalid password');
  }
  if (newPassword === undefined && backupPassword.isSet && backupPassword.isRequired) {
    const text = 'Cannot remove iTunes Backup Encryption - Encrypted Backup MDM setting present on device';
    throw new MobileBackupError(MBCode.encryptionRequired, text);
  }
  backupPassword.set(newPassword);
  if (newPassword !== undefined) {
    using workspace = Workspace.make();
    await carryOverPassword(makeRunContext(call, workspace), { oldPassword, newPassword });
  }
  return { response: { errorCode: 0 } };
};
