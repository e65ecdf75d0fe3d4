/** Move Backup to Trash: asks first, naming what would be lost. */
import { Uri, l10n, workspace } from 'vscode';
import { moveToTrash } from '../../backup/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { window } from '../plain-window.ts';

export async function deleteBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { title: l10n.t('Move which backup to the trash?'), suits: ({ job }) => job === undefined });
  if (path === undefined || !(await confirms(app, path))) return;
  // Open files would keep the folder where it is on Windows, and keys open nothing any more.
  await Promise.all([app.unlocked.lock(path), app.browsers.close(path)]);
  try {
    const left = await moveToTrash(path, async (each) => {
      await workspace.fs.delete(Uri.file(each), { recursive: true, useTrash: true });
    });
    app.problems.clear(path);
    app.backups.setVerdict(path, undefined);
    await app.passwords.forget(path);
    if (left.length > 0) {
      void window.showWarningMessage(l10n.t('This belonged to the backup and is still there: {paths}', { paths: left.join(', ') }));
    }
  } finally {
    await app.backups.scan();
  }
}

async function confirms(app: App, path: string): Promise<boolean> {
  const { format } = app.reporter.reader;
  const backup = app.backups.find(path);
  const siblings = app.backups.backups().filter(({ udid }) => udid !== undefined && udid === backup?.udid);
  const lines = [
    backup?.date === undefined ? undefined : l10n.t('Made {date}.', { date: format.dateTime(backup.date) }),
    siblings.length === 1 ? l10n.t('It is the only backup of this device that was found.') : undefined,
    path,
  ];
  const move = l10n.t('Move to Trash');
  const question = l10n.t('Move the backup of {name} to the trash?', { name: app.backups.nameOf(path) });
  const detail = lines.filter((line) => line !== undefined).join('\n');
  return (await window.showWarningMessage(question, { modal: true, detail }, move)) === move;
}
