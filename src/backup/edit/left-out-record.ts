/** The record of what a smaller copy lacks: read by a verification, and by whoever makes a further copy, which lacks the same. */
import { createHash } from 'node:crypto';
import type { BackupFolder } from '../read/backup-folder.ts';
import { smallFileIfAny } from '../small-file.ts';
import { LEFT_OUT_FILE, LEFT_OUT_SCHEMA, type LeftOutDomain } from './changed-copy.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Undefined if the record belongs to another version: the next backup by a device replaces Status.plist. What cannot be understood counts as a record
 * without numbers: better one warning too many.
 */
export function leftOutIn(folder: BackupFolder): LeftOutDomain[] | undefined {
  const place = folder.locate(LEFT_OUT_FILE);
  const bytes = place === undefined ? undefined : smallFileIfAny(place, MOST_BYTES);
  if (bytes === undefined) return undefined;
  const statusPlace = folder.locate('Status.plist');
  const status = statusPlace === undefined ? undefined : smallFileIfAny(statusPlace, MOST_BYTES);
  try {
    const record: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (!isRecord(record) || record.schema !== LEFT_OUT_SCHEMA) return [];
    if (status !== undefined && typeof record.statusDigest === 'string' && record.statusDigest !== statusDigestOf(status)) {
      return undefined;
    }
    return Array.isArray(record.leftOut) ? record.leftOut.flatMap(domainOf) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** SHA-256 of Status.plist. */
export function statusDigestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a copy of a copy lacks. */
export function addedUp(...lists: readonly (readonly LeftOutDomain[])[]): LeftOutDomain[] {
  const sums = new Map<string, LeftOutDomain>();
  for (const { domain, files, bytes } of lists.flat()) {
    const known = sums.get(domain);
    sums.set(domain, { domain, files: files + (known?.files ?? 0), bytes: bytes + (known?.bytes ?? 0) });
  }
  return [...sums.values()];
}

function domainOf(value: unknown): LeftOutDomain[] {
  if (!isRecord(value)) return [];
  const { domain, files, bytes } = value;
  const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) >= 0;
  return typeof domain === 'string' && isCount(files) && isCount(bytes) ? [{ domain: domain.slice(0, 1000), files, bytes }] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
