/** When a device was last backed up to this computer: what the three sources say, and what it means when they disagree. */
import type { DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';

/** The device notes a backup some time after the computer has written its date. */
const SAME_BACKUP_MS = 15 * 60_000;

interface LastBackup {
  readonly description: string;
  /** Each source with its own date. */
  readonly tooltip: readonly string[];
}

/** Only for a device that is ready: others do not say. */
export function lastBackupWords(state: DeviceState, locale: Locale, now: Date): LastBackup | undefined {
  if (state.condition !== 'ready') return undefined;
  return { description: description(state, locale, now), tooltip: sources(state, locale) };
}

function description(state: DeviceState, { format, translate }: Locale, now: Date): string {
  const { lastBackup } = state;
  const { newest, infoDate } = datesOf(state);
  const age = (date: Date) => format.age(date, now);
  if (lastBackup === undefined && newest === undefined) {
    return infoDate === undefined ? translate('None yet', {}) : translate('None: a run {age} was not finished', { age: age(infoDate) });
  }
  if (newest === undefined || (lastBackup !== undefined && isLater(lastBackup, newest))) {
    const date = lastBackup ?? now;
    const isElsewhere = state.copy === 'none' || newest !== undefined;
    return isElsewhere ? translate('{age}, not found on this computer', { age: age(date) }) : age(date);
  }
  // A phone that was erased or restored has forgotten; one that never confirmed the run did not count it.
  if (lastBackup === undefined) return translate('{age}, which the device does not know of', { age: age(newest) });
  if (isLater(newest, lastBackup)) {
    return translate('{age}, the device knows only of one {other}', { age: age(newest), other: age(lastBackup) });
  }
  if (infoDate !== undefined && isLater(infoDate, newest)) {
    return translate('{age}, a later run was not finished', { age: age(newest) });
  }
  return age(newest);
}

function sources(state: DeviceState, { format, translate }: Locale): string[] {
  const { newest, infoDate, madeAt } = datesOf(state);
  const unknown = translate('no date', {});
  const shown = (date: Date | undefined) => (date === undefined ? unknown : format.exactDateTime(date));
  return [
    translate('The device says: {date}', { date: shown(state.lastBackup) }),
    translate('The newest backup that was found: {date}', { date: shown(newest) }),
    translate('Its Info.plist, written when a run begins: {date}', { date: shown(infoDate) }),
    translate('The last finished run of iOS Backup Lab: {date}', { date: shown(madeAt) }),
  ];
}

function datesOf({ copy }: DeviceState): { newest?: Date | undefined; infoDate?: Date | undefined; madeAt?: Date | undefined } {
  if (copy === undefined || copy === 'none') return {};
  return { newest: copy.newest ?? copy.date, infoDate: copy.infoDate, madeAt: copy.madeAt };
}

function isLater(one: Date, other: Date): boolean {
  return one.getTime() - other.getTime() > SAME_BACKUP_MS;
}
