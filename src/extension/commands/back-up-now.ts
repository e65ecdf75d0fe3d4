/** Back Up Now: looks whether it can go well, pulls a backup of a device with progress where people look, and says how it ended. */
import { ProgressLocation, commands, l10n } from 'vscode';
import { deviceLabel, jobWords, type BackupJob } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askBeforeBackup } from '../backups/ask-before-backup.ts';
import { commandFor, type BackupChoices } from '../backups/backup-choices.ts';
import { folderForNewBackups } from '../backups/backup-folders.ts';
import type { BackupPlan } from '../backups/backup-plan.ts';
import { sayBackedUp, sayNotBackedUp } from '../backups/backup-result.ts';
import { runBackup } from '../backups/run-backup.ts';
import { signalOf } from '../cancellation.ts';
import { isBusy } from '../devices/device-work.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { PromptNotice } from '../devices/prompt-notice.ts';
import { COMMANDS, VIEWS } from '../ids.ts';
import { percentReporter } from '../job-notification.ts';
import { window } from '../plain-window.ts';

export function backUpNow(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, {});
}

/** Asks for every file again: the way out of damage that an incremental backup would keep. */
export function backUpFull(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, { full: true });
}

/** Puts a folder that makes every device fail aside, under another name, and begins anew. */
export function setAsideAndBackUp(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, { setAside: true });
}

async function backUp(app: App, target: unknown, choices: BackupChoices): Promise<void> {
  const device = await pickDevice(app, target, {
    title: l10n.t('Back up which device?'),
    none: l10n.t('No device is connected. Connect an iPhone or iPad with a cable and unlock it, or start a simulated device.'),
    suits: ({ job }) => job === undefined,
    again: (udid) => commands.executeCommand(COMMANDS[commandFor(choices)], udid),
  });
  if (device === undefined || (await isBusy(app, device.state))) return;
  const folder = await folderForNewBackups();
  if (folder === undefined) return;
  let plan: BackupPlan | undefined = { folder, choices };
  try {
    plan = await askBeforeBackup(app, device, plan);
    if (plan === undefined || (await isBusy(app, device.state))) return;
    const result = await runWithNotification(app, device, plan);
    // Said without waiting for an answer: the command has ended.
    void sayBackedUp(app, deviceLabel(device.state), result);
  } catch (error) {
    void sayNotBackedUp(app, device, plan?.choices ?? choices, error);
  }
}

/** A notification with numbers and Cancel, and a moving bar over the view. */
async function runWithNotification(app: App, device: DeviceEntry, { folder, choices }: BackupPlan): ReturnType<typeof runBackup> {
  const { udid } = device.state;
  const name = deviceLabel(device.state);
  const notice = new PromptNotice(name, app.reporter.locale);
  const title = l10n.t('Backing up {name}', { name });
  return await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (notification, token) => {
    const report = percentReporter(notification);
    const reportTo = (job: BackupJob) => report(jobWords(job, app.reporter.locale), (job.fraction ?? 0) * 100);
    const listener = app.jobs.onDidProgress((running) => {
      if (running.udid === udid) reportTo(running.job);
    });
    try {
      const working = runBackup(app, device, {
        folder,
        choices,
        signal: signalOf(token),
        onProgress: (progress) => notice.onProgress(progress),
        onEvent: (event) => notice.onEvent(event),
      });
      // What the other places say already.
      const known = app.jobs.find(udid);
      if (known !== undefined) reportTo(known.job);
      void window.withProgress({ location: { viewId: VIEWS.devices } }, () => working.then(undefined, () => undefined));
      return await working;
    } finally {
      listener.dispose();
      notice.dispose();
    }
  });
}
