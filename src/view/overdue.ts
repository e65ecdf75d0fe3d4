/** Which device has waited too long for a backup that is known to be good. */
import { deviceLabel } from './device-item.ts';
import type { DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { isGoodVerdict } from './verdict-words.ts';

const DAY_MS = 86_400_000;

/** A device whose last good backup is old. */
interface OverdueDevice {
  readonly udid: string;
  /** For the status bar. */
  readonly text: string;
  readonly tooltip: string;
}

/** The device that has waited longest; only devices that are connected and ready, and have had a good backup before. `days` 0 never reminds. */
export function overdueDevice(states: readonly DeviceState[], days: number, locale: Locale, now = new Date()): OverdueDevice | undefined {
  if (days <= 0) return undefined;
  const late = states.flatMap((state) => {
    const known = lastGood(state);
    const date = known?.date;
    const isLate =
      state.condition === 'ready' && state.job === undefined && date !== undefined && now.getTime() - date.getTime() > days * DAY_MS;
    return isLate ? [{ state, date, hasChanged: known?.hasChanged === true }] : [];
  });
  const [longest] = late.sort((one, other) => one.date.getTime() - other.date.getTime());
  if (longest === undefined) return undefined;
  const { format, translate } = locale;
  const values = { name: deviceLabel(longest.state), age: format.age(longest.date, now) };
  return {
    udid: longest.state.udid,
    text: longest.hasChanged ? translate('{name}: checked {age}, changed since', values) : translate('{name}: backup {age}', values),
    tooltip: longest.hasChanged
      ? translate('The backup of {name} was last checked {age} and has changed since. Click to back up now.', values)
      : translate('The last backup of {name} that is known to be good was made {age}. Click to back up now.', values),
  };
}

/** When it was made; of one that has changed since, only when it was checked is known. */
function lastGood({ copy }: DeviceState): { readonly date: Date | undefined; readonly hasChanged: boolean } | undefined {
  if (copy === undefined || copy === 'none') return undefined;
  if (copy.check !== undefined) return isGoodVerdict(copy.check.verdict) ? { date: copy.date, hasChanged: false } : undefined;
  return copy.earlier !== undefined && isGoodVerdict(copy.earlier.verdict) ? { date: copy.earlier.at, hasChanged: true } : undefined;
}
