/** What to do, where many errors call for the same. */
import type { SurfaceText } from './surface-words.ts';

export const RETRY: SurfaceText = {
  vscode: 'Try again. If it happens again, choose “Show Log”.',
  terminal: 'Try again. If it happens again, please report it.',
};
export const VERIFY: SurfaceText = {
  vscode: 'Choose “Verify Backup (Full)” to see what is damaged.',
  terminal: 'Run backup-lab verify BACKUP to see what is damaged.',
};
export const RESTART_DEVICE: SurfaceText = {
  vscode: 'Restart the device and try again. If it happens again, choose “Show Log”.',
  terminal: 'Restart the device and try again. If it happens again, please report it.',
};
export const TRUST: SurfaceText = {
  vscode: 'Choose “Trust This Computer”, then tap Trust on the device.',
  terminal: 'Run backup-lab pair UDID, then tap Trust on the device.',
};
export const TRUST_AGAIN: SurfaceText = {
  vscode: 'Choose “Trust This Computer” to pair again.',
  terminal: 'Run backup-lab pair UDID --wait 60 to pair again.',
};
export const FULL_BACKUP: SurfaceText = {
  vscode: 'Choose “Back Up Everything Again”, or choose another folder. The first backup there is a full one.',
  terminal: 'Make a full backup: backup-lab backup UDID DIR --full.',
};
export const RECONNECT = 'Connect the device again and start over. A backup continues where it stopped.';
export const FREE_SPACE = 'Free up some space or choose another folder, then try again.';
/** Of an earlier backup that stops every device. */
export const SET_ASIDE: SurfaceText = {
  vscode: 'Choose “Set Aside and Back Up” to move that folder aside and make a full backup, or choose another folder.',
  terminal: 'Add --set-aside to move that folder aside and make a full backup, or choose another folder.',
};
