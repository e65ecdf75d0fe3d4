/** Commands of one or two lines: refresh, show the log, add a folder, copy a UDID or the name of a file. */
import { env, l10n } from 'vscode';
import { checkedPageTarget } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askForFolder } from '../backups/backup-folders.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { addBackupFolder } from '../settings.ts';

export async function refreshDevices(app: App): Promise<void> {
  await app.devices.listNow();
}

export async function refreshBackups(app: App): Promise<void> {
  await app.backups.scan();
}

export function showLog(app: App): void {
  app.reporter.log.show();
}

/** `target` may be the path of the folder, from other code; a person is asked for it. */
export async function addFolder(app: App, target?: unknown): Promise<void> {
  const folder =
    typeof target === 'string' ? target : await askForFolder(l10n.t('Which folder holds backups?'), l10n.t('Add Backup Folder'));
  if (folder === undefined) return;
  await addBackupFolder(folder);
  await app.backups.scan();
}

export async function copyUdid(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, { title: l10n.t('Copy the UDID of which device?'), none: l10n.t('No device is connected.') });
  if (entry !== undefined) await env.clipboard.writeText(entry.state.udid);
}

/** From the context menu of a page: `domain/path` of a file, or the name of a domain. */
export async function copyPath(_app: App, target?: unknown): Promise<void> {
  const clicked = checkedPageTarget(target);
  if (clicked !== undefined) await env.clipboard.writeText(clicked.name);
}

export async function copyFileId(_app: App, target?: unknown): Promise<void> {
  const clicked = checkedPageTarget(target);
  if (clicked?.webviewSection === 'file') await env.clipboard.writeText(clicked.fileID);
}
