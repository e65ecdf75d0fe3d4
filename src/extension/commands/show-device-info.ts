/** Show Device Information: everything that a device tells this computer, as a read-only document. */
import { l10n } from 'vscode';
import type { App } from '../app.ts';
import { pickDevice } from '../devices/pick-device.ts';

export async function showDeviceInfo(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Show information about which device?'),
    none: l10n.t('No device is connected.'),
  });
  if (entry !== undefined) await app.deviceDocuments.showDevice(entry);
}
