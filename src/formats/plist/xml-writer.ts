/** Writes Apple's XML property list, byte for byte as Apple's own writer formats it. */
import { PlistBudget } from './limits.ts';
import { Uid, type PlistDict, type PlistValue } from './value.ts';
import { formatXmlDate, formatXmlInteger, formatXmlReal } from './xml-scalars.ts';

const header = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

/**
 * Writes `value` as an XML property list in UTF-8. Dictionaries keep their order; dates lose their fraction of a second. Control characters
 * are written as they are, as Apple does (a carriage return as `&#13;`, because a reader would otherwise turn it into LF); unpaired surrogates
 * become U+FFFD.
 * @throws FormatError `plist-malformed` (an integer beyond 128 bits, an invalid date), `plist-limit` (nested too deep, or in a cycle)
 */
export function writeXmlPlist(value: PlistValue): Uint8Array {
  const lines: string[] = [];
  writeValue(lines, value, 0, new PlistBudget({ maxObjects: Infinity }));
  return new TextEncoder().encode(`${header}${lines.join('\n')}\n</plist>\n`);
}

function writeValue(lines: string[], value: PlistValue, depth: number, budget: PlistBudget): void {
  budget.take(depth);
  if (Array.isArray(value)) writeArray(lines, value, depth, budget);
  else if (value instanceof Map) writeDict(lines, value, depth, budget);
  else if (value instanceof Uid) writeDict(lines, new Map([['CF$UID', BigInt(value.value)]]), depth, budget);
  else if (value instanceof Uint8Array) writeData(lines, value, depth);
  else lines.push('\t'.repeat(depth) + scalarElement(value));
}

function writeArray(lines: string[], members: readonly PlistValue[], depth: number, budget: PlistBudget): void {
  const indent = '\t'.repeat(depth);
  if (members.length === 0) lines.push(`${indent}<array/>`);
  else {
    lines.push(`${indent}<array>`);
    for (const member of members) writeValue(lines, member, depth + 1, budget);
    lines.push(`${indent}</array>`);
  }
}

function writeDict(lines: string[], dict: PlistDict, depth: number, budget: PlistBudget): void {
  const indent = '\t'.repeat(depth);
  if (dict.size === 0) lines.push(`${indent}<dict/>`);
  else {
    lines.push(`${indent}<dict>`);
    for (const [key, member] of dict) {
      lines.push(`${indent}\t<key>${escapeXml(key)}</key>`);
      writeValue(lines, member, depth + 1, budget);
    }
    lines.push(`${indent}</dict>`);
  }
}

/** Base64 in lines that end before column 76, a tab counting as 8 columns, but hold at least 16 characters. */
function writeData(lines: string[], data: Uint8Array, depth: number): void {
  const indent = '\t'.repeat(depth);
  const bytesPerLine = Math.floor(Math.max(16, 76 - depth * 8) / 4) * 3;
  lines.push(`${indent}<data>`);
  for (let at = 0; at < data.length; at += bytesPerLine) {
    lines.push(indent + Buffer.from(data.subarray(at, at + bytesPerLine)).toString('base64'));
  }
  lines.push(`${indent}</data>`);
}

function scalarElement(value: bigint | number | boolean | string | Date): string {
  if (typeof value === 'bigint') return `<integer>${formatXmlInteger(value)}</integer>`;
  if (typeof value === 'number') return `<real>${formatXmlReal(value)}</real>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  return typeof value === 'string' ? `<string>${escapeXml(value)}</string>` : `<date>${formatXmlDate(value)}</date>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escapeXml(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (character) => escapes[character] ?? character) : text;
}
