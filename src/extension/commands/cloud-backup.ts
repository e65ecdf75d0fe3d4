/** Turn iCloud Backup On and Off: asks the device to switch it, and says what the device then reports. */
import { commands, l10n } from 'vscode';
import { switchCloudBackup } from '../../backup/index.ts';
import { cloudSettingsPath, cloudStateWords, deviceLabel } from '../../view/index.ts';
import type { App } from '../app.ts';
import { mayBegin } from '../devices/device-work.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';

export function turnOnCloudBackup(app: App, target?: unknown): Promise<void> {
  return switchTo(app, target, true);
}

export function turnOffCloudBackup(app: App, target?: unknown): Promise<void> {
  return switchTo(app, target, false);
}

async function switchTo(app: App, target: unknown, enabled: boolean): Promise<void> {
  const entry = await pickDevice(app, target, {
    title: enabled ? l10n.t('Turn on iCloud Backup for which device?') : l10n.t('Turn off iCloud Backup for which device?'),
    none: l10n.t('No connected device trusts this computer.'),
    suits: ({ condition, job }) => condition === 'ready' && job === undefined,
  });
  if (entry === undefined) return;
  const { mux, state } = entry;
  const repeat = () => commands.executeCommand(enabled ? COMMANDS.turnOnCloudBackup : COMMANDS.turnOffCloudBackup, state.udid);
  // The switch is asked for by the service that makes backups.
  if (!(await mayBegin(app, entry, repeat))) return;
  const { translate } = app.reporter.locale;
  const name = deviceLabel(state);
  const path = cloudSettingsPath(state.productVersion, translate);
  try {
    const said = await withJobNotification(l10n.t('Asking {name} about iCloud Backup', { name }), app.reporter.locale, (signal) =>
      switchCloudBackup({ mux, udid: state.udid, enabled, signal, log: app.reporter.log }),
    );
    const words = cloudStateWords({ name, enabled: said.enabled, path }, translate);
    void (said.enabled === enabled ? app.reporter.inform(words) : app.reporter.warn(words));
  } catch (error) {
    void app.reporter.show(error, [{ title: l10n.t('Try Again'), run: repeat }], { again: repeat });
  } finally {
    await app.devices.refresh(state.udid);
  }
}
