/** Browse Backup, and Show Latest Backup. */
import { l10n } from 'vscode';
import { newestFirst } from '../../view/index.ts';
import type { App } from '../app.ts';
import { nodeOf } from '../backups/backup-tree.ts';
import { pickBackup } from '../backups/pick-backup.ts';

export async function openBrowser(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { title: l10n.t('Browse which backup?') });
  if (path !== undefined) app.browsers.show(path);
}

/** Selects the newest backup in its view. */
export async function showLatestBackup(app: App): Promise<void> {
  await app.backups.scan();
  const dated = app.backups.backups().filter(({ date }) => date !== undefined);
  const [latest] = dated.sort(newestFirst);
  if (latest === undefined) {
    await app.reporter.inform(l10n.t('No backups found. Add the folder that holds your backups, or make a backup.'));
  } else await app.backupView.reveal(nodeOf(latest), { select: true, focus: true });
}
