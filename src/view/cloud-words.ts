/** iCloud Backup in words: what a computer can know and do about it, which is little. */
import { compareVersions } from '../base/index.ts';
import { phrase, type Translate } from './phrase.ts';

const SETTINGS_PATH = phrase('Settings > your name > iCloud > iCloud Backup');
const OLD_SETTINGS_PATH = phrase('Settings > iCloud > Backup');
/** Since then the settings of iCloud are behind the name of the person (Apple's guide: "iOS 10.2 or earlier" differs). */
const NAME_IN_SETTINGS_SINCE = '10.3';

/** Where the switch is on a device with this system. */
export function cloudSettingsPath(productVersion: string | undefined, translate: Translate): string {
  const isOld = productVersion !== undefined && compareVersions(productVersion, NAME_IN_SETTINGS_SINCE) < 0;
  return translate(isOld ? OLD_SETTINGS_PATH : SETTINGS_PATH, {});
}

const AUTOMATIC = phrase(
  'It backs up by itself once a day if it is connected to power and Wi-Fi, its screen is locked, and iCloud has enough space. A computer cannot start, see or delete backups in iCloud. To start one now, on the device: {path} > Back Up Now.',
);
const IS_ON = phrase('iCloud Backup of {name} is on, as the device reports.');
const IS_OFF = phrase('iCloud Backup of {name} is off, as the device reports.');
const IS_UNKNOWN = phrase('{name} accepted the request, but does not report whether iCloud Backup is on. Look at the device: {path}');

/** After the switch: what the device itself then says. */
export function cloudStateWords(
  { name, enabled, path }: { readonly name: string; readonly enabled: boolean | undefined; readonly path: string },
  translate: Translate,
): string {
  if (enabled === undefined) return translate(IS_UNKNOWN, { name, path });
  if (!enabled) return translate(IS_OFF, { name });
  return `${translate(IS_ON, { name })} ${translate(AUTOMATIC, { path })}`;
}
