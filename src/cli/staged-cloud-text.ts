/** The staged iCloud of a simulated device for a terminal and for scripts. Each says that it is staged. */
import type { StagedCloud, StagedCloudBackup } from '../device-protocol/index.ts';
import { cloudConditionWords, englishLocale, nextCloudBackupWords } from '../view/index.ts';

/** Above everything that a person reads. */
export const STAGED = 'Staged: this device is simulated. No account, server or backup in iCloud is real.';

/** As lines for `cloud list` and `cloud stage`. */
export function stagedCloudLines(cloud: StagedCloud): string[] {
  const { format } = englishLocale;
  const { backups, apps, quota, freeBytes, nextSize, lastBackup } = cloud;
  return [
    STAGED,
    `Account: ${cloud.account}`,
    `iCloud Backup: ${cloud.isOn ? 'on' : 'off'}`,
    `Last iCloud backup: ${lastBackup === undefined ? 'none' : lastBackup.toISOString()}`,
    `Space: ${format.bytes(freeBytes)} of ${format.bytes(quota)} left`,
    `Size of the next backup: ${format.bytes(nextSize)}`,
    nextCloudBackupWords(cloud, englishLocale),
    ...(cloud.running === undefined
      ? []
      : [`A backup is running: ${format.bytes(cloud.running.done)} / ${format.bytes(cloud.running.total)}`]),
    ...(backups.length === 0 ? ['There are no backups in iCloud.'] : ['Backups in iCloud:', ...backups.map(backupLine)]),
    'Apps in the next backup:',
    ...apps.map(({ id, name, size, isIncluded }) => `  ${isIncluded ? 'on ' : 'off'}  ${format.bytes(size).padStart(9)}  ${name} (${id})`),
  ];
}

function backupLine({ id, date, size, deviceName, productType, productVersion, isOwn }: StagedCloudBackup): string {
  const whose = isOwn ? 'this device' : 'another device';
  const bytes = englishLocale.format.bytes(size).padStart(9);
  return `  ${id}  ${date.toISOString()}  ${bytes}  ${deviceName} (${productType}, iOS ${productVersion}), ${whose}`;
}

/** For `--json`. */
export function stagedCloudDocument(udid: string, cloud: StagedCloud): object {
  const { now, lastBackup, lastAttempt, dueInMs, blockedBy, backups, running, ...rest } = cloud;
  return {
    udid,
    staged: true,
    now: now.toISOString(),
    ...rest,
    lastBackup: lastBackup?.toISOString() ?? null,
    lastAttempt: lastAttempt === undefined ? null : { ...lastAttempt, date: lastAttempt.date.toISOString() },
    nextAutomaticBackup: {
      at: dueInMs === undefined ? null : new Date(now.getTime() + dueInMs).toISOString(),
      blockedBy: blockedBy ?? null,
      reason: blockedBy === undefined ? null : cloudConditionWords(blockedBy, englishLocale.translate),
    },
    running: running ?? null,
    backups: backups.map(stagedBackupDocument),
  };
}

export function stagedBackupDocument({ date, ...backup }: StagedCloudBackup): object {
  return { ...backup, date: date.toISOString() };
}
