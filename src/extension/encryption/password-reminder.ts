/** A notification that asks, once in a while, whether a backup password is still known. It comes at most once a period, whatever the answer. */
import { commands, l10n } from 'vscode';
import { newestEncrypted, passwordReminder, type BackupState } from '../../view/index.ts';
import { titleOf } from '../command-titles.ts';
import { COMMANDS } from '../ids.ts';
import type { Reporter } from '../reporter.ts';
import { settings } from '../settings.ts';
import type { PasswordProofs } from './password-proofs.ts';

interface Reminded {
  readonly backups: () => readonly BackupState[];
  readonly proofs: PasswordProofs;
  readonly reporter: Reporter;
}

/** Looks whether somebody is to be asked; called when backups or the setting have changed. Never rejects. */
export function passwordReminders({ backups, proofs, reporter }: Reminded): () => void {
  let isAsking = false;
  const look = async () => {
    await proofs.see(newestEncrypted(backups()).map(({ udid }) => udid));
    const due = passwordReminder(backups(), proofs.all(), settings.passwordRemindDays(), reporter.locale);
    if (due === undefined) return;
    await proofs.asked(due.udid);
    const verify = { title: titleOf('verifyPassword'), run: () => commands.executeCommand(COMMANDS.verifyPassword, due.path) };
    // Whoever reads it may take their time.
    void reporter.inform(due.message, [verify, { title: l10n.t('Not Now'), run: () => undefined }]);
  };
  return () => {
    if (isAsking) return;
    isAsking = true;
    look()
      .catch((error: unknown) => reporter.log.warn(`no reminder of a password: ${String(error)}`))
      .finally(() => (isAsking = false));
  };
}
