/** What a restore does with a keychain item, by its protection class. */

/** Restored to any phone, only to the one that it came from, or not at all. */
export type RestoreFate = 'any-phone' | 'same-phone' | 'not-restored';

const classNames: ReadonlyMap<number, string> = new Map([
  [6, 'ak'],
  [7, 'ck'],
  [8, 'dk'],
  [9, 'aku'],
  [10, 'cku'],
  [11, 'dku'],
  [12, 'akpu'],
  [13, 'f'],
]);

/** Apple's short name (the attribute `pdmn`), for the classes of the keychain: 6 `ak` … 12 `akpu`, 13 `f`. Meanings: `protection-class.ts`. */
export function keychainClassName(protectionClass: number): string | undefined {
  return classNames.get(protectionClass);
}

/**
 * What a restore does with an item of a class. `ak`, `ck` and `dk` are restored from an encrypted backup; `aku`, `cku` and `dku` are bound to
 * the device; `akpu` items are lost with the passcode. In an unencrypted backup, the whole keychain is bound to the device. Unknown classes
 * count as not restored (assumed).
 */
export function restoreFate(protectionClass: number, encryptedBackup: boolean): RestoreFate {
  if (protectionClass < 6 || protectionClass > 11) return 'not-restored';
  return protectionClass <= 8 && encryptedBackup ? 'any-phone' : 'same-phone';
}
