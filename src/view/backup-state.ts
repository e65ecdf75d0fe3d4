/** What was found of a backup, and what is known of it from earlier runs and checks, as the data of its row. */
import type { BackupHistory, BackupSummary, RememberedVerdict } from '../backup/index.ts';
import type { BackupState } from './backup-item.ts';

/** `UDID-20260301-120000`, and with a number behind it for the second of the same second. */
const VERSION_NAME = /[\\/]((?:[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9a-f]{40}))-\d{8}-\d{6}(?:-\d+)?$/;

/** The same for every surface, so that all of them say the same. */
export function backupState(summary: BackupSummary, history: BackupHistory = { records: [] }): BackupState {
  const { path, udid, deviceName, productType, productVersion, date, infoDate, encrypted } = summary;
  const versionOf = backupOfVersion(path);
  return {
    path,
    finished: summary.isFinished,
    throughJournal: summary.throughJournal,
    ...(udid === undefined ? {} : { udid }),
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(productType === undefined ? {} : { productType }),
    ...(productVersion === undefined ? {} : { productVersion }),
    ...(date === undefined ? {} : { date }),
    ...(infoDate === undefined ? {} : { infoDate }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(versionOf === undefined ? {} : { versionOf }),
    ...pastOf(history),
  };
}

/** The part of a row that comes from earlier runs and checks. */
export interface BackupPast extends Pick<BackupState, 'earlier' | 'failedRun' | 'madeAt'> {
  readonly check?: RememberedVerdict;
}

/** What earlier runs and checks say of the folder as it is now. */
export function pastOf({ records, verdict, earlier }: BackupHistory): BackupPast {
  const lastRun = records.find(({ kind }) => kind === 'run');
  const lastGoodRun = records.find(({ kind, failure }) => kind === 'run' && failure === undefined);
  return {
    ...(verdict === undefined ? {} : { check: verdict }),
    ...(earlier === undefined ? {} : { earlier }),
    ...(lastRun?.failure === undefined ? {} : { failedRun: { at: lastRun.at, code: lastRun.failure } }),
    ...(lastGoodRun === undefined ? {} : { madeAt: lastGoodRun.at }),
  };
}

function backupOfVersion(path: string): string | undefined {
  const [match, udid = ''] = VERSION_NAME.exec(path) ?? [];
  return match === undefined ? undefined : path.slice(0, path.length - match.length + 1) + udid;
}
