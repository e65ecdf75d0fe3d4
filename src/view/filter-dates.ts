/** What a date in a filter means: a year, a month or a day in the time zone of the reader, with signs before it, or from one to another. */
import type { NumberRange } from '../backup/index.ts';

/** Milliseconds since 1970; undefined for what is no date. */
export function dateRange(text: string): NumberRange | undefined {
  const [from, to, ...rest] = text.split('..');
  if (to !== undefined) {
    const open: NumberRange = {};
    const [first, last] = [from === '' ? open : spanOf(from ?? ''), to === '' ? open : spanOf(to)];
    if (first === undefined || last === undefined || rest.length > 0) return undefined;
    return { ...(first.least === undefined ? {} : { least: first.least }), ...(last.below === undefined ? {} : { below: last.below }) };
  }
  const [, sign = '', date = ''] = /^(>=|<=|>|<|=|)(.*)$/s.exec(text) ?? [];
  const span = spanOf(date);
  if (span === undefined) return undefined;
  switch (sign) {
    case '>':
      return { least: span.below };
    case '>=':
      return { least: span.least };
    case '<':
      return { below: span.least };
    case '<=':
      return { below: span.below };
    default:
      return span;
  }
}

/** From the first moment of a day, month or year to the first behind it. */
function spanOf(text: string): { least: number; below: number } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), month === undefined ? 0 : Number(month) - 1, day === undefined ? 1 : Number(day)];
  const start = new Date(y, m, d);
  // 2024-02-31 is no day, though a calendar would count on.
  if (start.getFullYear() !== y || start.getMonth() !== m || start.getDate() !== d) return undefined;
  const end = month === undefined ? new Date(y + 1, 0, 1) : day === undefined ? new Date(y, m + 1, 1) : new Date(y, m, d + 1);
  return { least: start.getTime(), below: end.getTime() };
}
