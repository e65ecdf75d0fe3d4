/** Show Device Information: everything that a device tells this computer, as a read-only document. */
import { l10n, workspace } from 'vscode';
import type { App } from '../app.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { window } from '../plain-window.ts';

export async function showDeviceInfo(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Show information about which device?'),
    none: l10n.t('No device is connected.'),
  });
  if (entry === undefined) return;
  const document = await workspace.openTextDocument(await app.deviceDocuments.read(entry));
  await window.showTextDocument(document, { preview: true });
}
