/** Which command does what the tables of words advise. Knows no VS Code: the pages of help name the same commands. */
import type { ActionId } from '../view/index.ts';
import type { CommandName } from './ids.ts';

export const COMMAND_OF_REMEDY: Readonly<Record<Exclude<ActionId, 'try-again' | 'other-folder'>, CommandName>> = {
  'back-up': 'backUpNow',
  'back-up-full': 'backUpFull',
  'set-aside': 'setAsideAndBackUp',
  trust: 'pairDevice',
  'change-password': 'changePassword',
  'encrypt-on': 'turnOnEncryption',
  'encrypt-off': 'turnOffEncryption',
  unlock: 'unlockBackup',
  'verify-full': 'verifyFull',
  salvage: 'salvageBackup',
  'add-folder': 'addFolder',
  'refresh-devices': 'refreshDevices',
  'start-simulated': 'startSimulatedDevice',
  'run-doctor': 'runDoctor',
  'show-log': 'showLog',
};
