/** Contracts held against a new backup of a device that is connected, made as Back Up Now makes it. */
import { l10n } from 'vscode';
import { deviceLabel, progressWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { folderForNewBackups } from '../backups/backup-folders.ts';
import { runBackup } from '../backups/run-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { Throttle } from '../throttle.ts';
import type { ChosenBackups } from './chosen-backups.ts';
import type { ContractJob, MadeReport, PrepareRun, RunTools } from './contract-run.ts';
import { holdAgainst } from './on-a-backup.ts';

const PROGRESS_EVERY_MS = 1000;

/** One backup for all contracts of a run. Afterward it is the one that they are held against. */
export function onADevice(app: App, chosen: ChosenBackups): PrepareRun {
  return async (uris) => {
    const device = await pickDevice(app, undefined, {
      title: l10n.t('Back up which device?'),
      none: l10n.t('No device is connected. Connect an iPhone or iPad with a cable and unlock it, or start a simulated device.'),
      suits: ({ job, condition }) => job === undefined && condition === 'ready',
    });
    const folder = device === undefined ? undefined : await folderForNewBackups();
    if (device === undefined || folder === undefined) return undefined;
    let making: Promise<string> | undefined;
    const backUp = async ({ signal, say }: RunTools): Promise<string> => {
      say(l10n.t('Backing up {name}', { name: deviceLabel(device.state) }));
      const throttle = new Throttle<string>(PROGRESS_EVERY_MS, say);
      const onProgress = (progress: Parameters<typeof progressWords>[0]) => throttle.push(progressWords(progress, app.reporter.locale));
      try {
        const { path } = await runBackup(app, device, { folder, signal, onProgress });
        await chosen.set(uris, path);
        await canRead(app, path);
        return path;
      } finally {
        throttle.dispose();
      }
    };
    return async (job: ContractJob, tools: RunTools): Promise<MadeReport[]> => {
      making ??= backUp(tools);
      return [await holdAgainst(app, await making, job, tools)];
    };
  };
}
