/** Which systems ask for the passcode, and before what; the prompt appears only if the device has a passcode at all. */
import { compareVersions } from '../../base/index.ts';

/** Before every backup and restore that a computer starts: iOS 16.1 and later, and the fixes of iOS 15 from 15.7.1 on. */
export function asksForPasscode(productVersion: string): boolean {
  const isFixed = compareVersions(productVersion, '15.7.1') >= 0 && compareVersions(productVersion, '16') < 0;
  return isFixed || compareVersions(productVersion, '16.1') >= 0;
}

/** Before the backup password is set, changed or removed: iOS 13 and later. */
export function asksForPasscodeOfPassword(productVersion: string): boolean {
  return compareVersions(productVersion, '13') >= 0;
}
