/** The items that a contract says its app puts into the keychain, as those of a simulated phone. */
import { createHash } from 'node:crypto';
import type { AccessibilityName, ContractKeychainItem } from '../backup/index.ts';
import { keychainClassName, type KeychainValue } from '../formats/index.ts';
import type { PhoneKeychainItem } from '../simulated-device/index.ts';

const CLASSES: Readonly<Record<AccessibilityName, number>> = {
  whenUnlocked: 6,
  afterFirstUnlock: 7,
  always: 8,
  whenUnlockedThisDeviceOnly: 9,
  afterFirstUnlockThisDeviceOnly: 10,
  alwaysThisDeviceOnly: 11,
  whenPasscodeSetThisDeviceOnly: 12,
};
/** Whose app it is: every real group begins with the team of a developer. */
const TEAM = 'EXAMPLE123';

/** Without a secret: no contract has one. The same items give the same bytes. */
export function declaredKeychain(app: string, items: readonly ContractKeychainItem[], now: Date): PhoneKeychainItem[] {
  return items.map((item) => {
    const { service, account, accessGroup = `${TEAM}.${app}`, accessible } = item;
    const protectionClass = CLASSES[accessible];
    const digest = createHash('sha1')
      .update(JSON.stringify([accessGroup, service, account]))
      .digest();
    const attributes: Record<string, KeychainValue> = {
      acct: Buffer.from(account),
      agrp: accessGroup,
      cdat: now,
      mdat: now,
      pdmn: keychainClassName(protectionClass) ?? '',
      sha1: digest,
      svce: Buffer.from(service),
      sync: 0n,
      tomb: 0n,
      v_Data: Buffer.from('sample'),
    };
    return { table: 'genp', protectionClass, attributes: new Map(Object.entries(attributes)) };
  });
}
