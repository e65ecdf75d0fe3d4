/** The way out of a check that could not see the contents: unlock the backup, then check it again. */
import { commands, l10n } from 'vscode';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import { unlockWithPassword } from './unlock-with-password.ts';

/** As a button of a message. Whoever does not type the password wants no check either. */
export function unlockAndVerify(app: App, path: string): { readonly title: string; readonly run: () => Promise<void> } {
  return {
    title: l10n.t('Unlock and Verify'),
    run: async () => {
      if ((await unlockWithPassword(app, path)) !== undefined) await commands.executeCommand(COMMANDS.verifyQuick, path);
    },
  };
}
