/** Unlock Backup, Lock Backup and Forget Password. */
import { l10n } from 'vscode';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockWithPassword } from '../backups/unlock-with-password.ts';

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
