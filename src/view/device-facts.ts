/** The rows below a device: the progress of the running job, otherwise what is known of its backups, each value with its source and age. */
import { jobNumbers } from './backup-job.ts';
import type { DeviceCopy, DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { phaseWords } from './progress-words.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { VERDICT_WORDS, checkWords } from './verdict-words.ts';

/** A row below a device. */
export type DeviceFact = Pick<TreeItemView, 'id' | 'label' | 'description' | 'icon' | 'contextValue' | 'accessibleLabel'>;

/** The device notes a backup some time after the computer has written its date. */
const SAME_BACKUP_MS = 15 * 60_000;

/** In the order of the view. What is not known has no row. */
export function deviceFacts(state: DeviceState, locale: Locale, now = new Date()): DeviceFact[] {
  const { translate } = locale;
  const facts: DeviceFact[] = [];
  const add = (key: string, icon: string, label: string, description: string | undefined) => {
    if (description === undefined) return;
    const accessibleLabel = joined([label, description], ': ');
    facts.push({ id: `${state.udid}/${key}`, label, description, icon, contextValue: contextValue('fact', {}), accessibleLabel });
  };
  if (state.job !== undefined) {
    add('phase', 'sync', phaseWords(state.job.phase, translate), joined(jobNumbers(state.job, locale)));
    return facts;
  }
  add('encryption', state.encrypted === true ? 'lock' : 'unlock', translate('Encryption', {}), encryptionWords(state, locale));
  add('last-backup', 'history', translate('Last backup', {}), lastBackupWords(state, locale, now));
  add('copy', copyIcon(state.copy), translate('On this computer', {}), copyWords(state, locale, now));
  add('cloud', 'cloud', translate('iCloud Backup', {}), cloudWords(state, locale, now));
  add('space', 'database', translate('Free space', {}), spaceWords(state, locale));
  return facts;
}

function encryptionWords({ encrypted, encryptionRequired }: DeviceState, { translate }: Locale): string | undefined {
  if (encrypted === undefined) return undefined;
  if (!encrypted) return translate('Off', {});
  return encryptionRequired === true ? translate('On, required by device management', {}) : translate('On', {});
}

/** What the device says; where no backup that is found here is of that day, it says so. */
function lastBackupWords({ condition, lastBackup, copy }: DeviceState, { format, translate }: Locale, now: Date): string | undefined {
  if (condition !== 'ready') return undefined;
  if (lastBackup === undefined) return translate('None yet', {});
  const age = format.age(lastBackup, now);
  const newest = copy === undefined || copy === 'none' ? undefined : (copy.newest ?? copy.date);
  const isElsewhere = copy === 'none' || (newest !== undefined && lastBackup.getTime() - newest.getTime() > SAME_BACKUP_MS);
  return isElsewhere ? translate('{age}, not found on this computer', { age }) : age;
}

function copyWords({ copy }: DeviceState, locale: Locale, now: Date): string | undefined {
  const { format, translate } = locale;
  if (copy === undefined) return undefined;
  if (copy === 'none') return translate('No backup found', {});
  const verdict = copy.check === undefined ? translate('Not checked', {}) : translate(VERDICT_WORDS[copy.check.verdict].short, {});
  const checked = copy.check === undefined ? undefined : checkWords(copy.check, locale, now);
  const hasNewer = copy.newest !== undefined && copy.date !== undefined && copy.newest.getTime() > copy.date.getTime();
  const newer = hasNewer ? translate('a newer one is not known to be good', {}) : undefined;
  return joined([verdict, copy.date === undefined ? undefined : format.age(copy.date, now), checked, newer]);
}

function copyIcon(copy: DeviceCopy | 'none' | undefined): string {
  if (copy === undefined || copy === 'none') return 'circle-slash';
  return copy.check === undefined ? 'archive' : VERDICT_WORDS[copy.check.verdict].icon;
}

/** No computer can ask iCloud: what is here is the device's own word, now. */
function cloudWords(
  { condition, cloudEnabled, lastCloudBackup }: DeviceState,
  { format, translate }: Locale,
  now: Date,
): string | undefined {
  if (condition !== 'ready') return undefined;
  if (cloudEnabled === undefined) return translate('Not reported by the device', {});
  const state = cloudEnabled ? translate('On', {}) : translate('Off', {});
  return lastCloudBackup === undefined ? state : translate('{state}, last {age}', { state, age: format.age(lastCloudBackup, now) });
}

function spaceWords({ freeBytes, totalBytes }: DeviceState, { format, translate }: Locale): string | undefined {
  if (freeBytes === undefined) return undefined;
  const free = format.bytes(freeBytes);
  return totalBytes === undefined ? free : translate('{free} of {total}', { free, total: format.bytes(totalBytes) });
}
