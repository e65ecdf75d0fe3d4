/** Which of a device's backups on this computer speaks for it. */
import type { BackupState } from './backup-item.ts';
import { newestFirst } from './backup-groups.ts';
import type { DeviceCopy } from './device-state.ts';
import { isGoodVerdict } from './verdict-words.ts';

/** Of the finished ones the newest that is known to be good, or else the newest. */
export function bestCopy(backups: readonly BackupState[], udid: string): DeviceCopy | 'none' {
  const copies = backups.filter((backup) => backup.udid === udid && (backup.finished || backup.throughJournal)).toSorted(newestFirst);
  const [newest] = copies;
  const best = copies.find(({ check }) => check !== undefined && isGoodVerdict(check.verdict)) ?? newest;
  if (best === undefined) return 'none';
  const { path, date, check, earlier, madeAt } = best;
  return {
    path,
    ...(date === undefined ? {} : { date }),
    ...(newest?.date === undefined ? {} : { newest: newest.date }),
    ...(check === undefined ? {} : { check }),
    ...(earlier === undefined ? {} : { earlier }),
    ...(madeAt === undefined ? {} : { madeAt }),
    ...(newest?.encrypted === undefined ? {} : { encrypted: newest.encrypted }),
    ...(newest?.infoDate === undefined ? {} : { infoDate: newest.infoDate }),
  };
}
