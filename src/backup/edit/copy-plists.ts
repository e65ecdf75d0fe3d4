/** The property lists of a changed copy: those of the backup, byte for byte; and the record of what a smaller one lacks. */
import { BACKUP_PLIST_LIMITS } from '../../formats/index.ts';
import { smallFileIfAny } from '../small-file.ts';
import type { InspectedFolder } from '../read/summary.ts';
import type { SalvageTarget } from '../salvage/salvage-target.ts';
import { LEFT_OUT_FILE, LEFT_OUT_SCHEMA, UNUSABLE_ROWS, type CopiedBackup, type CopyChange, type LeftOutDomain } from './changed-copy.ts';
import { addedUp, leftOutIn, statusDigestOf } from './left-out-record.ts';

const NAMES = ['Manifest.plist', 'Status.plist', 'Info.plist'] as const;

export function copyPlists(
  { folder, summary }: InspectedFolder,
  target: SalvageTarget,
  name: string,
  change: CopyChange,
  { leftOut, unusableRows }: Pick<CopiedBackup, 'leftOut' | 'unusableRows'>,
): void {
  let status: Uint8Array | undefined;
  for (const plist of NAMES) {
    const from = folder.locate(plist);
    const bytes = from === undefined ? undefined : smallFileIfAny(from, BACKUP_PLIST_LIMITS[plist].maxBytes);
    if (bytes === undefined) continue;
    target.write(`${name}/${plist}`, bytes);
    if (plist === 'Status.plist') status = bytes;
  }
  // What a smaller copy lacks, each copy of it lacks.
  const lackedBefore = leftOutIn(folder);
  const lacked = addedUp(lackedBefore ?? [], leftOut, unusableRows === 0 ? [] : [unusable(unusableRows)]);
  if (lackedBefore === undefined && lacked.length === 0) return;
  const { udid, date } = summary;
  const record = {
    schema: LEFT_OUT_SCHEMA,
    // The next run of a device writes another one, and then this record says nothing any more.
    statusDigest: status === undefined ? null : statusDigestOf(status),
    backup: { udid: udid ?? null, date: date?.toISOString() ?? null },
    ...(change.kind === 'thin' ? { kept: change.choice } : {}),
    leftOut: lacked,
  };
  target.write(`${name}/${LEFT_OUT_FILE}`, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Without them the copy would look better than the backup is. */
function unusable(rows: number): LeftOutDomain {
  return { domain: UNUSABLE_ROWS, files: rows, bytes: 0 };
}
