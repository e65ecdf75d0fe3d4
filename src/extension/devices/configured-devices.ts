/** Starts the simulated devices that the settings ask for. An entry that makes no sense is reported once, and stops no other. */
import { commands, l10n } from 'vscode';
import { simulatedDeviceSetting } from '../../view/index.ts';
import { SETTINGS } from '../ids.ts';
import type { Reporter } from '../reporter.ts';
import { settings } from '../settings.ts';
import type { SimulatedDevices } from './simulated-devices.ts';

/** The returned function starts what has come since it was called last. It never rejects, and waits for no reader. */
export function configuredDevices(simulated: SimulatedDevices, reporter: Reporter): () => Promise<void> {
  const reported = new Set<string>();
  const open = {
    title: l10n.t('Open Settings'),
    run: () => commands.executeCommand('workbench.action.openSettings', SETTINGS.simulatedDevices),
  };
  return async () => {
    const { orders, problems } = simulatedDeviceSetting(settings.simulatedDevices(), reporter.locale.translate);
    for (const problem of problems.filter((text) => !reported.has(text))) {
      reported.add(problem);
      void reporter.warn(problem, [open]);
    }
    for (const error of await simulated.startConfigured(orders)) void reporter.show(error, [open]);
  };
}
