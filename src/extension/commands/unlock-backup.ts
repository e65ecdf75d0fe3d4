/** Unlock Backup, Lock Backup, Verify Password and Forget Password. */
import { commands, l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { unlockBackup as unlock, type UnlockBackupOptions } from '../../backup/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockWithPassword } from '../backups/unlock-with-password.ts';
import { askForCurrentPassword } from '../devices/new-password.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';

export async function unlockBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Unlock which backup?'),
    none: l10n.t('No backup is locked.'),
    suits: ({ encrypted, unlocked }) => encrypted !== false && unlocked !== true,
  });
  if (path !== undefined) await unlockWithPassword(app, path);
}

export async function lockBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Lock which backup?'),
    none: l10n.t('No backup is unlocked.'),
    suits: ({ unlocked }) => unlocked === true,
  });
  if (path !== undefined) await app.unlocked.lock(path);
}

export async function forgetPassword(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Forget the password of which backup?'),
    none: l10n.t('No backup is encrypted.'),
    suits: ({ encrypted }) => encrypted !== false,
  });
  if (path === undefined) return;
  const known = await app.passwords.forget(path);
  await app.reporter.inform(known ? l10n.t('The password is no longer remembered.') : l10n.t('No password of this backup is remembered.'));
}

/** Tries a password and keeps no key: people find out in time whether they still know it. */
export async function verifyPassword(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Verify the password of which backup?'),
    none: l10n.t('No backup is encrypted.'),
    suits: ({ encrypted }) => encrypted === true,
  });
  if (path === undefined) return;
  const name = app.backups.nameOf(path);
  const password = await askForCurrentPassword(l10n.t('Verify the password of the backup of {name}', { name }));
  if (password === undefined) return;
  const isRight = await withJobNotification(l10n.t('Trying the password'), app.reporter.locale, (signal, onProgress) =>
    tryPassword(path, password, { signal, onProgress }),
  );
  const again = { title: l10n.t('Try Again'), run: () => commands.executeCommand(COMMANDS.verifyPassword, path) };
  const lost = { title: l10n.t('Password Lost?'), run: () => commands.executeCommand(COMMANDS.showHelp, 'lost-backup-password') };
  if (isRight) await app.passwordProofs.prove(app.backups.find(path)?.udid);
  if (isRight) void app.reporter.inform(l10n.t('The password is right. It opens the backup of {name}.', { name }));
  else void app.reporter.warn(l10n.t('This is not the password of the backup of {name}.', { name }), [again, lost]);
}

async function tryPassword(path: string, password: string, options: UnlockBackupOptions): Promise<boolean> {
  try {
    await using _keys = await unlock(path, password, options);
    return true;
  } catch (error) {
    if (isCodedError(error, 'password-wrong')) return false;
    throw error;
  }
}
