/** The requests that a backup agent answers, by name. A new one is a file here and a line in this table. */
import type { BackupRequestName } from '../../../device-protocol/index.ts';
import type { RequestHandler } from './agent-request.ts';
import { backup } from './backup-request.ts';
import { changePassword } from './change-password.ts';
import { enableCloudBackup } from './enable-cloud-backup.ts';
import { eraseDevice } from './erase-device.ts';
import { extract, info, list, remove, unback } from './questions.ts';
import { restore } from './restore.ts';

export const REQUEST_HANDLERS: { readonly [Name in Exclude<BackupRequestName, 'Hello'>]?: RequestHandler<Name> } = {
  Backup: backup,
  ChangePassword: changePassword,
  EnableCloudBackup: enableCloudBackup,
  EraseDevice: eraseDevice,
  Extract: extract,
  Info: info,
  List: list,
  Remove: remove,
  Restore: restore,
  Unback: unback,
};
