/** All commands by their ids; a command without a handler does not compile. */
import { commands } from 'vscode';
import { DisposableList, type Disposable } from '../../base/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import { backUpNow } from './back-up-now.ts';
import { cancelBackup } from './cancel-backup.ts';
import { deleteBackup } from './delete-backup.ts';
import { extractFiles } from './extract-files.ts';
import { openBrowser, showLatestBackup } from './open-browser.ts';
import { pairDevice } from './pair-device.ts';
import { showKeychain } from './show-keychain.ts';
import { startSimulatedDevice, stopSimulatedDevice } from './simulated-device.ts';
import { addFolder, copyFileId, copyPath, copyUdid, refreshBackups, refreshDevices, showLog } from './small-commands.ts';
import { forgetPassword, lockBackup, unlockBackup } from './unlock-backup.ts';
import { verifyFull, verifyQuick } from './verify-backup.ts';

/** VS Code passes the row that the command was called on, or nothing. */
type CommandHandler = (app: App, target?: unknown) => Promise<void> | void;

const HANDLERS: Readonly<Record<keyof typeof COMMANDS, CommandHandler>> = {
  addFolder,
  backUpNow,
  cancelBackup,
  copyFileId,
  copyPath,
  copyUdid,
  deleteBackup,
  extractFiles,
  forgetPassword,
  lockBackup,
  openBrowser,
  pairDevice,
  refreshBackups,
  refreshDevices,
  showKeychain,
  showLatestBackup,
  showLog,
  startSimulatedDevice,
  stopSimulatedDevice,
  unlockBackup,
  verifyFull,
  verifyQuick,
};

/** `begin` runs before each command: what was left out of activation for speed. */
export function registerCommands(app: App, begin: () => Promise<void>): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]) {
    registered.add(
      commands.registerCommand(COMMANDS[name], async (target?: unknown) => {
        try {
          await begin();
          await HANDLERS[name](app, target);
        } catch (error) {
          // The command has ended; whoever reads the notification may take their time.
          void app.reporter.show(error);
        }
      }),
    );
  }
  return registered;
}
