/** Which systems ask for the passcode before every backup that a computer starts. */

/** iOS 16.1 and later, and the fixes of iOS 15 from 15.7.1 on; the prompt appears only if the device has a passcode at all. */
export function asksForPasscode(productVersion: string): boolean {
  const [major = 0, minor = 0, patch = 0] = productVersion.split('.').map(Number);
  if (major === 15) return minor > 7 || (minor === 7 && patch >= 1);
  return major > 16 || (major === 16 && minor >= 1);
}
