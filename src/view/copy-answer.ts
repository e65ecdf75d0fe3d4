/** The one answer to "is there a copy of this device that was checked, where, and how old?". */
import type { DeviceCopy, DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { joined } from './tree-item.ts';
import { VERDICT_WORDS, checkWords, earlierWords, isGoodVerdict } from './verdict-words.ts';

/** As the first row below a device. */
interface CopyAnswer {
  readonly icon: string;
  readonly iconColor?: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: readonly string[];
}

/** `unusable`: a check found that it cannot be restored as a whole. */
type OnComputer = 'good' | 'not-proven' | 'unusable' | 'none';

/** Undefined while nothing is known: no folder was looked into, and the device has said nothing. */
export function copyAnswer(state: DeviceState, locale: Locale, now: Date): CopyAnswer | undefined {
  const { copy } = state;
  const inCloud = state.cloudEnabled === true && state.lastCloudBackup !== undefined;
  if (copy === undefined && !inCloud) return undefined;
  const onComputer = standingOf(copy);
  const { translate } = locale;
  const hasCopy = onComputer === 'good' || onComputer === 'not-proven';
  const label = hasCopy
    ? inCloud
      ? translate('Two copies', {})
      : translate('One copy, here', {})
    : inCloud
      ? translate('One copy, in iCloud', {})
      : translate('No reliable copy', {});
  return {
    ...iconOf(onComputer, inCloud),
    label,
    description: joined([computerWords(copy, locale, now), cloudWords(state, locale, now)]),
    tooltip: tooltipOf(state, locale, now),
  };
}

function standingOf(copy: DeviceState['copy']): OnComputer {
  if (copy === undefined || copy === 'none') return 'none';
  if (copy.check === undefined) return 'not-proven';
  const { verdict } = copy.check;
  if (isGoodVerdict(verdict)) return 'good';
  return verdict === 'unconfirmed' || verdict === 'partial' ? 'not-proven' : 'unusable';
}

function iconOf(onComputer: OnComputer, inCloud: boolean): Pick<CopyAnswer, 'icon' | 'iconColor'> {
  if (onComputer === 'good') return { icon: 'pass-filled', iconColor: 'testing.iconPassed' };
  if (onComputer === 'not-proven') return { icon: 'question' };
  return inCloud ? { icon: 'cloud' } : { icon: 'circle-slash', iconColor: 'list.warningForeground' };
}

function computerWords(copy: DeviceState['copy'], locale: Locale, now: Date): string | undefined {
  const { format, translate } = locale;
  if (copy === undefined) return undefined;
  if (copy === 'none') return translate('none on this computer', {});
  return joined([verdictWords(copy, locale), copy.date === undefined ? undefined : format.age(copy.date, now)]);
}

function verdictWords({ check, earlier }: DeviceCopy, { translate }: Locale): string {
  if (check !== undefined) return translate(VERDICT_WORDS[check.verdict].short, {});
  return earlier === undefined ? translate('not checked', {}) : translate('changed since its check', {});
}

/** On is no copy yet: only a date is the device's word that there is one. */
function cloudWords({ cloudEnabled, lastCloudBackup }: DeviceState, { format, translate }: Locale, now: Date): string | undefined {
  if (cloudEnabled === undefined) return undefined;
  if (!cloudEnabled) return translate('iCloud Backup is off', {});
  if (lastCloudBackup === undefined) return translate('iCloud Backup is on, without a date', {});
  return translate('iCloud {age}', { age: format.age(lastCloudBackup, now) });
}

function tooltipOf(state: DeviceState, locale: Locale, now: Date): string[] {
  const { translate } = locale;
  const { copy } = state;
  const lines: string[] = [];
  if (copy !== undefined && copy !== 'none') {
    if (copy.check !== undefined) lines.push(checkWords(copy.check, locale, now));
    else if (copy.earlier !== undefined) lines.push(earlierWords(copy.earlier, locale, now));
    if (copy.path !== undefined) lines.push(copy.path);
  }
  if (state.cloudEnabled !== undefined) {
    lines.push(translate('The device reports the state of iCloud Backup. A computer cannot check it.', {}));
  }
  return lines;
}
