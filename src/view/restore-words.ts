/** What stands in the way of a restore, and how one ended, in sentences. */
import type { RestoredBackup, RestoreObstacle, RestoreObstacleCode } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { phrase, valuesFor, type Translate } from './phrase.ts';
import { productName } from './product-name.ts';
import { filesWords } from './progress-words.ts';

/** `{missing}`, `{backupVersion}` … are the data of the obstacle. */
const OBSTACLES: Readonly<Record<RestoreObstacleCode, string>> = {
  'not-finished': phrase('The backup was never finished. Restore another one, or back up again.'),
  'too-old': phrase('The backup is older than iOS 5. Its format is not supported.'),
  'files-missing': phrase(
    'Files are missing from the backup ({missing}). The device would stop in the middle. Salvage the backup, or restore another one.',
  ),
  damaged: phrase('The backup is damaged. Salvage it, or restore another one.'),
  'password-needed': phrase('The backup is encrypted. Its password is needed.'),
  'newer-system': phrase('The backup is of version {backupVersion}, and the device has {deviceVersion}. Update the device first.'),
  'other-model': phrase('The backup is of another kind of device ({backupType}). Some apps and settings may not fit.'),
  'find-my-on': phrase('Find My is on. Turn it off on the device: Settings, your name, Find My.'),
  'device-locked': phrase('The device is locked. Unlock it.'),
};

/** One sentence that says what to do. */
export function obstacleWords({ code, data }: RestoreObstacle, translate: Translate): string {
  const template = OBSTACLES[code];
  const { backupType } = data;
  const shown = typeof backupType === 'string' ? { ...data, backupType: productName(backupType, translate) } : data;
  return translate(template, valuesFor(template, shown, translate));
}

/** How much was sent to a device, and what it does now. */
export function restoredWords(name: string, { filesSent, filesInBackup, restarts }: RestoredBackup, locale: Locale): string {
  const { format, translate } = locale;
  const files = filesWords(filesSent, locale);
  const sent =
    filesSent < filesInBackup
      ? translate('Restore to {name} finished: {files} of {all} sent. The device did not ask for the others.', {
          name,
          files,
          all: format.count(filesInBackup),
        })
      : translate('Restore to {name} finished: {files} sent.', { name, files });
  const next = restarts ? translate('The device is restarting.', {}) : translate('Restart the device.', {});
  return `${sent} ${next}`;
}
