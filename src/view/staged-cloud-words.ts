/** What an automatic iCloud backup needs, in words, and when the next one starts. Used for simulated devices, which stage it. */
import { assertNever } from '../base/index.ts';
import type { CloudCondition, StagedCloud } from '../device-protocol/index.ts';
import type { Locale } from './locale.ts';
import type { Translate } from './phrase.ts';

/** What is missing, as a sentence. */
export function cloudConditionWords(condition: CloudCondition, translate: Translate): string {
  switch (condition) {
    case 'account':
      return translate('The device is not signed in to an iCloud account that can back up.', {});
    case 'switch':
      return translate('iCloud Backup is off.', {});
    case 'power':
      return translate('The device is not connected to power.', {});
    case 'wifi':
      return translate('The device is not connected to Wi-Fi.', {});
    case 'locked':
      return translate('The screen of the device is not locked.', {});
    case 'space':
      return translate('There is not enough space in iCloud.', {});
    default:
      return assertNever(condition);
  }
}

/** One sentence: when it starts, or what keeps it from starting. */
export function nextCloudBackupWords(
  { now, dueInMs, blockedBy }: Pick<StagedCloud, 'now' | 'dueInMs' | 'blockedBy'>,
  { format, translate }: Locale,
): string {
  if (blockedBy !== undefined) return translate('No automatic backup: {reason}', { reason: cloudConditionWords(blockedBy, translate) });
  if (dueInMs === undefined || dueInMs <= 0) return translate('The next automatic backup starts now.', {});
  return translate('The next automatic backup starts {when}.', { when: format.dateTime(new Date(now.getTime() + dueInMs)) });
}
