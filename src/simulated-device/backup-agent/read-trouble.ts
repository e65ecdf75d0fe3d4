/** Files that fail when it is their turn to be read. */
import type { PhoneFile } from '../content/phone-content.ts';
import type { ReadTrouble } from '../content/phone-content.ts';
import { READ_ERROR_TEXT } from '../content/read-incidents.ts';
import type { RunContext } from './run-context.ts';

/** A catalogue of FileProvider's own, which the agent of iOS 17 and later never gets to read (log of iOS 17.2.1); no run fails by it. */
const FILE_PROVIDER_DOMAIN = 'HomeDomain';
const FILE_PROVIDER_PATH = 'Library/Application Support/FileProvider/backup/backup_manifest.db';

/** Undefined for a file that is as it should be. */
export function troubleWith({ device, behaviour }: RunContext, { domain, relativePath }: PhoneFile): ReadTrouble | undefined {
  if (!behaviour.readsFileProviderCatalogue && relativePath === FILE_PROVIDER_PATH && domain === FILE_PROVIDER_DOMAIN) {
    return { kind: 'unreadable', text: READ_ERROR_TEXT, isTolerated: true };
  }
  return device.content.incidents?.meet(domain, relativePath);
}
