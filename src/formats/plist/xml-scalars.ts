/** The text of XML plist elements: integers, reals, dates and base64, read and written. */
import { malformed } from './malformed.ts';

/** Decimal or 0x…, signed, up to 128 bits. */
export function parseXmlInteger(text: string, at: number): bigint {
  const match = /^([+-]?)(\d{1,40}|0[xX][0-9a-fA-F]{1,32})$/.exec(text.trim());
  if (!match) throw malformed('not an integer', at);
  const magnitude = BigInt(match[2] ?? '');
  const value = match[1] === '-' ? -magnitude : magnitude;
  if (BigInt.asIntN(128, value) !== value) throw malformed('integer of more than 128 bits', at);
  return value;
}

export function formatXmlInteger(value: bigint): string {
  if (BigInt.asIntN(128, value) !== value) throw malformed('integer of more than 128 bits');
  return value.toString();
}

export function parseXmlReal(text: string, at: number): number {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'nan') return NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(trimmed);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(trimmed)) throw malformed('not a real', at);
  return Number(trimmed);
}

/** Apple's words for the infinities; whole numbers keep a `.0`. */
export function formatXmlReal(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+infinity' : '-infinity';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** `YYYY-MM-DDTHH:MM:SSZ`; Apple writes whole seconds, a fraction is accepted. */
export function parseXmlDate(text: string, at: number): Date {
  const match = /^(-?\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z$/.exec(text.trim());
  if (!match) throw malformed('not a date', at);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = Number(match[7] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Math.floor(fraction * 1000));
  // A day such as 31 April rolls over into the next month, and 25:00 into the next day.
  const exact = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour && minute < 60 && second < 60;
  if (!exact) throw malformed('impossible date', at);
  return date;
}

/** Whole seconds, rounded down: the XML form has no fraction. */
export function formatXmlDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw malformed('invalid date');
  const year = date.getUTCFullYear();
  const fullYear = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
  return `${fullYear}${date
    .toISOString()
    .replace(/^[+-]?\d+/, '')
    .replace(/\.\d+Z$/, 'Z')}`;
}

/** Blanks may stand anywhere: nothing is copied to take them out. */
export function parseXmlData(text: string, at: number): Uint8Array {
  if (!/^[A-Za-z0-9+/\t\n\r ]*(?:=[\t\n\r ]*){0,2}$/.test(text) || significantCharacters(text) % 4 === 1) throw malformed('not Base64', at);
  const decoded = Buffer.from(text, 'base64');
  // A short one is a slice of memory that others share.
  const isAlone = decoded.length * 2 > decoded.buffer.byteLength;
  return isAlone ? new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.length) : new Uint8Array(decoded);
}

/** All but blanks and the padding. */
function significantCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x20 && text[i] !== '=') count++;
  return count;
}
