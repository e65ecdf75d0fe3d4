/**
 * The name under which one segment of a path stands on the disk. A name that cannot stand as it is has signs replaced as in a URL:
 *
 * | in the backup | on the disk |
 * |---|---|
 * | a sign that is not allowed | `%` and two hex digits for each of its UTF-8 bytes |
 * | no sign at all (`a//b`) | `%empty` |
 * | more than 240 bytes | cut off, `~` and 16 hex digits of its SHA-1; a short extension stays |
 *
 * By portable rules two names that differ never get the same one; by native rules only names that no phone makes are touched.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { NameRules } from './report.ts';

/** Our own files in the target; no entry of a backup gets a name that begins so. */
export const OWN_PREFIX = '.backup-lab-';

/** File systems take 255 (Windows: UTF-16 units); the rest is left for what we put behind: "-wal", " (2)", ".damaged". */
const LONGEST_BYTES = 240;
const HASH_CHARS = 16;

// eslint-disable-next-line no-control-regex -- these are what is looked for
const NOT_PORTABLE = /[\0-\x1f\x7f<>:"|?*\\/]|[. ]$|%(?=[0-9a-f]{2}|empty)|~(?=[0-9a-f]{16}(?:\.|$))/gi;
const NOT_NATIVE = /[\0/]/g;
/** Windows reads these as devices, whatever extension or spaces follow; digits may be superscript. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i;

export function diskName(segment: string, rules: NameRules): string {
  if (segment === '') return '%empty';
  if (segment === '.' || segment === '..') return escaped(segment);
  let name = segment.replace(rules === 'portable' ? NOT_PORTABLE : NOT_NATIVE, escaped);
  if (name.toLowerCase().startsWith(OWN_PREFIX) || (rules === 'portable' && DEVICE.test(name))) name = withoutFirst(name);
  return shortened(name, segment);
}

/** The folder of a domain. None begins with a dot: in the target, such names belong to us, to the system, and beside a backup to its journal. */
export function domainFolderName(domain: string, rules: NameRules): string {
  const name = diskName(domain, rules);
  return name.startsWith('.') ? withoutFirst(name) : name;
}

function withoutFirst(name: string): string {
  return escaped(name.slice(0, 1)) + name.slice(1);
}

function escaped(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function shortened(name: string, segment: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name;
  const extension = extname(name);
  const ending = `~${createHash('sha1').update(segment).digest('hex').slice(0, HASH_CHARS)}${extension.length <= 10 ? extension : ''}`;
  return cutTo(name, LONGEST_BYTES - Buffer.byteLength(ending)) + ending;
}

/** Never in the middle of a character or of an escape. */
function cutTo(name: string, bytes: number): string {
  const buffer = Buffer.from(name);
  let end = bytes;
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end--;
  return buffer
    .subarray(0, end)
    .toString()
    .replace(/%[0-9A-F]?$/, '');
}
