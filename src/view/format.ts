/** Sizes, counts and dates as people of one language read them; nothing but `Intl`. */

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const AGE_UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export interface Formatter {
  /** Decimal units, as Apple shows them: 1 kB is 1,000 bytes. */
  readonly bytes: (count: number) => string;
  readonly count: (value: number) => string;
  /** `fraction` between 0 and 1. */
  readonly percent: (fraction: number) => string;
  /** Day and minute, in the reader's time zone. */
  readonly dateTime: (date: Date) => string;
  /** Day and minute, without the year when it is that of `now`: for a narrow row. */
  readonly briefDateTime: (date: Date, now: Date) => string;
  /** Day and minute in figures only, for a column of a list. */
  readonly figureDateTime: (date: Date) => string;
  /** Hour and minute, in the reader's time zone. */
  readonly time: (date: Date) => string;
  /** Day and second, for a details pane. */
  readonly exactDateTime: (date: Date) => string;
  /** A day, in the reader's time zone; `isUtc` for days without one, which are kept in UTC. */
  readonly day: (date: Date, isUtc?: boolean) => string;
  /** "January 2026", in the reader's time zone. */
  readonly month: (date: Date) => string;
  /** With one digit behind the point at most. */
  readonly decimal: (value: number) => string;
  /** "2 hours ago"; "now" within the same minute. */
  readonly age: (date: Date, now: Date) => string;
}

/** A formatter for a BCP 47 language tag. If it is unknown or absent, the computer's own language is used. */
export function formatterFor(language?: string): Formatter {
  const locale = supported(language);
  const known = formatters.get(locale);
  if (known !== undefined) return known;
  const made = makeFormatter(locale);
  formatters.set(locale, made);
  return made;
}

/** Making one takes a third of a millisecond, and a hundred thousand files may each have something said of them. */
const formatters = new Map<ReturnType<typeof supported>, Formatter>();

function makeFormatter(locale: ReturnType<typeof supported>): Formatter {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const second = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const brief = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  const figures = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const utcDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const byteFormats = BYTE_UNITS.map((unit, power) => byteFormat(locale, unit, power));
  return {
    bytes: (count) => {
      const power = powerOf(count);
      return byteFormats[power]?.format(count / 1000 ** power) ?? String(count);
    },
    count: (value) => whole.format(value),
    percent: (fraction) => percent.format(Math.min(1, Math.max(0, fraction))),
    dateTime: (date) => (isReal(date) ? minute.format(date) : '—'),
    briefDateTime: (date, now) => {
      if (!isReal(date)) return '—';
      return (date.getFullYear() === now.getFullYear() ? brief : minute).format(date);
    },
    figureDateTime: (date) => (isReal(date) ? figures.format(date) : '—'),
    time: (date) => (isReal(date) ? clock.format(date) : '—'),
    exactDateTime: (date) => (isReal(date) ? second.format(date) : '—'),
    day: (date, isUtc = false) => (isReal(date) ? (isUtc ? utcDay : day).format(date) : '—'),
    month: (date) => (isReal(date) ? month.format(date) : '—'),
    decimal: (value) => decimal.format(value),
    age: (date, now) => (isReal(date) ? age(relative, (date.getTime() - now.getTime()) / 1000) : '—'),
  };
}

/** The low bits of a Unix mode as `rwxr-x---`. */
export function formatMode(mode: number): string {
  let text = '';
  for (let shift = 6; shift >= 0; shift -= 3) {
    const three = (mode >> shift) & 7;
    text += `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${three & 1 ? 'x' : '-'}`;
  }
  return text;
}

function byteFormat(locale: string | undefined, unit: (typeof BYTE_UNITS)[number], power: number): Intl.NumberFormat {
  const unitDisplay = power === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: power < 2 ? 0 : 1 });
}

function powerOf(count: number): number {
  const power = Math.floor(Math.log10(Math.max(1, Math.abs(count))) / 3);
  return Math.min(power, BYTE_UNITS.length - 1);
}

function age(relative: Intl.RelativeTimeFormat, seconds: number): string {
  for (const [unit, length] of AGE_UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, 'second');
}

function isReal(date: Date): boolean {
  return Number.isFinite(date.getTime());
}

function supported(language: string | undefined): string | undefined {
  if (language === undefined) return undefined;
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
