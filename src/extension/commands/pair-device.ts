/** Trust This Computer: asks the device for trust, and waits while a person answers on its screen. */
import { ProgressLocation, l10n } from 'vscode';
import { Device } from '../../device-protocol/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import { signalOf } from '../cancellation.ts';
import type { DeviceEntry } from '../devices/device-registry.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { window } from '../plain-window.ts';

/** Long enough to find the phone, unlock it and read the question. */
const WAIT_SECONDS = 180;

export async function pairDevice(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Which device should trust this computer?'),
    none: l10n.t('Every connected device trusts this computer already, or none is connected.'),
    suits: ({ condition }) => condition !== 'ready' && condition !== 'reading',
  });
  if (entry === undefined) return;
  const name = deviceLabel(entry.state);
  try {
    await askForTrust(app, entry, name);
  } finally {
    await app.devices.refresh(entry.state.udid);
  }
  void app.reporter.inform(l10n.t('{name} trusts this computer now.', { name }));
}

async function askForTrust(app: App, { mux, attached, state }: DeviceEntry, name: string): Promise<void> {
  const title = l10n.t('Asking {name} for trust', { name });
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    new Device(mux, attached).pair({
      waitSeconds: WAIT_SECONDS,
      signal: signalOf(token),
      onWaiting: () => {
        app.devices.setTrustPending(state.udid);
        progress.report({ message: l10n.t('Tap Trust on the device and enter its passcode.') });
      },
    }),
  );
}
