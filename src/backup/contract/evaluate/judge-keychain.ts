/** Holds the keychain of a backup against the rules about its items. */
import { isCodedError } from '../../../base/index.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup } from '../../read/backup.ts';
import { listKeychain } from '../../read/keychain.ts';
import type { KeychainRow } from '../../read/keychain-listing.ts';
import type { AccessibilityName, ContractRule, KeychainRule } from '../contract.ts';
import type { FindingList } from './finding-list.ts';

/** `kSecAttrAccessible` by Apple's short names of the classes (`pdmn`). */
const ACCESSIBLE: ReadonlyMap<string, AccessibilityName> = new Map([
  ['ak', 'whenUnlocked'],
  ['ck', 'afterFirstUnlock'],
  ['dk', 'always'],
  ['aku', 'whenUnlockedThisDeviceOnly'],
  ['cku', 'afterFirstUnlockThisDeviceOnly'],
  ['dku', 'alwaysThisDeviceOnly'],
  ['akpu', 'whenPasscodeSetThisDeviceOnly'],
]);

/** Undefined for a class that no item of an app has. */
export function accessibilityOf({ className }: Pick<KeychainRow, 'className'>): AccessibilityName | undefined {
  return className === undefined ? undefined : ACCESSIBLE.get(className);
}

/** @throws as `Backup.open` for trouble of the disk; CancelledError */
export async function judgeKeychain(
  backup: Backup,
  rules: readonly ContractRule[],
  list: FindingList,
  options: { readonly keys?: BackupKeys | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const wanted = rules.flatMap((rule, index) => (rule.kind === 'keychain' ? [{ rule, index }] : []));
  if (wanted.length === 0) return;
  const items = await itemsOf(backup, options);
  for (const { rule, index } of wanted) {
    if (typeof items === 'string') {
      if (items === 'no-such-file') list.breach(index, 'item-absent', undefined, namesOf(rule));
      else list.doubt(index, 'keychain-unreadable', undefined, { reason: items, ...namesOf(rule) });
    } else judge(index, rule, items, list);
  }
}

/** Or the code of the error that keeps the keychain from being read. */
async function itemsOf(backup: Backup, options: Parameters<typeof judgeKeychain>[3]): Promise<readonly KeychainRow[] | string> {
  try {
    return (await listKeychain(backup, options)).items;
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    return error.code;
  }
}

function judge(index: number, rule: KeychainRule, items: readonly KeychainRow[], list: FindingList): void {
  const fitting = items.filter((item) => item.readable && fits(item, rule));
  const tally = list.tallies[index];
  if (tally !== undefined) tally.fits += fitting.length;
  if (fitting.length === 0) {
    if (items.every(({ readable }) => readable)) list.breach(index, 'item-absent', undefined, namesOf(rule));
    else list.doubt(index, 'keychain-sealed', undefined, namesOf(rule));
    return;
  }
  for (const item of fitting) {
    const actual = accessibilityOf(item);
    if (rule.accessible !== undefined && actual !== rule.accessible) {
      const { service = '', account = '' } = item;
      list.breach(index, 'item-accessible', undefined, {
        expected: rule.accessible,
        actual: actual ?? item.className ?? '',
        service,
        account,
      });
    }
  }
}

function fits(item: KeychainRow, { service, account, accessGroup, server }: KeychainRule): boolean {
  return (
    (service === undefined || item.service === service) &&
    (account === undefined || item.account === account) &&
    (accessGroup === undefined || item.accessGroup === accessGroup) &&
    (server === undefined || item.server === server)
  );
}

function namesOf({ service, account }: KeychainRule): { readonly service?: string; readonly account?: string } {
  return { ...(service === undefined ? {} : { service }), ...(account === undefined ? {} : { account }) };
}
