/** Trust This Computer: asks the device for trust, and waits while a person answers on its screen. */
import { ProgressLocation, commands, l10n } from 'vscode';
import { Device } from '../../device-protocol/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import { signalOf } from '../cancellation.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { announceWork, mayBegin } from '../devices/device-work.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { COMMANDS } from '../ids.ts';
import { window } from '../plain-window.ts';

/** Long enough to find the phone, unlock it and read the question. */
const WAIT_SECONDS = 180;

export async function pairDevice(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: l10n.t('Which device should trust this computer?'),
    none: l10n.t('No connected device is waiting for trust.'),
    suits: ({ condition }) => condition !== 'ready' && condition !== 'reading',
  });
  if (entry === undefined) return;
  const { udid } = entry.state;
  if (app.trustRequests.has(udid)) await showQuestionAgain(app, entry);
  else await askForTrust(app, entry);
}

/** A phone has one question at a time. */
async function showQuestionAgain(app: App, { state }: DeviceEntry): Promise<void> {
  const phone = await app.simulated.find(state.udid);
  if (phone?.isTrustDialogShown === true) await app.phoneScreens.show(phone, 'trust');
  else await app.reporter.inform(l10n.t('{name} is already asking. Tap Trust on the device.', { name: deviceLabel(state) }));
}

async function askForTrust(app: App, entry: DeviceEntry): Promise<void> {
  const { udid } = entry.state;
  if (!(await mayBegin(app, entry, () => commands.executeCommand(COMMANDS.pairDevice, udid)))) return;
  const announced = announceWork(entry, 'trust');
  const name = deviceLabel(entry.state);
  app.trustRequests.add(udid);
  try {
    await pairWithProgress(app, entry, name);
  } catch (error) {
    void app.reporter.show(error, [], { target: udid, again: () => commands.executeCommand(COMMANDS.pairDevice, udid) });
    return;
  } finally {
    announced[Symbol.dispose]();
    app.trustRequests.delete(udid);
    app.devices.setPrompt(udid, undefined);
    await app.devices.refresh(udid);
  }
  void app.reporter.inform(l10n.t('{name} now trusts this computer.', { name }));
}

async function pairWithProgress(app: App, { mux, attached, state }: DeviceEntry, name: string): Promise<void> {
  const title = l10n.t('Asking {name} to trust this computer', { name });
  const until = new Date(Date.now() + WAIT_SECONDS * 1000);
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    new Device(mux, attached).pair({
      waitSeconds: WAIT_SECONDS,
      signal: signalOf(token),
      onWaiting: () => {
        app.devices.setTrustPending(state.udid, until);
        progress.report({ message: l10n.t('Tap Trust on the device and enter its passcode.') });
      },
    }),
  );
}
