/** How long something took, as briefly as it can be said. */
import type { Locale } from './locale.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;

/** "under 1 s", "42 s", "3 min 5 s", "2 h 10 min". */
export function durationWords(ms: number, { translate }: Locale): string {
  if (ms < 1000) return translate('under 1 s', {});
  const whole = Math.round(ms / 1000);
  if (whole < MINUTE_S) return translate('{seconds} s', { seconds: whole });
  if (whole < HOUR_S) return translate('{minutes} min {seconds} s', { minutes: Math.floor(whole / MINUTE_S), seconds: whole % MINUTE_S });
  const minutes = Math.round(whole / MINUTE_S);
  return translate('{hours} h {minutes} min', { hours: Math.floor(minutes / MINUTE_S), minutes: minutes % MINUTE_S });
}
