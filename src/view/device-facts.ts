/** The rows below a device: the progress of the running job, otherwise what is known of its backups, each value with its source and age. */
import { jobNumbers } from './backup-job.ts';
import { copyAnswer } from './copy-answer.ts';
import { promptTime, promptWords } from './device-prompt.ts';
import type { DeviceCondition, DeviceCopy, DeviceState } from './device-state.ts';
import { lastBackupWords } from './last-backup.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { phaseWords } from './progress-words.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { VERDICT_WORDS, checkWords, earlierWords } from './verdict-words.ts';

/** What a click on a row opens. */
type FactTarget = { readonly page: 'cloud' } | { readonly backup: string };

/** A row below a device. */
export type DeviceFact = Pick<TreeItemView, 'id' | 'label' | 'description' | 'icon' | 'iconColor' | 'contextValue' | 'accessibleLabel'> &
  Partial<Pick<TreeItemView, 'tooltip'>> & { readonly opens?: FactTarget };

/** In the order of the view. What is not known has no row. */
export function deviceFacts(state: DeviceState, locale: Locale, now = new Date()): DeviceFact[] {
  const { translate } = locale;
  const facts: DeviceFact[] = [];
  const add = (key: string, icon: string, label: string, description: string | undefined, more: Partial<DeviceFact> = {}) => {
    if (description === undefined) return;
    const accessibleLabel = joined([label, description], ': ');
    facts.push({ id: `${state.udid}/${key}`, label, description, icon, contextValue: contextValue('fact', {}), accessibleLabel, ...more });
  };
  if (state.prompt !== undefined) add('prompt', 'bell', promptWords(state.prompt, locale), promptTime(state.prompt, locale, now) ?? '');
  if (state.job !== undefined) {
    add('phase', 'sync', phaseWords(state.job.phase, translate), joined(jobNumbers(state.job, locale)));
    return facts;
  }
  const path = state.copy === undefined || state.copy === 'none' ? undefined : state.copy.path;
  const opened = path === undefined ? {} : { opens: { backup: path } };
  const answer = copyAnswer(state, locale, now);
  if (answer !== undefined) {
    const { icon, label, description, ...more } = answer;
    add('answer', icon, label, description, { ...more, ...opened });
  }
  add('encryption', state.encrypted === true ? 'lock' : 'unlock', translate('Encryption', {}), encryptionWords(state, locale));
  const last = lastBackupWords(state, locale, now);
  add('last-backup', 'history', translate('Last backup', {}), last?.description, last === undefined ? {} : { tooltip: last.tooltip });
  add('copy', copyIcon(state.copy), translate('On this computer', {}), copyWords(state, locale, now), opened);
  add('cloud', 'cloud', translate('iCloud Backup', {}), cloudWords(state, locale, now), {
    tooltip: [translate('Reported by the device. A computer cannot ask iCloud.', {})],
    opens: { page: 'cloud' },
  });
  add('space', 'database', translate('Free space', {}), spaceWords(state, locale));
  add('trust', 'workspace-trusted', translate('Trust', {}), trustWords(state, locale));
  add('passcode', 'key', translate('Passcode', {}), passcodeWords(state, locale));
  return facts;
}

const TRUST_WORDS: Readonly<Partial<Record<DeviceCondition, string>>> = {
  ready: phrase('The device trusts this computer'),
  locked: phrase('The device trusts this computer'),
  'not-trusted': phrase('The device does not trust this computer'),
  'trust-pending': phrase('The device is asking'),
  'trust-declined': phrase('Declined on the device'),
};

function trustWords({ condition }: DeviceState, { translate }: Locale): string | undefined {
  const words = TRUST_WORDS[condition];
  return words === undefined ? undefined : translate(words, {});
}

/** A computer learns whether the device is locked with it, not whether one is set. */
function passcodeWords({ condition }: DeviceState, { translate }: Locale): string | undefined {
  if (condition === 'locked') return translate('Locked, enter it on the device', {});
  return condition === 'ready' ? translate('Not locked now', {}) : undefined;
}

/** Of the next backup, and of the last one where that is different. */
function encryptionWords({ encrypted, encryptionRequired, copy }: DeviceState, { translate }: Locale): string | undefined {
  if (encrypted === undefined) return undefined;
  const last = copy === undefined || copy === 'none' ? undefined : copy.encrypted;
  if (!encrypted) return last === true ? translate('Off, but the last backup is encrypted', {}) : translate('Off', {});
  const on = encryptionRequired === true ? translate('On, required by device management', {}) : translate('On', {});
  return last === false ? joined([on, translate('the last backup is not encrypted', {})]) : on;
}

/** Only where there is more to say than the answer does: a check that no longer counts, or a newer backup. */
function copyWords({ copy }: DeviceState, locale: Locale, now: Date): string | undefined {
  const { format, translate } = locale;
  if (copy === undefined || copy === 'none') return undefined;
  const hasNewer = copy.newest !== undefined && copy.date !== undefined && copy.newest.getTime() > copy.date.getTime();
  if (!hasNewer && (copy.check !== undefined || copy.earlier === undefined)) return undefined;
  const verdict = copy.check === undefined ? translate('Not checked', {}) : translate(VERDICT_WORDS[copy.check.verdict].short, {});
  const earlier = copy.earlier === undefined ? undefined : earlierWords(copy.earlier, locale, now);
  const checked = copy.check === undefined ? earlier : checkWords(copy.check, locale, now);
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
