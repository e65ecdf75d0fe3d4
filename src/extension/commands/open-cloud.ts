/** iCloud Backup, and Computer or iCloud?: the pages about a device. */
import { l10n } from 'vscode';
import type { App } from '../app.ts';
import { pickDevice } from '../devices/pick-device.ts';

export async function openCloud(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Show iCloud Backup of which device?'),
    none: l10n.t('No device is connected.'),
  });
  if (entry !== undefined) app.cloudPages.show('cloud', entry);
}

export async function compareMethods(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Compare computer and iCloud for which device?'),
    none: l10n.t('No device is connected.'),
  });
  if (entry !== undefined) app.cloudPages.show('methods', entry);
}
