/** Forget Pairing: ends the trust between a device and this computer, after a question. */
import { commands, l10n } from 'vscode';
import { Device } from '../../device-protocol/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import { mayBegin } from '../devices/device-work.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { COMMANDS } from '../ids.ts';
import { window } from '../plain-window.ts';

export async function unpairDevice(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Forget the pairing with which device?'),
    none: l10n.t('No connected device trusts this computer.'),
    suits: ({ condition, job }) => (condition === 'ready' || condition === 'locked') && job === undefined,
  });
  if (entry === undefined) return;
  const { udid } = entry.state;
  const again = () => commands.executeCommand(COMMANDS.unpairDevice, udid);
  // A backup of another window would lose its device.
  if (!(await mayBegin(app, entry, again))) return;
  const name = deviceLabel(entry.state);
  const forget = l10n.t('Forget Pairing');
  const detail = l10n.t('To back it up again, the device must trust this computer again. Existing backups stay.');
  const question = l10n.t('End the trust between {name} and this computer?', { name });
  if ((await window.showWarningMessage(question, { modal: true, detail }, forget)) !== forget) return;
  if (!(await mayBegin(app, entry, again))) return;
  try {
    await new Device(entry.mux, entry.attached).unpair();
  } finally {
    await app.devices.refresh(udid);
  }
  void app.reporter.inform(l10n.t('{name} no longer trusts this computer.', { name }));
}
