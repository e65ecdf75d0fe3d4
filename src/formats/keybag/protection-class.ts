/** Protection classes: which key of a keybag protects a file or a keychain item. */

/**
 * | classes | for | names (Apple's open source; 14 is unknown) |
 * |---|---|---|
 * | 1–4 | files | Complete, CompleteUnlessOpen, CompleteUntilFirstUserAuthentication, None |
 * | 5 | | recovery |
 * | 6–8 | keychain | `ak` WhenUnlocked, `ck` AfterFirstUnlock, `dk` Always |
 * | 9–11 | keychain | `aku`, `cku`, `dku`: the same, this device only |
 * | 12, 13 | keychain | `akpu` WhenPasscodeSetThisDeviceOnly, `f` |
 */
const LAST_KNOWN_CLASS = 14;

const CLASS_BITS = 0x1f;

/** The class without the flag bits that some writers set above it. A known class stands for itself. */
export function plainProtectionClass(value: number): number {
  return value >= 1 && value <= LAST_KNOWN_CLASS ? value : value & CLASS_BITS;
}
