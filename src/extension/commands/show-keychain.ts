/** Show Keychain, and Show What Survives: pages of rows about one backup. */
import { l10n } from 'vscode';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';

export async function showKeychain(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Show the keychain of which backup?') });
  if (path === undefined) return;
  // The page of one that stays locked says so, and how to unlock it.
  await canRead(app, path);
  await app.reports.show('keychain', [path]);
}

export async function showSurvival(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Show what survives of which backup?') });
  if (path === undefined) return;
  await canRead(app, path);
  await app.reports.show('survive', [path]);
}
